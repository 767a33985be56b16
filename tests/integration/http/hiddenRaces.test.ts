/** Races that the organiser keeps from the public: nothing of them is read or told anywhere. */
import request from 'supertest';
import { EventApi, type Json } from '../../support/api';
import { FORMS } from '../../support/liveClients';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;
beforeEach(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const hide = (...hiddenRaces: string[]) => event.admin('PATCH', 'config', { hiddenRaces });
const shown = async (): Promise<string[]> =>
  ((await event.get('snapshot')).body.data as { races: { raceId: string }[] }).races.map((one) => one.raceId);
const ADAM = { time: 8_000, pen: 0, total: 8_000 };

test.each(FORMS)('a race goes and comes back whole, for those who watch by %s', async (_name, connect) => {
  const viewer = connect(event);
  try {
    await viewer.until(({ messages }) => messages.length > 0);
    await hide(RACES.single);
    await viewer.until(({ state }) => state?.results[RACES.single] === undefined);
    await event.pushResults([liveResult('single', 'adam', ADAM), liveResult('crew', 'crew', ADAM)]);
    await event.pushOnCourse([onCourse('single', 'ben'), onCourse('crew', 'crew')]);
    await viewer.until(({ state }) => state?.oncourse.length === 1);
    const { state } = viewer;
    expect(JSON.stringify(viewer.messages.slice(-3))).not.toContain(RACES.single);
    expect(state?.races.map(({ raceId }) => raceId)).not.toContain(RACES.single);
    await hide();
    await viewer.until(
      ({ state: now }) => now?.results[RACES.single]?.[0]?.total === 8_000 && now.oncourse.length === 2,
    );
  } finally {
    viewer.close();
  }
});

test('nothing of it is read: lists, details, downloads, on the course, after an export', async () => {
  await event.pushOnCourse([onCourse('single', 'ben')]);
  await hide(RACES.single);
  for (const path of [
    `results/${RACES.single}`,
    `results/${RACES.single}?detailed=true`,
    `startlist/${RACES.single}`,
    `results/${RACES.single}.csv`,
    `startlist/${RACES.single}.csv`,
  ])
    expect((await event.get(path)).status).toBe(404);
  expect((await event.get('oncourse')).body.oncourse).toEqual([]);
  await event.pushXml(
    springSlalom({ runs: [{ race: 'single', athlete: 'adam', Time: 80_000, Pen: 0, Total: 80_000 }] }),
  );
  expect(JSON.stringify((await event.get('snapshot')).body)).not.toContain(RACES.single);
  expect(JSON.stringify((await event.get('schedule.ics')).body)).not.toContain(RACES.single);
  expect((await request(server.url).get(`/api/v1/events/${event.eventId}/results.csv`)).text).not.toContain(
    '80.00',
  );
});

test('the two runs of a best-run race show in one list and are hidden together', async () => {
  await hide(RACES.second);
  expect(await shown()).toEqual([RACES.single, RACES.crew, RACES.team, RACES.heat]);
  const { races } = (await event.admin('GET', 'races')).body as { races: Json[] };
  expect(
    races
      .filter(({ isHidden }) => isHidden as boolean)
      .map(({ raceId }) => raceId as string)
      .sort(),
  ).toEqual([RACES.first, RACES.second].sort());
  expect(races.find(({ raceId }) => raceId === RACES.first).hiddenTogether).toHaveLength(2);
});
