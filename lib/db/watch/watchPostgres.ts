import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { postgresConnection, PostgresSilent, type PostgresAddress } from '../postgres';
import { Contact, type CommitWatch, type CommitWatchParts, type EventNews } from './CommitWatch';

/** How long to wait before PostgreSQL is listened to again after the connection was lost, in milliseconds. */
const LISTEN_AGAIN_MS = 500;
/** How often a connection that only listens is asked whether it is still there, in milliseconds. */
const STILL_THERE_MS = 1_500;
/** How long it may take to answer, in milliseconds. */
const ANSWER_MS = 3_000;
/** How long it may take to say goodbye, in milliseconds. */
const GOODBYE_MS = 500;

/** The channel of PostgreSQL's NOTIFY. What it carries only says where to look. */
export const NOTIFY_CHANNEL = 'slalom_live';

/** What NOTIFY carries. */
export const payloadOf = (news: EventNews | null): string => (news ? `${news.event} ${news.seq}` : '');

function readPayload(payload: string): EventNews | null {
  const [event, seq] = payload.split(' ').map(Number);
  return event && seq ? { event, seq } : null;
}

/** PostgreSQL tells who listens. After a lost connection anything may have been missed. */
export function watchPostgres(
  address: string | PostgresAddress,
  { onCommit, ...parts }: CommitWatchParts,
): CommitWatch {
  const contact = new Contact(parts);
  let client: Client | null = null;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;

  const start = (): void => {
    void listen();
  };

  async function listen(): Promise<void> {
    try {
      const next = new Client(await postgresConnection(address));
      client = next;
      next.on('error', (error) => {
        lose(next, error);
      });
      next.on('end', () => {
        lose(next, new PostgresSilent());
      });
      next.on('notification', ({ payload = '' }) => {
        contact.heard();
        onCommit(readPayload(payload));
      });
      await next.connect();
      await ask(next, `LISTEN ${NOTIFY_CHANNEL}`);
      // What was committed before is not told.
      if (client === next) onCommit(null);
    } catch (error) {
      if (client) lose(client, error);
      else listenAgain(error);
    }
  }

  function lose(lost: Client, error: unknown): void {
    if (client !== lost) return;
    client = null;
    lost.end().catch(() => undefined);
    listenAgain(error);
  }

  function listenAgain(error: unknown): void {
    if (isClosed) return;
    contact.lost(error);
    clearTimeout(again);
    again = setTimeout(start, LISTEN_AGAIN_MS);
  }

  /** A connection that was cut off without a word looks like one on which nothing happens: no answer in time loses it. */
  async function ask(asked: Client, sql: string): Promise<void> {
    const late = setTimeout(() => {
      // After a long turn of the event loop the answer may be there, unread.
      setImmediate(() => {
        if (!isAnswered) lose(asked, new PostgresSilent());
      });
    }, ANSWER_MS);
    let isAnswered = false;
    try {
      await asked.query(sql);
      contact.heard();
    } finally {
      isAnswered = true;
      clearTimeout(late);
    }
  }

  let isAsking = false;
  const heart = setInterval(() => {
    if (!client || isAsking || contact.awayMs() !== null) return;
    isAsking = true;
    ask(client, 'SELECT 1')
      // Its end is told by the connection's own events.
      .catch(() => undefined)
      .finally(() => (isAsking = false));
  }, STILL_THERE_MS);

  start();
  return {
    look: () => undefined,
    awayMs: contact.awayMs,
    close: async () => {
      isClosed = true;
      clearTimeout(again);
      clearInterval(heart);
      const last = client;
      client = null;
      if (!last) return;
      // One that is frozen would never say goodbye.
      const bye = last.end().catch(() => undefined);
      await Promise.race([bye, sleep(GOODBYE_MS, undefined, { ref: false })]);
    },
  };
}
