/** What durable commits cost a push: two servers, one with SQLite's `synchronous` at FULL, one at NORMAL, asked in turn. */
import { join } from 'node:path';
import { exportXml } from '../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from '../support/api';
import { benchServer, printTable, quantile, timed } from './measure';

const PUSHES = 400;

export async function benchDurability(): Promise<void> {
  const plan = simulateRaceDay({ seed: 1, athletes: 300 });
  const xml = exportXml(plan, middleOfDay1(plan));
  const contestants = await Promise.all(
    (['FULL', 'NORMAL'] as const).map(async (synchronous) => {
      const preload = synchronous === 'NORMAL' ? [join(__dirname, 'synchronousNormal.js')] : [];
      const server = await benchServer('thread', preload);
      const event = await EventApi.withExport(server.url, xml);
      return { synchronous, server, event, onCourse: [] as number[], results: [] as number[] };
    }),
  );
  const [{ event }] = contestants as [(typeof contestants)[number]];
  const races = (await event.get()).body.races as { raceId: string; raceStatus: number }[];
  const raceId = races.find(({ raceStatus }) => raceStatus === 3)?.raceId ?? '';
  const rows = (await event.get(`results/${raceId}`)).body.results as { bib: string }[];

  for (let i = 0; i < PUSHES; i += 1) {
    const bib = rows[i % rows.length]?.bib;
    const time = 90_000 + i;
    // Each comes first every other time.
    for (const one of i % 2 ? contestants : [...contestants].reverse()) {
      one.onCourse.push(
        await timed(() => one.event.pushOnCourse([{ raceId, bib, time, gates: [0, 2], dtStart: null }])),
      );
      one.results.push(
        await timed(() => one.event.pushResults([{ raceId, bib, time, pen: 0, total: time }])),
      );
    }
  }
  for (const { server } of contestants) await server.stop();

  const [full, normal] = contestants as [(typeof contestants)[number], (typeof contestants)[number]];
  const row = (what: string, push: 'onCourse' | 'results', share: number) => {
    const [ours, theirs] = [quantile(full[push], share), quantile(normal[push], share)];
    return {
      what,
      'FULL ms': ours.toFixed(2),
      'NORMAL ms': theirs.toFixed(2),
      ratio: (ours / theirs).toFixed(2),
    };
  };
  printTable(`Answer to a push with durable commits (FULL) and without (NORMAL), ${PUSHES} of each in turn`, [
    row('on course, median', 'onCourse', 0.5),
    row('on course, p99', 'onCourse', 0.99),
    row('result, median', 'results', 0.5),
    row('result, p99', 'results', 0.99),
  ]);
}
