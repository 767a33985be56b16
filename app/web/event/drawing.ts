import type { PublicResult, PublicStart, Snapshot } from '../../../lib/domain/views';
import type { Language } from '../locales/Language';
import type { FirstState } from '../shared/firstState';

/** An event as the server holds it, as of one message. */
export interface WholeEvent {
  /** Of the message. */
  id: string;
  /** When the server holds it so, ISO 8601. */
  at: string;
  structure: Omit<Snapshot, 'results' | 'startlists'>;
  resultRows: (raceId: string) => PublicResult[];
  startRows: (raceId: string) => PublicStart[];
}

/** What is asked for with a page's address, and when. */
export interface Asked {
  /** `?race=`; null for the one that is going on. */
  raceId: string | null;
  /** Milliseconds since 1970. */
  now: number;
}

/** How a page is drawn. */
export interface DrawingOptions {
  language: Language;
  /** Of a list. */
  mostRows: number;
  /** What stands before every address, '' at the root. */
  prefix: string;
}

/** The event page in Node, as `app/web/build.mjs` builds it from the page's own components. */
export interface EventDrawing {
  /** What the page opens with. */
  open: (event: WholeEvent, asked: Asked) => FirstState;
  /** The page's HTML, as its script will draw it, with so many rows of a list at most. */
  draw: (first: FirstState, asked: Asked & DrawingOptions) => string;
}
