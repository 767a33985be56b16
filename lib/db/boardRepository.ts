import type { Executor } from './dialect';

/** A board that said what it shows. */
export interface SeenBoard {
  name: string;
  /** Whether it knew the event's board token. */
  hasToken: boolean;
  shown: BoardReport;
  /** Milliseconds since 1970. */
  seenAt: number;
}

/** What a board says of itself. */
export interface BoardReport {
  layout: string;
  rows: number | null;
  race: string | null;
  title: string | null;
  /** Of the screen, in pixels of style sheets. */
  width: number;
  height: number;
}

interface BoardRow {
  event: number;
  name: string;
  /** SQLite has 0 and 1. */
  has_token: boolean | number;
  shown: string;
  seen_at: number;
}

export async function storeBoard(
  trx: Executor,
  event: number,
  { name, hasToken, shown, seenAt }: SeenBoard,
): Promise<void> {
  await trx<BoardRow>('boards')
    .insert({ event, name, has_token: hasToken, shown: JSON.stringify(shown), seen_at: seenAt })
    .onConflict(['event', 'name'])
    .merge();
}

/** The boards that said something since `since`, by name. */
export async function listBoards(db: Executor, event: number, since: number): Promise<SeenBoard[]> {
  const rows = await db<BoardRow>('boards').where({ event }).andWhere('seen_at', '>=', since).orderBy('name');
  return rows.map(({ name, has_token, shown, seen_at: seenAt }) => ({
    ...{ name, hasToken: Boolean(has_token), seenAt },
    shown: JSON.parse(shown) as BoardReport,
  }));
}

/** Forgets boards that have said nothing since `before`. */
export async function forgetBoards(trx: Executor, event: number, before: number): Promise<void> {
  await trx<BoardRow>('boards').where({ event }).andWhere('seen_at', '<', before).delete();
}

/** A picture that boards show. */
export interface BoardImage {
  type: string;
  bytes: Buffer;
}

/** Stores a picture in the place of the one of this name; null takes it away. */
export async function replaceBoardImage(
  trx: Executor,
  event: number,
  name: string,
  image: BoardImage | null,
): Promise<void> {
  await trx('board_images').where({ event, name }).delete();
  if (image) await trx('board_images').insert({ event, name, ...image });
}

export async function findBoardImage(db: Executor, event: number, name: string): Promise<BoardImage | null> {
  return (
    (await db<BoardImage & { event: number; name: string }>('board_images')
      .where({ event, name })
      .first('type', 'bytes')) ?? null
  );
}
