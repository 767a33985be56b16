/** How large a diff is beside the `full` that it amends. */
import { exportXml } from '../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from '../support/api';
import { WsClient } from '../support/liveClients';
import { benchServer, printTable } from './measure';

export async function benchSizes(): Promise<void> {
  const server = await benchServer();
  const rows: Record<'athletes' | 'full bytes' | 'diff bytes' | 'diff ÷ full', string>[] = [];
  for (const athletes of [20, 120, 350]) {
    const plan = simulateRaceDay({ seed: 1, athletes });
    const event = await EventApi.withExport(
      server.url,
      exportXml(plan, middleOfDay1(plan)),
      'running',
      `SIZE-${athletes}`,
    );
    const client = new WsClient(event);
    await client.until(({ messages }) => messages.length === 1);
    const races = client.state?.races ?? [];
    const raceId = races.find(({ raceStatus }) => raceStatus === 3)?.raceId ?? '';
    const last = client.state?.results[raceId]?.filter(({ status }) => status === null).at(-1);
    // The last of the list gets slower still, so that no other rank moves.
    const time = 99_000;
    await event.pushResults([{ raceId, bib: last?.bib, time, pen: 0, total: time }]);
    await client.until(({ messages }) => messages.length > 1);
    const [full = 0, diff = 0] = client.messages.map((message) => Buffer.byteLength(JSON.stringify(message)));
    rows.push({
      athletes: String(athletes),
      'full bytes': String(full),
      'diff bytes': String(diff),
      'diff ÷ full': `${((diff / full) * 100).toFixed(2)} %`,
    });
    client.close();
  }
  await server.stop();
  printTable('A single result, when no other rank moves', rows);
}
