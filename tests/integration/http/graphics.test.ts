/** Rows for graphics over a video: flat, with ready texts, and as many as there are places. */
import { EventApi, type Answer, type Json } from '../../support/api';
import { ATHLETES, liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
beforeEach(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom());
  await event.pushResults([
    liveResult('single', 'adam', { time: 8_000, pen: 200, total: 8_200 }),
    liveResult('single', 'ben', { time: 8_050, pen: 0, total: 8_050 }),
    liveResult('single', 'cyril', { status: 'DNF' }),
  ]);
});
afterEach(() => server.close());

const get = (path: string): Promise<Answer> => event.get(`graphics/${path}`);

test('the list has a row for each place, empty ones at the end', async () => {
  const { body } = await get(`list.json?race=${RACES.single}&rows=4`);
  expect(body).toEqual([
    expect.objectContaining({
      ...{
        rank: '1',
        bib: '2',
        name: 'SVOBODA Ben',
        family: 'SVOBODA',
        given: 'Ben',
        club: 'SK Troja',
        noc: 'CZE',
      },
      ...{ time: '80.50', penalty: '0', total: '80.50', gap: '', status: '' },
    }),
    expect.objectContaining({ rank: '2', bib: '1', penalty: '2', total: '82.00', gap: '+1.50' }),
    expect.objectContaining({ rank: '', bib: '10', total: '', status: 'DNF' }),
    expect.objectContaining({ rank: '', bib: '', name: '' }),
  ]);
  const values = (body as Json[]).flatMap((row) => Object.values(row as object) as unknown[]);
  expect(values.every((value) => typeof value === 'string')).toBe(true);
});

test('leader, boats and last finisher are there by themselves, in the race that is going on', async () => {
  await event.pushOnCourse([
    onCourse('single', 'cyril', { time: 4_000, pen: 200, dtStart: '2026-05-30T10:05:00Z' }),
    onCourse('single', 'adam', { dtStart: '2026-05-30T10:04:00Z', dtFinish: '2026-05-30T10:05:20Z' }),
  ]);
  expect((await get('leader.json')).body).toEqual([expect.objectContaining({ bib: '2', rank: '1' })]);
  expect((await get('oncourse.json?rows=3')).body).toEqual([
    expect.objectContaining({ bib: '1' }),
    expect.objectContaining({ bib: '10', time: '40.00', penalty: '2' }),
    expect.objectContaining({ bib: '' }),
  ]);
  expect((await get('finisher.json')).body).toEqual([expect.objectContaining({ bib: '1', total: '82.00' })]);
});

test('the last finisher stays when the finish is empty, by what the export says', async () => {
  const ran = (athlete: 'adam' | 'ben', finish: string) => ({
    ...{ race: 'single' as const, athlete, Time: 80_000, Pen: 0, Total: 80_000 },
    ...{ dtStart: '2026-05-30T10:00:00', dtFinish: `2026-05-30T${finish}` },
  });
  const other = await EventApi.withExport(
    server.url,
    springSlalom({ runs: [ran('adam', '10:05:00'), ran('ben', '10:03:00')] }),
    'running',
    'OTHER',
  );
  const { body } = await other.get(`graphics/finisher.json?race=${RACES.single}`);
  expect(body).toEqual([expect.objectContaining({ bib: ATHLETES.adam.bib })]);
});

test('they are CSV and XML, too, with texts that cannot break them', async () => {
  const csv = await get(`list.csv?race=${RACES.single}`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect((csv.body as string).split('\r\n')[0]).toContain('race,rank,bib,name,family,given');
  const xml = await get(`leader.xml?race=${RACES.crew}`);
  expect(xml.body).toContain('<rows><row><race></race><rank></rank><bib></bib>');
  const other = await EventApi.withExport(
    server.url,
    springSlalom({ event: { MainTitle: 'x' } }).replace('SK Troja', 'A &amp; B &lt;i&gt;'),
    'running',
    'ODD',
  );
  await other.pushResults([liveResult('single', 'ben', { time: 8_050, pen: 0, total: 8_050 })]);
  const odd = await other.get(`graphics/leader.xml?race=${RACES.single}`);
  expect(odd.body).toContain('<club>A &#38; B &#60;i&#62;</club>');
});

test('what there is not is told', async () => {
  expect((await get('list.json?race=NONE')).body.error).toBe('RaceNotFound');
  expect((await get('weather.json')).body.message).toContain('expected oncourse, leader, finisher or list');
  expect((await get('list.json?rows=500')).body.message).toContain('expected 1 to 100');
});
