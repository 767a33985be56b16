import type { PublicResult } from '../../lib/domain/views';
import { send } from '../support/api';
import { eventually } from '../support/browser';
import { endProcesses, MAIN, start } from '../support/serverProcess';

afterEach(endProcesses);

/** What the demo says until it is ready, without its last line. */
function welcome(): Promise<string> {
  const demo = start([MAIN, 'demo', '--athletes', '40'], { PORT: '0' });
  return new Promise((resolve, reject) => {
    let said = '';
    demo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl+C')) resolve(said);
    });
    demo.once('exit', () => {
      reject(new Error(`the demo ended: ${said}`));
    });
  });
}

test('the demo says where its pages are, each is there, somebody is on the course, and what was raced before is listed', async () => {
  const said = await welcome();
  const addresses = [...said.matchAll(/ (http:\S+)$/gm)].map(([, address]) => address ?? '');
  const paths = addresses.map((address) => new URL(address)).map(({ pathname, search }) => pathname + search);
  const pages = paths.filter((path) => !path.startsWith('/api/'));
  expect(pages).toEqual([
    '/events/DEMO-1',
    '/events/DEMO-1/board',
    '/events/DEMO-1/board?layout=ledwall',
    '/events/DEMO-1/board?layout=overlay',
    '/events/DEMO-1/speaker',
    '/embed/DEMO-1',
    '/',
  ]);
  const { origin } = new URL(addresses[0] ?? '');
  for (const page of pages) {
    const { status, headers } = await send('GET', origin + page);
    expect([page, status, headers.get('content-type')]).toEqual([page, 200, 'text/html; charset=utf-8']);
  }
  await eventually(
    async () => (await send('GET', `${origin}/api/v1/events/DEMO-1/oncourse`)).body.oncourse as object[],
    (oncourse) => oncourse.length > 0,
  );

  const results = async (raceId: string): Promise<PublicResult[]> =>
    (await send('GET', `${origin}/api/v1/events/DEMO-1/results/${raceId}?detailed=true`)).body
      .results as PublicResult[];
  const teamGates = (await results('K1M_ST_TSR_7')).flatMap(({ gates }) => gates ?? []);
  expect(Math.max(...teamGates.map(({ penalty }) => penalty ?? 0))).toBeGreaterThan(50);
  expect((await results('WX1J_XER_6_JUN')).map(({ rnk }) => rnk).slice(0, 3)).toEqual([1, 2, 3]);
  expect((await results('K1M_HO_BR2_7')).map(({ betterRunNr }) => betterRunNr)).toContain(1);
  const { classes } = (await send('GET', `${origin}/api/v1/events/DEMO-1`)).body as {
    classes: { name: string }[];
  };
  expect(classes.filter(({ name }) => name === 'K1M')).toHaveLength(2);
  const { events } = (await send('GET', `${origin}/api/v1/events`)).body as { events: object[] };
  expect(events).toContainEqual(expect.objectContaining({ eventId: 'DEMO-OVER', status: 'official' }));
  const over = await send('GET', `${origin}/api/v1/events/DEMO-OVER/snapshot`);
  const lists = Object.values(
    (over.body as { data: { results: Record<string, PublicResult[]> } }).data.results,
  );
  // Forerunners have no rank.
  const hasEnded = ({ rnk, total, status }: PublicResult): boolean =>
    rnk !== null || total !== null || status !== null;
  expect(lists.every((rows) => rows.some(hasEnded))).toBe(true);
});
