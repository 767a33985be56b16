/** The commands `backup` and `restore`, and what those see who watch over it. */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi, send } from '../support/api';
import { WS_FORMS } from '../support/liveClients';
import { ResumingWs } from '../support/replaySubscribers';
import { endProcesses, freePort, runMain, scratch, ServerProcess } from '../support/serverProcess';
import { RACES, springSlalom } from '../support/springSlalom';

afterEach(endProcesses);

const RACE = RACES.single;
const ofEvent = async (url: string) => (await send('GET', `${url}/api/v1/events/TEST/snapshot`)).body.data;

test('a backup is made while results come in, and put back; who watched ends with what is there then', async () => {
  const server = await ServerProcess.start({ port: await freePort() });
  const event = await EventApi.withExport(server.url, springSlalom());
  const env = { DATABASE_URL: server.databasePath };
  const push = (time: number) => event.pushResults([{ raceId: RACE, bib: '1', time, pen: 0, total: time }]);
  await push(9_100);
  const file = join(scratch(), 'saturday.db');
  const [made] = await Promise.all([runMain(['backup', file, '--json'], env), push(9_200), push(9_300)]);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(made.stdout)).toMatchObject({ file, events: ['TEST'] });
  expect(statSync(`${file}.key-secret`).mode & 0o077).toBe(0);
  expect(await runMain(['backup', file], env)).toMatchObject({
    code: 1,
    stderr: `${file} is there already; name another file, or add --force\n`,
  });

  // More than the backup has: numbers of messages that will be given again.
  for (const time of [9_400, 9_500, 9_600]) await push(time);
  const viewer = new ResumingWs(event, WS_FORMS['ws plain']);
  await viewer.until(({ messages }) => messages.length > 0);
  const { events } = (await send('GET', `${server.url}/api/v1/admin/events`)).body as {
    events: { apiKey: string }[];
  };

  const whileRunning = await runMain(['restore', file], env);
  expect(whileRunning).toMatchObject({ code: 1, stderr: expect.stringContaining('is in use') as string });
  await server.kill('SIGTERM');
  rmSync(join(server.directory, 'key-secret'));
  const restored = await runMain(['restore', file], env);
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('1 events') as string });
  expect(readdirSync(server.directory).some((name) => /^race\.db\.before-\d{14}$/.test(name))).toBe(true);

  await server.restart();
  await viewer.until(({ messages }) => messages.at(-1)?.type === 'full' && messages.length > 1);
  expect(viewer.state).toEqual(await ofEvent(server.url));
  // The booth goes on with the key that it has.
  expect(event.apiKey).toBe(events[0]?.apiKey);
  expect((await push(8_800)).status).toBe(200);
  await viewer.until(({ state }) => state?.results[RACE]?.[0]?.total === 8_800);
  const shown = await ofEvent(server.url);
  await viewer.until(({ state }) => JSON.stringify(state) === JSON.stringify(shown));
  viewer.close();
});

test('without the secret of its keys a backup is restored, and that they do not work is said', async () => {
  const server = await ServerProcess.start();
  await EventApi.create(server.url);
  const file = join(scratch(), 'saturday.db');
  await runMain(['backup', file], { DATABASE_URL: server.databasePath });
  rmSync(`${file}.key-secret`);
  const database = join(scratch(), 'elsewhere.db');
  const secret = join(database, '../key-secret');
  writeFileSync(secret, 'the secret of another server, of 32 characters');
  // Of a database that was deleted by hand.
  writeFileSync(`${database}-wal`, 'what was not yet in its file');
  const { code, stdout } = await runMain(['restore', file], { DATABASE_URL: database });
  expect([code, stdout]).toEqual([0, expect.stringContaining('of another secret and do not work')]);
  expect([existsSync(database), existsSync(`${database}-wal`)]).toEqual([true, false]);
});

test('a PostgreSQL has programs of its own for it', async () => {
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/none', KEY_SECRET: 'x'.repeat(32) };
  for (const command of ['backup', 'restore']) {
    const { code, stderr } = await runMain([command, 'file'], env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/PostgreSQL: .*pg_/)]);
  }
});

test('the doctor says what is wrong in lines, and ends with 1', async () => {
  const server = await ServerProcess.start();
  const env = { DATABASE_URL: server.databasePath, PORT: new URL(server.url).port };
  const well = await runMain(['doctor', '--url', server.url], env);
  expect(well).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/nothing is wrong\n$/) as string,
  });
  const unwell = await runMain(['doctor', '--json', '--url', 'http://127.0.0.1:1'], env);
  expect(unwell.code).toBe(1);
  expect(JSON.parse(unwell.stdout)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ check: 'address', state: 'problem' }),
    ]) as unknown,
  });
});
