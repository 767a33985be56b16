/**
 * What edges cost a PostgreSQL: each listens, and reads the journal once for each message. So many of them as processes are too
 * much for one machine; here are their connections and their queries, without what they do with the answers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { watchCommits } from '../../../lib/db/watch/watchCommits';
import { openDatabase } from '../../../lib/db/dialect';
import { findEvent } from '../../../lib/db/eventRepository';
import { localReader } from '../../../lib/read/Reader';
import { quantile } from '../measure';
import { cpuOf } from '../read/cpuOf';
import { importDay, mixedDay } from '../read/raceDays';
import { Cluster } from './Cluster';
import type { ProcessBench } from './run';

export const EDGES = [0, 10, 100];

interface Edge {
  isCurrent: (seq: number) => boolean;
  close: () => Promise<void>;
}

async function startEdge(url: string, eventId: string): Promise<Edge> {
  const db = openDatabase(url);
  const reader = localReader({ db, showsViewers: false, prefix: '' });
  const event = await findEvent(db, eventId);
  if (!event) throw new Error('the event is gone');
  let { lastSeq: last } = event;
  let isReading = false;
  const read = async (known: number): Promise<void> => {
    if (isReading || known <= last) return;
    isReading = true;
    last = (await reader.readJournal(event.id, last))?.lastSeq ?? last;
    isReading = false;
  };
  const watch = watchCommits(url, {
    onCommit: (news) => {
      if (news) void read(news.seq);
    },
    onAway: () => undefined,
    onBack: () => undefined,
  });
  return {
    isCurrent: (seq) => last >= seq,
    close: async () => {
      await watch.close();
      await db.destroy();
    },
  };
}

export async function measureEdges(
  { options, results, progress }: ProcessBench,
  count: number,
): Promise<void> {
  const pushes = options.isQuick ? 30 : 150;
  const cluster = await Cluster.start(options.dist, 'PostgreSQL', 1);
  const { postgres } = cluster;
  const edges: Edge[] = [];
  try {
    if (!postgres) throw new Error('there is no PostgreSQL');
    const { event, raceId, bibs } = await importDay(cluster.first.url, mixedDay());
    while (edges.length < count) edges.push(await startEdge(postgres.url(), event.eventId));
    const db = openDatabase(postgres.url());
    await sleep(1_000);
    for (let round = 0; round < options.rounds; round += 1) {
      progress(`${count} edges, round ${round + 1}`);
      const pids = await postgres.pids();
      const cpu = (): number => pids.reduce((sum, pid) => sum + (cpuOf(pid) || 0), 0);
      const before = cpu();
      const times: number[] = [];
      for (let i = 0; i < pushes; i += 1) {
        const total = 1_000_000 + round * pushes + i;
        const begun = performance.now();
        await event.pushResults([{ raceId, bib: bibs[i % bibs.length], time: total, pen: 0, total }]);
        times.push(performance.now() - begun);
        const seq = (await findEvent(db, event.eventId))?.lastSeq ?? 0;
        while (!edges.every((edge) => edge.isCurrent(seq))) await sleep(1);
      }
      const name = `${count} edges`;
      results.add(name, 'CPU', round, (cpu() - before) / pushes);
      results.add(name, 'push p50', round, quantile(times, 0.5));
    }
    await db.destroy();
  } finally {
    await Promise.all(edges.map((edge) => edge.close()));
    await cluster.stop();
  }
}
