import { EventApi, type Json } from '../../support/api';
import { liveResult, RACES, springSlalom, type ExportedRun } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const running = (runs: ExportedRun[] = []): Promise<EventApi> =>
  EventApi.withExport(server.url, springSlalom({ runs }), 'running', `LIST-${++created}`);

const listOf = async (event: EventApi, race: keyof typeof RACES, query = ''): Promise<Json> => {
  const { status, body } = await event.get(`results/${RACES[race]}${query}`);
  expect(status).toBe(200);
  return body.results;
};
const gate = (number: number, type: string, penalty: number | null) => ({ number, type, penalty });

const SINGLE: ExportedRun[] = [
  {
    race: 'single',
    athlete: 'adam',
    Time: 80_000,
    Pen: 2,
    Total: 82_000,
    Gates: '  0  2     0 50'.padEnd(90),
    dtStart: '10:02:00.12',
    dtFinish: '10:03:20.12',
  },
  { race: 'single', athlete: 'ben', Time: 79_000, Pen: 0, Total: 79_000 },
  { race: 'single', athlete: 'cyril', Status: 'DNS' },
];

test('a list has its race and, of every row, all fields of the contract', async () => {
  const event = await running(SINGLE);
  const { body } = await event.get(`results/${RACES.single}`);
  expect(body.race).toEqual({ raceId: RACES.single, classId: 'K1M', raceType: 'single-run', raceStatus: 3 });
  expect(body.results).toEqual([
    {
      rnk: 1,
      bib: '2',
      startOrder: 2,
      athleteId: null,
      name: 'SVOBODA Ben',
      club: 'SK Troja',
      noc: 'CZE',
      catId: 'ZM',
      catRnk: 1,
      time: 7900,
      pen: 0,
      total: 7900,
      totalBehind: '0.00',
      catTotalBehind: '0.00',
      status: null,
    },
    {
      rnk: 2,
      bib: '1',
      startOrder: 3,
      athleteId: '1001',
      name: 'NOVÁK Adam',
      club: 'KK Brandýs',
      noc: 'CZE',
      catId: 'ZS',
      catRnk: 1,
      time: 8000,
      pen: 200,
      total: 8200,
      totalBehind: '+3.00',
      catTotalBehind: '0.00',
      status: null,
    },
    {
      rnk: null,
      bib: '10',
      startOrder: 1,
      athleteId: null,
      name: 'DVOŘÁK Cyril',
      club: null,
      noc: null,
      catId: 'ZS',
      catRnk: null,
      time: null,
      pen: null,
      total: null,
      totalBehind: null,
      catTotalBehind: null,
      status: 'DNS',
    },
  ]);
});

test('a detailed list tells roughly when each gate was passed, where the export does', async () => {
  const [run] = SINGLE.filter(({ athlete }) => athlete === 'adam');
  if (run === undefined) throw new TypeError('adam has a run');
  // Of 10:02:00.12, whose third gate was filled in.
  const event = await running([{ ...run, GateTimes: '36125120;36129120;36131120;0;36150120;' }]);
  const rows = await listOf(event, 'single', '?detailed=true');
  const adam = rows.find(({ bib }: Json) => bib === '1');
  expect(adam.gates.map(({ split }: Json) => split)).toEqual([500, 900, undefined, undefined, 3000]);
});

test('a category shows its rows alone; rank and gap stay overall', async () => {
  const event = await running(SINGLE);
  const rows = await listOf(event, 'single', '?catId=ZS');
  expect(
    rows.map(({ bib, rnk, catRnk, totalBehind, catTotalBehind }: Json) => [
      bib,
      rnk,
      catRnk,
      totalBehind,
      catTotalBehind,
    ]),
  ).toEqual([
    ['1', 2, 1, '+3.00', '0.00'],
    ['10', null, null, null, null],
  ]);
  expect(await listOf(event, 'single', '?catId=NOBODY')).toEqual([]);
  expect(await listOf(event, 'single', '?catId=')).toHaveLength(3);
});

test('a detailed list adds start, finish, and each gate with its type', async () => {
  const event = await running(SINGLE);
  const [ben, adam] = await listOf(event, 'single', '?detailed=true');
  expect(adam).toMatchObject({
    dtStart: '10:02:00.12',
    dtFinish: '10:03:20.12',
    courseGateCount: 5,
    gates: [
      gate(1, 'normal', 0),
      gate(2, 'normal', 2),
      gate(3, 'reverse', null),
      gate(4, 'normal', 0),
      gate(5, 'reverse', 50),
    ],
  });
  expect(ben.gates.map(({ penalty }: Json) => penalty)).toEqual([null, null, null, null, null]);
  const [plain] = await listOf(event, 'single', '?detailed=false');
  expect(plain).not.toHaveProperty('gates');
});

const BEST: ExportedRun[] = [
  { race: 'first', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000, Gates: '  0  2  0  0  0' },
  { race: 'first', athlete: 'ben', Time: 81_000, Pen: 0, Total: 81_000 },
  { race: 'first', athlete: 'cyril', Status: 'DNF' },
  { race: 'second', athlete: 'adam', Time: 79_000, Pen: 0, Total: 79_000, Gates: '  0  0  0  0  0' },
];

