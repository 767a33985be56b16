import { openDatabase } from '../../lib/db/dialect';
import type { EventApi, Json } from './api';
import { isOnPostgres } from './testDatabase';
import { WsClient, type ReceivedMessage } from './liveClients';

const DATA_TABLES = ['classes', 'categories', 'participants', 'races', 'courses', 'results', 'on_course'];

/** Counts every row that is inserted, updated or deleted in a server's database, by its own triggers. */
export async function countTouchedRows(databaseUrl: string): Promise<{
  /** Table and verb of each write since the last call. */
  take: () => Promise<string[]>;
  close: () => Promise<void>;
}> {
  const db = openDatabase(databaseUrl);
  await db.raw('CREATE TABLE touched (what TEXT NOT NULL)');
  if (isOnPostgres) {
    const body = "BEGIN INSERT INTO touched VALUES (lower(TG_OP) || ' ' || TG_TABLE_NAME); RETURN NULL; END";
    await db.raw(`CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ ${body} $$`);
  }
  for (const table of [...DATA_TABLES, 'live_messages']) {
    for (const verb of ['insert', 'update', 'delete']) {
      const then = isOnPostgres
        ? 'FOR EACH ROW EXECUTE FUNCTION touch()'
        : `BEGIN INSERT INTO touched VALUES ('${verb} ${table}'); END`;
      await db.raw(`CREATE TRIGGER touched_${table}_${verb} AFTER ${verb} ON ${table} ${then}`);
    }
  }
  return {
    take: async () => {
      const rows = await db<{ what: string }>('touched').select('what');
      await db('touched').delete();
      return rows.map(({ what }) => what);
    },
    close: () => db.destroy(),
  };
}

/** What the public sees of the event, but for the time of the look. */
export async function publicState(event: EventApi): Promise<Json> {
  const { body } = await event.get('snapshot');
  return body.data;
}

/**
 * The messages that `act` sends to a scoreboard, in order. Nothing is waited for that may never come: a
 * last change of the settings says when all of them are there. A `full` says the state at the time that it
 * is composed, which may hold that last change, too: where one is expected, `act` waits for it at the board.
 */
export async function messagesOf(
  event: EventApi,
  act: (board: WsClient) => Promise<unknown>,
): Promise<ReceivedMessage[]> {
  const board = new WsClient(event);
  try {
    await board.until(({ messages }) => messages.length > 0);
    const joined = board.messages.length;
    await act(board);
    const marker = `END-${board.lastId ?? ''}`;
    await event.setConfig({ activeRaceId: marker });
    await board.until(({ state }) => state?.config.activeRaceId === marker);
    return board.messages.slice(joined, -1);
  } finally {
    board.close();
  }
}
