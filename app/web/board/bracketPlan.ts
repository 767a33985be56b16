/** Where the heats of a kayak-cross class stand on a board: as many rounds at once as can be read. */
import type { HeatOfRound, Round } from '../shared/bracketRounds';

export interface BracketPlan {
  /** Size of type, pixels. */
  type: number;
  /** Shown in turn. */
  pages: BracketColumn[][];
}

/** Rounds below one another: one, but where there is no other column. */
export type BracketColumn = PartOfRound[];

/** A round, or as many of its heats as there is room for. */
export interface PartOfRound {
  raceId: string;
  title: string;
  heats: HeatOfRound[];
}

/** A line's height in relation to its type. */
export const BRACKET_LEADING = 1.4;
/** A column's width, in sizes of type: rank, bib, a name of twenty letters, a status. */
const COLUMN_EM = 17;
/** Lines of a column for the name of the round, and of a heat for its own and the space below. */
const TITLE_LINES = 1.4;
const CAPTION_LINES = 1.3;
/** Lines of a board: with fewer its letters would be larger than those of the list. */
const FEWEST_LINES = 8;
/** Letters that can be read: this part of the screen's shorter side, and on a wall of few pixels this many. */
const LEAST_PART = 0.024;
const LEAST_PX = 13;

/** Pixels. */
interface Room {
  width: number;
  height: number;
  /** The shorter side of the screen. */
  screen: number;
}

const linesOf = ({ rows }: HeatOfRound): number => rows.length + CAPTION_LINES;

/**
 * The largest type in which the whole bracket stands on the board; where that would be too small, without the rounds that are over;
 * where that is, too, page by page from the current round on.
 * @param rounds of the class, in their order
 * @param current the race that the board shows
 */
export function bracketPlan(rounds: readonly Round[], current: string, room: Room): BracketPlan {
  const drawn = rounds.filter(({ heats }) => heats.length > 0);
  const shown = drawn.findIndex(({ race }) => race.raceId === current);
  const at = Math.max(0, shown);
  const least = Math.max(LEAST_PX, room.screen * LEAST_PART);
  const most = room.height / (least * BRACKET_LEADING);
  const tallest = Math.max(...drawn.flatMap(({ heats }) => heats.map(linesOf)), 0);
  const one = TITLE_LINES + tallest;
  for (let from = 0; from <= at; from += 1) {
    for (let lines = Math.max(FEWEST_LINES, one); lines <= most; lines += 1) {
      const plan = planOf(drawn.slice(from), lines, room);
      if (plan.pages.length <= 1) return plan;
    }
  }
  const two = one + tallest;
  return planOf(drawn.slice(at), two <= most ? two : one, room);
}

function planOf(rounds: readonly Round[], lines: number, { width, height }: Room): BracketPlan {
  const type = Math.min(height / (lines * BRACKET_LEADING), width / COLUMN_EM);
  const perPage = Math.max(1, Math.floor(width / (type * COLUMN_EM)));
  // Where the width bounds the type, there are more lines than were asked for.
  const columns = columnsOf(rounds, height / (type * BRACKET_LEADING), perPage === 1);
  const pages: BracketColumn[][] = [];
  for (let at = 0; at < columns.length; at += perPage) pages.push(columns.slice(at, at + perPage));
  return { type, pages };
}

/** Each round begins a column of its own, but where it `mayFollow` another one in theirs. */
function columnsOf(rounds: readonly Round[], lines: number, mayFollow: boolean): BracketColumn[] {
  const columns: BracketColumn[] = [];
  let left = 0;
  for (const { race, title, heats } of rounds) {
    const { raceId } = race;
    const whole = TITLE_LINES + heats.reduce((sum, heat) => sum + linesOf(heat), 0);
    let part: PartOfRound | null = null;
    if (mayFollow && left >= whole) {
      part = { raceId, title, heats: [] };
      columns.at(-1)?.push(part);
      left -= TITLE_LINES;
    }
    for (const heat of heats) {
      if (part === null || left < linesOf(heat)) {
        part = { raceId, title, heats: [] };
        columns.push([part]);
        left = lines - TITLE_LINES;
      }
      part.heats.push(heat);
      left -= linesOf(heat);
    }
  }
  return columns;
}
