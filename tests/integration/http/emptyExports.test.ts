import { gzipSync } from 'node:zlib';
import { openDatabase } from '../../../lib/db/dialect';
import { EventApi } from '../../support/api';
import { messagesOf, publicState } from '../../support/snapshots';
import { liveResult, springSlalom, type SpringSlalomOptions } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const clock = new FakeClock();
let server: TestServer;
let event: EventApi;
let created = 0;
const DAY: SpringSlalomOptions = {
  runs: [
    { race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 },
    { race: 'single', athlete: 'ben', Time: 81_000, Pen: 0, Total: 81_000 },
    { race: 'single', athlete: 'cyril', Status: 'DNF' },
  ],
};
beforeAll(async () => {
  server = await startTestServer({ clock: clock });
});
afterAll(() => server.close());
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(DAY), 'running', `EMPTY-${++created}`);
});

const NOTHING = '<Canoe123Data/>';
const without = (name: string): string => springSlalom({ ...DAY, without: (section) => section === name });

test.each([
  ['nothing', NOTHING, ['Participants', 'Classes', 'Schedule', 'Results']],
  ['no results', without('Results'), ['Results']],
  ['no participants, and so no results of anyone', without('Participants'), ['Participants', 'Results']],
  ['no schedule, and so no results of any race', without('Schedule'), ['Schedule', 'Results']],
  ['no classes, and so nothing', without('Classes'), ['Participants', 'Classes', 'Schedule', 'Results']],
])(
  'an export with %s is refused with 422 that says what is missing, and changes nothing',
  async (_what, xml, missing) => {
    const before = await publicState(event);
    const messages = await messagesOf(event, async () => {
      for (const push of [() => event.pushXml(xml), () => event.ingest('xml', gzipSync(xml), GZIPPED)]) {
        const { status, body } = await push();
        expect([status, body.error, body.missing]).toEqual([422, 'EmptyExport', missing]);
        for (const section of missing) expect(body.message).toContain(`<${section}>`);
        expect(body.message).toContain('?replace=all');
      }
    });
    expect(messages).toEqual([]);
    expect((await publicState(event)).results).toEqual(before.results);
  },
);
const GZIPPED = { 'Content-Type': 'application/xml', 'Content-Encoding': 'gzip' };

test('an export without courses is taken: gates are not what an event lives of', async () => {
  expect((await event.pushXml(without('CourseData'))).status).toBe(200);
});

test('?replace=all empties the event on purpose, results that the live feed set just now included', async () => {
  await event.pushResults([liveResult('single', 'adam', { time: 7000, pen: 0, total: 7000 })]);
  const { status, body } = await event.ingest('xml?replace=all', { xml: NOTHING });
  expect([status, body.imported.results]).toEqual([200, 0]);
  const { races, results, startlists } = await publicState(event);
  expect({ races, results, startlists }).toEqual({ races: [], results: {}, startlists: {} });
});

test('?replace=all makes the event what the file holds, even where the live feed was just heard', async () => {
  await event.pushResults([liveResult('single', 'adam', { time: 7000, pen: 0, total: 7000 })]);
  await event.ingest('xml?replace=all', { xml: springSlalom() });
  const { results } = (await event.get('results/K1M_SR_6')).body;
  expect(results.map(({ time, status }: Record<string, unknown>) => time ?? status)).toEqual([
    null,
    null,
    null,
  ]);
});

test('another value of replace is 400', async () => {
  const { status, body } = await event.ingest('xml?replace=some', { xml: springSlalom() });
  expect([status, body.error]).toEqual([400, 'ValidationError']);
  expect(body.message).toContain('replace: expected all');
});

test('an event that has nothing yet takes an export that says nothing', async () => {
  const fresh = await EventApi.create(server.url, `EMPTY-${++created}`);
  expect((await fresh.pushXml(NOTHING)).status).toBe(200);
});

describe('an export that takes away most of a race that is being run', () => {
  const fewer = springSlalom({ runs: DAY.runs?.slice(0, 1) ?? [] });
  const WARNING = 'Race K1M_SR_6 is being run, and this export takes away 2 of its 3 results.';

  test('is taken as it is; the answer and the audit warn', async () => {
    const { status, body } = await event.pushXml(fewer);
    expect([status, body.warnings]).toEqual([200, [WARNING]]);
    const { results } = (await event.get('results/K1M_SR_6')).body;
    expect(results.map(({ total }: { total: unknown }) => total)).toEqual([8200, null, null]);
    const db = openDatabase(server.databaseUrl);
    try {
      const audit = await db<{ kind: string; detail: string }>('ingest_records')
        .where('kind', 'xml')
        .select('detail');
      expect(audit.map(({ detail }) => detail).join('\n')).toContain(WARNING);
    } finally {
      await db.destroy();
    }
  });

  test('warns of start lists too', async () => {
    const gone = springSlalom({
      ...DAY,
      without: (section, row) =>
        section === 'Results' && row.RaceId === 'K1M_ST_BR1_6' && row.Id !== '11.K1M',
    });
    const { body } = await event.pushXml(gone);
    expect(body.warnings).toEqual([
      'Race K1M_ST_BR1_6 is being run, and this export takes away 2 of the 3 athletes in its start list.',
    ]);
  });

  test('does not warn of half or less', async () => {
    const one = await EventApi.withExport(
      server.url,
      springSlalom({ runs: DAY.runs?.slice(0, 2) ?? [] }),
      'running',
      `EMPTY-${++created}`,
    );
    expect((await one.pushXml(fewer)).body.warnings).toBeUndefined();
  });

  test('does not warn before the event runs', async () => {
    const early = await EventApi.withExport(server.url, springSlalom(DAY), 'startlist', `EMPTY-${++created}`);
    expect((await early.pushXml(fewer)).body.warnings).toBeUndefined();
  });

  test.each([
    ['within ten minutes of the live feed’s last result', 9 * 60_000, true],
    ['not later', 10 * 60_000, false],
  ])('warns of a race that Canoe123 does not call in progress %s', async (_when, laterMs, warns) => {
    const unofficial = (xml: string) => xml.replaceAll('<RaceStatus>3<', '<RaceStatus>4<');
    const other = await EventApi.withExport(
      server.url,
      unofficial(springSlalom()),
      'running',
      `EMPTY-${++created}`,
    );
    await other.pushResults([liveResult('single', 'adam', { time: 7000, pen: 0, total: 7000 })]);
    clock.advance(laterMs);
    const { body } = await other.pushXml(unofficial(springSlalom()));
    expect(body.warnings).toEqual(
      warns ? ['Race K1M_SR_6 is being run, and this export takes away 1 of its 1 results.'] : undefined,
    );
  });
});
