/** Lists that are read while exports come: each is of one state. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi, type Answer } from '../support/api';
import { scratchPostgres, testOnPostgres } from '../support/postgres';
import { endProcesses, ServerProcess } from '../support/serverProcess';

const xml = readFileSync(join(__dirname, '../../specs/example-export.xml'), 'utf8');
/** The same race day with every athlete under another id, another name and another club. */
const other = xml
  .replace(/\b9(\d{3}\.K1M)\b/g, '8$1')
  .replace(/<FamilyName>/g, '<FamilyName>Z')
  .replace(/<Club>/g, '<Club>Z')
  .replace(/<LongTitle>/g, '<LongTitle>Z');
const ROUTES = [
  '',
  'results/K1M_BR1_1?detailed=true',
  'results/K1M_BR2_1',
  'startlist/K1M_BR1_1',
  'categories',
  'results/K1M_BR1_1.csv',
  'startlist/K1M_BR1_1.csv',
  'schedule.ics',
];
const READS = 400;
const READERS = 4;

/** The answer without the times at which it was made. */
const textOf = ({ body }: Answer): string =>
  typeof body === 'string' ? body.replace(/^DTSTAMP.*$/gm, '') : JSON.stringify(body);

async function expectWholeLists(server: ServerProcess): Promise<void> {
  const event = await EventApi.withExport(server.url, xml);
  const states: string[][] = [];
  for (const one of [other, xml]) {
    expect((await event.pushXml(one)).status).toBe(200);
    states.push(await Promise.all(ROUTES.map(async (route) => textOf(await event.get(route)))));
  }
  const reading = { isOver: false };
  let imports = 0;
  const importing = (async () => {
    for (; !reading.isOver; imports += 1) await event.pushXml(imports % 2 ? xml : other);
  })();
  let reads = 0;
  const torn: string[] = [];
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      while (reads < READS || imports < 10) {
        const i = (reads += 1) % ROUTES.length;
        const text = textOf(await event.get(ROUTES[i]));
        if (!states.some((state) => state[i] === text)) torn.push(text);
      }
    }),
  );
  reading.isOver = true;
  await importing;
  expect(torn).toEqual([]);
}

afterEach(endProcesses);

test('of hundreds that are read during imports on SQLite none is empty or mixed', async () => {
  await expectWholeLists(await ServerProcess.start());
}, 120_000);

testOnPostgres(
  'of hundreds that are read during imports on PostgreSQL none is empty or mixed',
  async () => {
    const database = await scratchPostgres();
    try {
      const env = { DATABASE_URL: database.url, KEY_SECRET: 'a secret of thirty-two characters' };
      await expectWholeLists(await ServerProcess.start({ env }));
    } finally {
      await endProcesses();
      await database.drop();
    }
  },
  120_000,
);
