/** What chats show as a picture beside an address: name, rank and total. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type * as Canvas from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { PublicEvent } from '../../lib/domain/views';
import { AppError } from '../../lib/errors';
import { holdNewest } from '../../lib/holdNewest';
import { dateRange } from '../web/shared/format';
import type { AthleteWords, StandingWords } from './athlete';
import { ICON } from './icon';
import type { Language } from './language';

/** Pixels; the shape that all chats show whole. */
export const PICTURE_WIDTH = 1_200;
export const PICTURE_HEIGHT = 630;
const MARGIN = 64;
/** Baselines from the top. */
const OVER_Y = 104;
const TITLE_Y = 218;
const UNDER_Y = 282;
/** Between the line below the title and the lower edge. */
const ROWS_TOP = 318;
const ROWS_BOTTOM = 600;
const MOST_ROWS = 3;
const ICON_SIZE = 84;
/** Pictures are kept of so many states; each is some 40 kB. */
const MOST_HELD = 64;
/** Letters of names from all over the world; for others there is what the machine has. */
const SCRIPTS = ['latin', 'latin-ext', 'cyrillic', 'greek'];
const WEIGHTS = [400, 700] as const;

/** What a picture says. */
export interface PictureWords {
  over: string;
  title: string;
  under: string;
  standings: StandingWords[];
}

/** An athlete's card, or that of the event. */
export function pictureWords(
  event: PublicEvent,
  athlete: AthleteWords | null,
  language: Language,
): PictureWords {
  const days = dateRange(event.startDate, event.endDate, language);
  const where = [event.subTitle, event.location, days].filter(Boolean).join(' · ');
  if (athlete === null) return { over: '', title: event.mainTitle, under: where, standings: [] };
  const { name, from, races } = athlete;
  const results = races.filter(({ rank }) => rank !== null);
  // What was raced last matters; before the first result, what is raced first.
  const standings = results.length > 0 ? results.slice(-MOST_ROWS) : races.slice(0, MOST_ROWS);
  return {
    over: [event.mainTitle, days].filter(Boolean).join(' · '),
    title: name,
    under: from.join(' · '),
    standings,
  };
}

/** Another one for each state of what a picture says, so that a chat that knows the last one asks anew. */
export const pictureVersion = (words: PictureWords): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 12);

/** Draws each picture once, for all who ask. */
export class PreviewPictures {
  private readonly held = new Map<string, Promise<Buffer>>();
  private canvas: Promise<typeof Canvas> | null = null;

  /** A PNG; 404 where the library to draw it is not installed. */
  of(words: PictureWords): Promise<Buffer> {
    const version = pictureVersion(words);
    const picture = this.held.get(version) ?? this.draw(words);
    picture.catch(() => {
      // Whatever it was, the next one who asks tries again.
      this.held.delete(version);
      this.canvas = null;
    });
    holdNewest(this.held, version, picture, MOST_HELD);
    return picture;
  }

  private async draw(words: PictureWords): Promise<Buffer> {
    this.canvas ??= loaded();
    const { createCanvas, loadImage } = await this.canvas;
    const canvas = createCanvas(PICTURE_WIDTH, PICTURE_HEIGHT);
    const context = canvas.getContext('2d');
    context.fillStyle = '#073a5c';
    context.fillRect(0, 0, PICTURE_WIDTH, PICTURE_HEIGHT);
    context.drawImage(
      await loadImage(Buffer.from(ICON.replace('<svg ', `<svg width="${ICON_SIZE}" height="${ICON_SIZE}" `))),
      ...[PICTURE_WIDTH - MARGIN - ICON_SIZE, MARGIN - 16],
      ...[ICON_SIZE, ICON_SIZE],
    );
    const whole = PICTURE_WIDTH - 2 * MARGIN;
    const muted = '#bfe0f5';
    // Without a row the words stand in the middle.
    const down = words.standings.length === 0 ? 110 : 0;
    line(context, words.over, {
      size: 36,
      x: MARGIN,
      y: OVER_Y,
      room: whole - ICON_SIZE - 24,
      colour: muted,
    });
    line(context, words.title, { size: 88, weight: 700, x: MARGIN, y: TITLE_Y + down, room: whole });
    line(context, words.under, { size: 38, x: MARGIN, y: UNDER_Y + down, room: whole, colour: muted });
    const height = (ROWS_BOTTOM - ROWS_TOP) / Math.max(words.standings.length, 1);
    const size = Math.min(height * 0.62, 110);
    words.standings.forEach(({ title, rank, total, start }, index) => {
      const top = ROWS_TOP + index * height;
      context.fillStyle = '#0b4f7c';
      context.fillRect(MARGIN, top, whole, height - 10);
      const y = top + (height - 10) / 2 + size * 0.36;
      const right = PICTURE_WIDTH - MARGIN - 28;
      line(context, title, {
        size: 36,
        x: MARGIN + 28,
        y: top + (height - 10) / 2 + 13,
        room: 440,
        colour: muted,
      });
      if (rank !== null) line(context, rank, { size, weight: 700, x: MARGIN + 500, y, room: 210 });
      line(context, total ?? start ?? '', { size, weight: 700, x: right, y, room: 330, align: 'right' });
    });
    return canvas.encode('png');
  }
}

interface Line {
  size: number;
  weight?: (typeof WEIGHTS)[number];
  x: number;
  /** Of the baseline. */
  y: number;
  /** Pixels; what is longer is written smaller, and then cut. */
  room: number;
  colour?: string;
  align?: 'left' | 'right';
}

const FAMILIES = [...SCRIPTS.map((script) => `"slalom ${script}"`), 'sans-serif'].join(', ');
/** Not smaller than this part of its size. */
const LEAST = 0.6;

function line(context: SKRSContext2D, text: string, to: Line): void {
  const { size, weight = 400, x, y, room, colour = '#ffffff', align = 'left' } = to;
  const withSize = (pixels: number): number => {
    context.font = `${weight} ${pixels}px ${FAMILIES}`;
    return context.measureText(text).width;
  };
  const width = withSize(size);
  if (width > room) withSize(Math.max(size * LEAST, Math.floor((size * room) / width)));
  context.fillStyle = colour;
  context.textAlign = align;
  context.fillText(shortened(context, text, room), x, y);
}

function shortened(context: SKRSContext2D, text: string, room: number): string {
  let letters = Array.from(text);
  let shown = text;
  while (letters.length > 1 && context.measureText(shown).width > room) {
    letters = letters.slice(0, -1);
    shown = `${letters.join('').trimEnd()}…`;
  }
  return shown;
}

/** The library with its letters: some 30 MB of it, which a server whose links nobody sends on does without. */
async function loaded(): Promise<typeof Canvas> {
  let canvas: typeof Canvas;
  try {
    canvas = await import('@napi-rs/canvas');
  } catch {
    throw new AppError(
      404,
      'PicturesAreOff',
      'This server draws no pictures, for the optional package @napi-rs/canvas is not installed.',
    );
  }
  const files = join(dirname(require.resolve('@fontsource/noto-sans/package.json')), 'files');
  for (const script of SCRIPTS) {
    for (const weight of WEIGHTS) {
      const file = join(files, `noto-sans-${script}-${weight}-normal.woff2`);
      canvas.GlobalFonts.registerFromPath(file, `slalom ${script}`);
    }
  }
  return canvas;
}
