import { gzipSync } from 'node:zlib';
import { exportXml } from '../../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi, send, type Answer } from '../../support/api';
import type { XmlSection } from '../../support/exportXml';
import { messagesOf } from '../../support/snapshots';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const create = (details: object = {}): Promise<EventApi> =>
  EventApi.create(server.url, `XML-${++created}`, details);
const published = (xml = springSlalom()): Promise<EventApi> =>
  EventApi.withExport(server.url, xml, 'startlist', `XML-${++created}`);

const XML = springSlalom({
  runs: [{ race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 }],
});
const IMPORTED = { imported: { participants: 5, classes: 3, races: 6, results: 14, courses: 1 } };
const JSON_BODY = Buffer.from(JSON.stringify({ xml: XML }));
const BARE = Buffer.from(XML);

const FORMS: [form: string, body: Buffer, headers: Record<string, string>][] = [
  ['JSON {xml}', JSON_BODY, { 'Content-Type': 'application/json' }],
  ['JSON {xml} with a charset', JSON_BODY, { 'Content-Type': 'application/json; charset=utf-8' }],
  [
    'JSON {xml}, gzip',
    gzipSync(JSON_BODY),
    { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
  ],
  ['the bare file as application/xml', BARE, { 'Content-Type': 'application/xml' }],
  ['the bare file as text/xml', BARE, { 'Content-Type': 'text/xml' }],
  ['the bare file, gzip', gzipSync(BARE), { 'Content-Type': 'application/xml', 'Content-Encoding': 'gzip' }],
  ["the bare file with curl's default type", BARE, { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ["JSON {xml} with curl's default type", JSON_BODY, { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['the bare file without a type', BARE, { 'Content-Type': '' }],
  [
    'the bare file with a byte order mark and CRLF',
    Buffer.from(`\uFEFF${XML.replace(/\n/g, '\r\n')}`),
    { 'Content-Type': 'application/octet-stream' },
  ],
  [
    'JSON {xml} whose text has a byte order mark',
    Buffer.from(JSON.stringify({ xml: `\uFEFF${XML}` })),
    { 'Content-Type': 'application/json' },
  ],
];

test.each(FORMS)('an export comes as %s', async (_form, body, headers) => {
  const event = await create();
  const answer: Answer = await event.ingest('xml', body, headers);
  expect([answer.status, answer.body]).toEqual([200, IMPORTED]);
  await event.moveTo('startlist');
  const { results } = (await event.get('results/K1M_SR_6')).body;
  expect(results[0]).toMatchObject({ name: 'NOVÁK Adam', time: 8000, pen: 200, total: 8200 });
});

test('the answer counts what the export holds', async () => {
  const plan = simulateRaceDay({ seed: 7 });
  const xml = exportXml(plan, plan.endsAtMs);
  const event = await create();
  const { status, body } = await event.pushXml(xml);
  const count = (section: string) => xml.split(`<${section}>`).length - 1;
  expect(status).toBe(200);
  expect(body.imported).toEqual({
    participants: count('Participants'),
    classes: count('Classes'),
    // Canoe123's placeholder for those without a race is none.
    races: count('Schedule') - (xml.includes('<RaceId>&lt;unassigned&gt;</RaceId>') ? 1 : 0),
    results: count('Results'),
    courses: count('CourseData'),
  });
  expect(body.skipped).toBeUndefined();
});

test('rows that refer to nothing are left out, each told with its line', async () => {
  const event = await create();
  const lost = { Id: '11.K1M', StartOrder: 1, Bib: 1 };
  const xml = springSlalom({
    extra: [
      ['Results', { RaceId: 'NO_SUCH_RACE', ...lost }],
      ['Results', { RaceId: 'K1M_SR_6', Id: 'nobody', Bib: 99 }],
      ['Participants', { Id: '77', ClassId: 'NOCLASS', FamilyName: 'X' }],
    ],
  });
  const { status, body } = await event.pushXml(xml);
  expect(status).toBe(200);
  expect(body.imported).toEqual(IMPORTED.imported);
  const lineBefore = (text: string) => xml.slice(0, xml.indexOf(text)).split('\n').length - 1;
  expect(body.skipped).toEqual([
    {
      row: lineBefore('<RaceId>NO_SUCH_RACE'),
      section: 'Results',
      id: 'NO_SUCH_RACE/11.K1M',
      reason: 'unknown race "NO_SUCH_RACE"',
    },
    {
      row: lineBefore('<Id>nobody') - 1,
      section: 'Results',
      id: 'K1M_SR_6/nobody',
      reason: 'unknown participant "nobody"',
    },
    { row: lineBefore('<Id>77<'), section: 'Participants', id: '77', reason: 'unknown class "NOCLASS"' },
  ]);
  expect(body.skippedCount).toBe(3);
});

test('of many rows that were left out a hundred are told, and how many there were', async () => {
  const event = await create();
  const extra = Array.from({ length: 150 }, (_, at): XmlSection => [
    'Results',
    { RaceId: 'NO_SUCH_RACE', Id: String(at) },
  ]);
  const { body } = await event.pushXml(springSlalom({ extra }));
  expect([body.skipped.length, body.skippedCount]).toEqual([100, 150]);
});

test('what an export no longer has is gone from every route', async () => {
  const event = await published();
  const withoutBenAndHeat = springSlalom({
    without: (section, row) =>
      row.Id === '12.K1M' ||
      row.RaceId === 'K1M_X4_6' ||
      (section === 'Classes' && row.ClassId === 'C2M') ||
      row.ClassId === 'C2M' ||
      row.RaceId === 'C2M_SR_6',
  });
  expect((await event.pushXml(withoutBenAndHeat)).status).toBe(200);
  const { classes, races } = (await event.get()).body;
  expect(classes.map(({ classId }: { classId: string }) => classId)).toEqual(['K1M', 'TEAM']);
  expect(races.map(({ raceId }: { raceId: string }) => raceId)).toEqual([
    'K1M_SR_6',
    'K1M_ST_BR1_6',
    'K1M_ST_BR2_6',
    'K1M_TEAM_TSR_6',
  ]);
  for (const route of ['results/K1M_X4_6', 'startlist/K1M_X4_6', 'results/C2M_SR_6']) {
    expect((await event.get(route)).status).toBe(404);
  }
  const bibs = async (route: string, key: string) =>
    (await event.get(route)).body[key].map(({ bib }: { bib: string }) => bib);
  expect(await bibs('results/K1M_SR_6', 'results')).toEqual(['10', '1']);
  expect(await bibs('startlist/K1M_SR_6', 'startlist')).toEqual(['10', '1']);
  const { categories } = (await event.get('categories')).body;
  expect(categories.find(({ catId }: { catId: string }) => catId === 'ZS').classIds).toEqual(['K1M']);
});

test('an athlete who goes from the export leaves the course on every screen', async () => {
  const event = await EventApi.withExport(server.url, springSlalom(), 'running', `XML-${++created}`);
  await event.pushOnCourse([
    { participantId: '12.K1M', raceId: 'K1M_SR_6', bib: '2' },
    { participantId: '11.K1M', raceId: 'K1M_SR_6', bib: '1' },
  ]);
  await event.pushXml(springSlalom({ without: (_, row) => row.Id === '12.K1M' }));
  const { oncourse } = (await event.get('oncourse')).body;
  expect(oncourse.map(({ bib }: { bib: string }) => bib)).toEqual(['1']);
});

describe('details of the event', () => {
  const OF_EXPORT = {
    MainTitle: 'Export title',
    SubTitle: 'Export subtitle',
    Location: 'Export place',
    Facility: 'Export facility',
    StartDate: '2026-05-30T00:00:00+02:00',
    EndDate: '2026-05-31T00:00:00+02:00',
    CanoeDiscipline: 'SL',
  };

  test('come from the export where the administrator left them empty; the title stays', async () => {
    const event = await create({ location: null });
    await event.pushXml(springSlalom({ event: OF_EXPORT }));
    await event.moveTo('startlist');
    expect((await event.get()).body.event).toMatchObject({
      mainTitle: 'Spring Slalom',
      subTitle: 'Export subtitle',
      location: 'Export place',
      facility: 'Export facility',
      startDate: '2026-05-30T00:00:00+02:00',
      endDate: '2026-05-31T00:00:00+02:00',
      discipline: 'SL',
    });
  });

  test('that the administrator entered stay, but the dates shown are those of the export', async () => {
    const mine = { subTitle: 'Mine', location: 'My place', facility: 'My facility', discipline: 'my' };
    const event = await create({ ...mine, startDate: '2020-01-01' });
    // 2020 is long past for the key of the event: read what an event with the export shows.
    const now = await create({ ...mine });
    expect((await event.pushXml(springSlalom({ event: OF_EXPORT }))).status).toBe(401);
    await now.pushXml(springSlalom({ event: OF_EXPORT }));
    await now.moveTo('startlist');
    expect((await now.get()).body.event).toMatchObject({ ...mine, startDate: '2026-05-30T00:00:00+02:00' });
  });

  test('tell a scoreboard when they change', async () => {
    const event = await published();
    const messages = await messagesOf(event, () =>
      event.pushXml(springSlalom({ event: { Location: 'Troja' } })),
    );
    expect(messages).toEqual([
      expect.objectContaining({
        type: 'diff',
        data: expect.objectContaining({ event: expect.objectContaining({ location: 'Troja' }) }),
      }),
    ]);
  });
});

test('an export in a draft is there once the event is published', async () => {
  const event = await create();
  await event.pushXml(springSlalom());
  expect((await event.get('results/K1M_SR_6')).status).toBe(404);
  await event.moveTo('startlist');
  expect((await event.get('results/K1M_SR_6')).body.results).toHaveLength(3);
});

test('the export goes to the event of the key, whichever EventId it names', async () => {
  const event = await create();
  const { status } = await event.pushXml(springSlalom({ event: { EventId: 'SOMETHING-ELSE' } }));
  expect(status).toBe(200);
  expect((await send('GET', `${server.url}/api/v1/admin/events`)).body.events).not.toContainEqual(
    expect.objectContaining({ eventId: 'SOMETHING-ELSE' }),
  );
});