test.each(['first', 'second'] as const)('the %s of two best runs answers the combined list', async (race) => {
  const rows = await listOf(await running(BEST), race);
  expect(rows).toMatchObject([
    {
      rnk: 1,
      bib: '1',
      time: 7900,
      pen: 0,
      total: 7900,
      totalBehind: '0.00',
      status: null,
      betterRunNr: 2,
      totalTotal: 7900,
      prevTime: 8000,
      prevPen: 200,
      prevTotal: 8200,
      prevRnk: 2,
      prevStatus: null,
      currStatus: null,
    },
    {
      rnk: 2,
      bib: '2',
      time: 8100,
      pen: 0,
      total: 8100,
      totalBehind: '+2.00',
      status: null,
      betterRunNr: 1,
      totalTotal: 8100,
      prevTime: null,
      prevPen: null,
      prevTotal: null,
      prevRnk: null,
      prevStatus: null,
      currStatus: null,
    },
    {
      rnk: null,
      bib: '10',
      total: null,
      betterRunNr: null,
      totalTotal: null,
      status: 'DNF',
      prevStatus: 'DNF',
    },
  ]);
});

test('a detailed list of best runs has the gates of both', async () => {
  const [adam] = await listOf(await running(BEST), 'second', '?detailed=true');
  const penalties = (gates: Json) => gates.map(({ penalty }: Json) => penalty);
  expect(penalties(adam.gates)).toEqual([0, 0, 0, 0, 0]);
  expect(penalties(adam.prevGates)).toEqual([0, 2, 0, 0, 0]);
  expect(adam).toMatchObject({ courseGateCount: 5, dtStart: null, prevDtStart: null, prevDtFinish: null });
});

test("the better run's penalty that leaks into the second run is not shown, and the first run counts", async () => {
  const event = await running([
    { race: 'first', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 },
    { race: 'first', athlete: 'ben', Time: 83_000, Pen: 0, Total: 83_000 },
  ]);
  await event.pushResults([
    liveResult('second', 'adam', { time: 8112, pen: 200, total: 8200 }),
    liveResult('second', 'ben', { status: 'DNF', pen: 0, total: 8300 }),
  ]);
  expect(await listOf(event, 'second')).toMatchObject([
    {
      rnk: 1,
      bib: '1',
      time: 8112,
      pen: null,
      total: 8112,
      totalTotal: 8200,
      betterRunNr: 1,
      prevTime: 8000,
      prevPen: 200,
      prevTotal: 8200,
    },
    { rnk: 2, bib: '2', total: null, totalTotal: 8300, betterRunNr: 1, status: null, currStatus: 'DNF' },
    { rnk: null, bib: '10' },
  ]);
});

test('kayak cross is ranked as given, by heat, and shows no times', async () => {
  const event = await running([
    { race: 'heat', athlete: 'adam', Time: 2_000, Rnk: 2, HeatNr: 1, RoundNr: 1, Qualified: 'Q' },
    { race: 'heat', athlete: 'ben', Time: 1_000, Pen: 50, Rnk: 3, HeatNr: 1, RoundNr: 1 },
    { race: 'heat', athlete: 'cyril', Time: 3_000, Rnk: 1, HeatNr: 1, RoundNr: 1, Qualified: 'Q' },
  ]);
  const rows = await listOf(event, 'heat');
  const shown = ({ bib, rnk, time, total, totalBehind, heatNr, qualified }: Json) => [
    bib,
    rnk,
    time,
    total,
    totalBehind,
    heatNr,
    qualified,
  ];
  expect(rows.map(shown)).toEqual([
    ['10', 1, null, null, null, 1, 'Q'],
    ['1', 2, null, null, null, 1, 'Q'],
    ['2', 3, null, null, null, 1, null],
  ]);
});

test('kayak cross takes the finish order of the live feed', async () => {
  const event = await running([
    { race: 'heat', athlete: 'adam', HeatNr: 1, RoundNr: 1 },
    { race: 'heat', athlete: 'ben', HeatNr: 1, RoundNr: 1 },
    { race: 'heat', athlete: 'cyril', HeatNr: 1, RoundNr: 1 },
  ]);
  await event.pushResults([
    liveResult('heat', 'ben', { time: 100, rnk: 1 }),
    liveResult('heat', 'adam', { time: 200, rnk: 2 }),
    liveResult('heat', 'cyril', { status: 'RAL', rnk: 3 }),
  ]);
  const rows = await listOf(event, 'heat');
  expect(rows.map(({ bib, rnk }: Json) => [bib, rnk]).slice(0, 2)).toEqual([
    ['2', 1],
    ['1', 2],
  ]);
  expect(rows[2]).toMatchObject({ bib: '10', status: 'RAL' });
});

test("a team has its name and its members' names", async () => {
  const [team] = await listOf(await running(), 'team');
  expect(team).toMatchObject({
    bib: '51',
    name: 'Dukla A',
    members: ['NOVÁK Adam', 'SVOBODA Ben', 'DVOŘÁK Cyril'],
  });
});

test('a C2 crew has both names', async () => {
  const [crew] = await listOf(await running(), 'crew');
  expect(crew.name).toBe('ŽÁK Ivo / ZEMAN Jan');
});

test('no answer holds participant ids, Canoe123 codes or internal ids', async () => {
  const event = await running([...SINGLE, ...BEST]);
  await event.pushOnCourse([{ participantId: '11.K1M', raceId: RACES.single, bib: '1' }]);
  for (const route of [
    '',
    'results/K1M_ST_BR1_6?detailed=true',
    'startlist/K1M_SR_6',
    'oncourse',
    'categories',
    'snapshot',
  ]) {
    const text = JSON.stringify((await event.get(route)).body);
    expect(text).not.toMatch(/11\.K1M|participantId|disId|keyHash|epoch|apiKey|liveAt/);
    expect(text).not.toContain(event.apiKey);
  }
});

test('a race that does not exist is 404', async () => {
  const event = await running();
  for (const raceId of ['NOPE', '__proto__', 'constructor', '%3Cunassigned%3E', '%ff']) {
    const { status, body } = await event.get(`results/${raceId}`);
    expect([status, body.error]).toEqual([404, 'RaceNotFound']);
    expect((await event.get(`startlist/${raceId}`)).body.error).toBe('RaceNotFound');
  }
});
