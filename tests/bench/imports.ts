/** What an import costs, and how long it holds up everyone else: with the writer in its thread, and without. */
import { exportXml, raceDayOfSize } from '../../lib/simulator/exportXml';
import { EventApi } from '../support/api';
import { benchServer, printTable, quantile, timed } from './measure';

const SIZES = [1.7, 5];
const ROUNDS = 3;

type Row = Record<
  'writer' | 'export' | 'first ms' | 'again ms' | 'one changed ms' | 'worst loop delay ms',
  string
>;

export async function benchImports(): Promise<void> {
  const rows: Row[] = [];
  for (const megabytes of SIZES) {
    const plan = raceDayOfSize(megabytes * 1e6, { seed: 1 });
    const xml = exportXml(plan, 'end');
    for (const writer of ['thread', 'local'] as const) rows.push(await measure(writer, xml, megabytes));
  }
  printTable('Import of an export: median time, and the worst delay of the event loop', rows);
}

async function measure(writer: 'thread' | 'local', xml: string, megabytes: number): Promise<Row> {
  const changed = withOneChanged(xml);
  const ms: Record<'first' | 'again' | 'changed' | 'delay', number[]> = {
    first: [],
    again: [],
    changed: [],
    delay: [],
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const server = await benchServer(writer);
    const event = await EventApi.create(server.url, 'BENCH');
    await event.moveTo('running');
    const push = async (body: string) => {
      const answer = await event.pushXml(body);
      if (answer.status !== 200) throw new Error(`the import answered ${answer.status}`);
    };
    const delay = await server.worstDelayDuring(async () => {
      ms.first.push(await timed(() => push(xml)));
      ms.again.push(await timed(() => push(xml)));
      ms.changed.push(await timed(() => push(changed)));
    });
    ms.delay.push(delay);
    await server.stop();
  }
  const median = (samples: number[]) => quantile(samples, 0.5).toFixed(0);
  return {
    writer,
    export: `${megabytes} MB`,
    'first ms': median(ms.first),
    'again ms': median(ms.again),
    'one changed ms': median(ms.changed),
    'worst loop delay ms': Math.max(...ms.delay).toFixed(1),
  };
}

/** The same export with one athlete a tenth of a second slower. */
function withOneChanged(xml: string): string {
  return xml.replace(
    /<Time>(\d+)<\/Time>([^]*?)<Total>(\d+)<\/Total>/,
    (_, time: string, between: string, total: string) => {
      return `<Time>${Number(time) + 100}</Time>${between}<Total>${Number(total) + 100}</Total>`;
    },
  );
}
