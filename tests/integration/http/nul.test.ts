/** A character that PostgreSQL cannot store is refused like any other mistake, on every database. */
import { rmSync } from 'node:fs';
import { EventApi, send } from '../../support/api';
import { RACES, springSlalom } from '../../support/springSlalom';
import { scratchDirectory, startTestServer } from '../../support/testServer';

const NUL = '\u0000';

async function hold(): Promise<void> {
  const server = await startTestServer();
  const admin = `${server.url}/api/v1/admin/events`;
  const event = await EventApi.withExport(server.url, springSlalom());
  const statuses: [string, number][] = [];
  const note = async (what: string, answer: Promise<{ status: number }>): Promise<void> => {
    statuses.push([what, (await answer).status]);
  };
  for (const path of [
    'TEST%00',
    'TE%00ST/snapshot',
    `TEST/results/${RACES.single}%00`,
    'TEST/results/%00.csv',
  ]) {
    await note(path, send('GET', `${server.url}/api/v1/events/${path}`));
  }
  await note('catId', event.get(`results/${RACES.single}?catId=%00`));
  await note('races', event.get(`snapshot?races=%00`));
  await note('page', send('GET', `${server.url}/events/TEST%00`));
  await note('asked by an administrator', send('GET', `${admin}/TEST%00`));
  await note('deleted', send('DELETE', `${admin}/TEST%00`));
  await note(
    'with a key',
    send('GET', `${admin}/TEST%00/config`, { headers: { 'X-API-Key': event.apiKey } }),
  );
  const allowed = new Set([200, 400, 401, 404]);
  expect(statuses.filter(([, status]) => !allowed.has(status))).toEqual([]);

  const title = { eventId: 'NUL', mainTitle: `Spring${NUL}Slalom` };
  const created = await send('POST', admin, { body: title });
  expect([created.status, created.body.message]).toEqual([400, expect.stringContaining('mainTitle: ')]);
  const edited = await send('PATCH', `${admin}/TEST`, { body: { location: `Horní${NUL}` } });
  expect([edited.status, edited.body.message]).toEqual([400, expect.stringContaining('location: ')]);
  expect((await event.setConfig({ activeRaceId: NUL })).status).toBe(400);
  const pushed = await event.pushResults([
    { raceId: RACES.single, bib: `1${NUL}`, time: 9_000, pen: 0, total: 9_000 },
  ]);
  expect(pushed.status).toBe(200);
  expect(pushed.body.skipped[0].field).toBe('bib');
  const odd = await event.pushOnCourse([{ raceId: RACES.single, bib: '1', name: `A${NUL}`, gates: [0] }]);
  expect(odd.status).toBe(200);
  expect((await event.pushXml(springSlalom().replace('</', `${NUL}</`))).status).toBe(400);
  await server.close();
}

test('it is refused in addresses and texts, and nothing else is lost by it', hold);

test('of those who create one event at once one is told that it is there', async () => {
  const directory = scratchDirectory();
  const servers = [await startTestServer({ directory }), await startTestServer({ directory })];
  for (let round = 0; round < 40; round += 1) {
    const body = { eventId: `E${round}`, mainTitle: 'Spring Slalom' };
    const answers = await Promise.all(
      [...servers, ...servers].map((server) => send('POST', `${server.url}/api/v1/admin/events`, { body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(
      answers.filter(({ status }) => status === 409).map(({ body: { error } }) => error as string),
    ).toEqual(Array(3).fill('EventExists'));
  }
  await Promise.all(servers.map((server) => server.close()));
  rmSync(directory, { recursive: true, force: true });
});
