import { holdNewest } from '../../lib/holdNewest';
import type { EventDrawing, WholeEvent } from '../web/event/drawing';
import type { Language } from './language';
import { PageText } from './PageText';

/** Of a list: more than any screen shows at first, and few enough that drawing takes a few milliseconds. The script draws the rest. */
const MOST_ROWS = 40;
/** How long a drawing is shown whatever has happened: the page goes on after its cursor. Milliseconds. */
const REUSE_MS = 1_000;
/** How long a drawing of an event in which nothing happens is shown: the day passes there, too. Milliseconds. */
const FRESH_MS = 60_000;
/** Drawings are kept of so many pages; each is some 100 kB, and its compressed form. */
const MOST_HELD = 64;

export interface DrawnParts {
  /** What the page shows. */
  html: string;
  /** The `FirstState` that it was drawn with, as JSON. */
  json: string;
}

interface Held {
  /** Of the message that the page is as of. */
  id: string;
  at: number;
  text: PageText;
}

interface Wanted {
  event: WholeEvent;
  language: Language;
  /** `?race=`; null for none. */
  raceId: string | null;
  /** Whose page it is, by the key of an athlete that the event has; null for the event's own. */
  athlete: string | null;
  /** See `siteOf`: what the page says of the server is of who asks, and told to no other site's. */
  site: string;
  /** Makes a page of what was drawn. */
  page: (drawn: DrawnParts) => string;
}

/** Event pages with their first rows, drawn once a second at most for all who ask. */
export class DrawnPages {
  private readonly held = new Map<string, Held>();

  constructor(
    private readonly drawing: EventDrawing,
    private readonly prefix: string,
    private readonly clock: () => number,
  ) {}

  of({ event, language, raceId, athlete, site, page }: Wanted): PageText {
    const isKnown = event.structure.races.some((race) => race.raceId === raceId);
    const asked = { raceId: isKnown ? raceId : null, now: this.clock() };
    const key = JSON.stringify([event.structure.event.eventId, language, asked.raceId, athlete, site]);
    const held = this.held.get(key);
    const freshMs = held?.id === event.id ? FRESH_MS : REUSE_MS;
    if (held && asked.now - held.at < freshMs) return held.text;
    const first = this.drawing.open(event, asked);
    const html = this.drawing.draw(first, { ...asked, language, mostRows: MOST_ROWS, prefix: this.prefix });
    const text = new PageText(page({ html, json: JSON.stringify(first) }));
    holdNewest(this.held, key, { id: event.id, at: asked.now, text }, MOST_HELD);
    return text;
  }
}
