import { createHash } from 'node:crypto';
import { recordDone } from '../db/auditRepository';
import {
  forgetBoards,
  listBoards,
  replaceBoardImage,
  storeBoard,
  type BoardReport,
} from '../db/boardRepository';
import type { EventConfig } from '../db/eventRepository';
import { publicConfig } from '../domain/publicEvent';
import type { BoardSettings } from '../domain/views';
import { AppError } from '../errors';
import { inEvent, type EventTransaction, type Ingest } from './Ingest';

/** A board that said nothing for this long is no longer there, in milliseconds; it speaks every 20 s. */
export const BOARD_GONE_MS = 50_000;
/** How many boards an event has at most at one time that do not know its token: anyone could say to be one. */
const MOST_STRANGERS = 20;
/** How many boards can be led. */
const MOST_LED = 60;

const AS_ITS_ADDRESS_SAYS: BoardSettings = {
  label: null,
  layout: null,
  rows: null,
  race: null,
  title: null,
  hasImages: null,
  reloadedAt: null,
};

/** What is to be another of a board; `reload` has it load itself anew. */
export type BoardChange = Partial<Omit<BoardSettings, 'reloadedAt'>> & { reload?: boolean };

/** Leads the board of this name, whether it is open now or only later; null leaves it to its address again. */
export async function leadBoard(
  ingest: Ingest,
  eventId: string,
  name: string,
  change: BoardChange | null,
  by: string | null = null,
): Promise<BoardSettings> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { event, now } = transaction;
    const { [name]: led, ...others } = event.config.boards ?? {};
    const { reload = false, ...changed } = change ?? {};
    const settings = {
      ...(change && { ...AS_ITS_ADDRESS_SAYS, ...led, ...changed }),
      ...(reload && { reloadedAt: new Date(now).toISOString() }),
    } as BoardSettings;
    if (change && !led && Object.keys(others).length >= MOST_LED) {
      throw new AppError(
        409,
        'TooManyBoards',
        `An event leads at most ${MOST_LED} boards; leave one to its address first.`,
      );
    }
    const boards = change ? { ...others, [name]: settings } : others;
    await changeBoards(transaction, { ...event.config, boards }, { board: name, ...change }, by);
    return change ? settings : AS_ITS_ADDRESS_SAYS;
  });
}

/** Stores a picture for boards, or takes it away; answers all that there are, with their versions. */
export async function changeBoardImage(
  ingest: Ingest,
  eventId: string,
  name: string,
  image: { type: string; bytes: Uint8Array } | null,
  by: string | null = null,
): Promise<Record<string, string>> {
  return inEvent(ingest, eventId, async (transaction) => {
    const { trx, event } = transaction;
    const { [name]: _, ...others } = event.config.boardImages ?? {};
    const bytes = image && Buffer.from(image.bytes);
    await replaceBoardImage(trx, event.id, name, image && bytes && { type: image.type, bytes });
    const version = bytes && createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const boardImages = version === null ? others : { ...others, [name]: version };
    await changeBoards(
      transaction,
      { ...event.config, boardImages },
      { image: name, type: image?.type ?? null },
      by,
    );
    return boardImages;
  });
}

async function changeBoards(
  transaction: EventTransaction,
  config: EventConfig,
  detail: object,
  by: string | null,
): Promise<void> {
  const { trx, event, now } = transaction;
  transaction.change({ config });
  await recordDone(trx, event.id, { kind: 'board', at: now, by, detail });
  // Official results change no more, and those who watch are about to be told so.
  if (event.status !== 'official') transaction.announceDiff({ config: publicConfig(config) });
}

/** Notes that a board is open, and what it shows. Throws 429 where too many say so that nobody knows. */
export async function noteBoard(
  ingest: Ingest,
  eventId: string,
  { name, hasToken, shown }: { name: string; hasToken: boolean; shown: BoardReport },
): Promise<void> {
  await inEvent(ingest, eventId, async ({ trx, event, now }) => {
    await forgetBoards(trx, event.id, now - BOARD_GONE_MS);
    if (!hasToken) {
      const strangers = (await listBoards(trx, event.id, 0)).filter(
        (one) => !one.hasToken && one.name !== name,
      );
      if (strangers.length >= MOST_STRANGERS) {
        throw new AppError(
          429,
          'TooManyBoards',
          'Too many boards without the board token of the event; open this one by the address of the control page.',
        );
      }
    }
    await storeBoard(trx, event.id, { name, hasToken, shown, seenAt: now });
  });
}
