import { BOARD_LAYOUTS, type BoardLayout } from '../../../lib/domain/views';

/** What the address of a board says, as `specs/pages.md` lists it. */
export interface BoardOptions {
  /** Default `vertical`. */
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
}

const MOST_ROWS = 60;

/** A value that is not understood counts as not given: a board hangs too high to be told of a mistake. */
export function boardOptions(search: string): BoardOptions {
  const query = new URLSearchParams(search);
  const layout = BOARD_LAYOUTS.find((one) => one === query.get('layout')) ?? 'vertical';
  const rows = query.get('rows') ?? '';
  return {
    layout,
    rows: /^\d+$/.test(rows) ? Math.min(MOST_ROWS, Number(rows)) : null,
    race: query.get('race') ?? null,
    className: query.get('class') ?? null,
    title: query.get('title') ?? null,
    hasImages: query.get('images') !== 'false',
  };
}
