import { BOARD_LAYOUTS, type BoardLayout } from '../../../lib/domain/views';

/** What the address of a board says, as `specs/pages.md` lists it. */
export interface BoardOptions {
  /** Default `vertical`, on a small lying wall `ledwall`. */
  layout: BoardLayout;
  /** Rows of the list; null for as many as can be read from afar. 0 for no list. */
  rows: number | null;
  /** The race to show; null to follow the running one. */
  race: string | null;
  /** The class whose races are followed, by id or name; null for all. */
  className: string | null;
  /** Shown instead of the event's title; null for that one. */
  title: string | null;
  /** Shows the logo and the sponsors. Default true; an overlay never has them. */
  hasImages: boolean;
  /** Shows a code that leads to the event's page. Default false; an overlay never has it. */
  hasQr: boolean;
}

const MOST_ROWS = 60;

/** Rows of pixels, or fewer, of which a list above which boats stand would have too few left. */
export const SMALL_PX = 420;
const NO_SCREEN = { width: Infinity, height: Infinity };

/** A value that is not understood counts as not given: a board hangs too high to be told of a mistake. */
export function boardOptions(search: string, { width, height } = NO_SCREEN): BoardOptions {
  const query = new URLSearchParams(search);
  const layout =
    BOARD_LAYOUTS.find((one) => one === query.get('layout')) ??
    (height <= SMALL_PX && width > height ? 'ledwall' : 'vertical');
  const rows = query.get('rows') ?? '';
  return {
    layout,
    rows: /^\d+$/.test(rows) ? Math.min(MOST_ROWS, Number(rows)) : null,
    race: query.get('race') ?? null,
    className: query.get('class') ?? null,
    title: query.get('title') ?? null,
    hasImages: query.get('images') !== 'false',
    hasQr: query.has('qr') && query.get('qr') !== 'false',
  };
}
