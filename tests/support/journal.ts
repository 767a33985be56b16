/** What a database's only event has told, and whether those who watched it got it. */
import { openDatabase } from '../../lib/db/dialect';
import type { JournalMessage } from '../../lib/db/journalRepository';
import type { LiveClient } from './liveClients';
import { sequenceOf } from './replay';

/** The event's journal as it stands: everything but on-course lists that newer ones superseded. */
export async function readJournal(databaseUrl: string): Promise<JournalMessage[]> {
  const db = openDatabase(databaseUrl);
  try {
    return await db<JournalMessage>('live_messages')
      .orderBy('seq')
      .select('seq', 'kind', 'topic', 'body', 'at');
  } finally {
    await db.destroy();
  }
}

/** A subscriber saw each message of the journal once, as it is there, or a `full` in its place. */
export function expectEachOnce({ messages }: LiveClient, journal: JournalMessage[]): void {
  const sequences = messages.map(({ id }) => sequenceOf(id));
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
  expect(messages[0]?.type).toBe('full');
  const first = sequences[0] ?? 0;
  const missed: JournalMessage[] = [];
  for (const entry of journal.filter(({ seq }) => seq > first)) {
    const at = sequences.findIndex((seq) => seq >= entry.seq);
    const message = messages[at];
    if (message?.type === 'full') continue;
    const isSeen = sequences[at] === entry.seq && message?.type === entry.kind;
    const isWhole = message?.type === 'diff' && JSON.stringify(message.data) === entry.body;
    if (!isSeen || !isWhole) missed.push(entry);
  }
  expect(missed).toEqual([]);
}
