/** The command `slalom-live`, as someone at a race types it. */
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '../support/api';
import { eventually } from '../support/browser';
import {
  endProcesses,
  exitOf,
  freePort,
  MAIN,
  PROJECT,
  runMain,
  scratch,
  ServerProcess,
  start,
} from '../support/serverProcess';

const EXPORT = join(PROJECT, 'specs/example-export.xml');
const xml = readFileSync(EXPORT, 'utf8');
const RACE = 'K1M_BR1_1';

afterEach(endProcesses);

const serve = async (): Promise<string> => (await ServerProcess.start()).url;

/** What a command that goes on has said so far. */
function listen(args: string[], env: Record<string, string>) {
  const child: ChildProcess = start([MAIN, ...args], env);
  const heard = {
    child,
    said: '',
    until: (part: string) =>
      eventually(
        () => Promise.resolve(heard.said),
        (text) => text.includes(part),
      ),
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (heard.said += chunk.toString()));
  return heard;
}

test('from an empty server to a race that is followed, without curl', async () => {
  const url = await serve();
  const env = { SLALOM_LIVE_URL: url };
  const say = async (...args: string[]) => {
    const { code, stdout, stderr } = await runMain(args, env);
    return [code, stdout + stderr];
  };
  expect(await say('event', 'list')).toEqual([0, 'there are no events\n']);
  expect(await say('event', 'create', 'SPRING', '--title', 'Spring Slalom')).toEqual([
    0,
    expect.stringMatching(/^event SPRING created; its API key: [0-9a-f]{64}\n$/),
  ]);
  expect(await say('push', '--event', 'SPRING', EXPORT)).toEqual([
    0,
    expect.stringMatching(/ participants, .* results/),
  ]);
  expect(await say('event', 'status', 'SPRING', 'startlist')).toEqual([
    0,
    'event SPRING is startlist; it was draft\n',
  ]);
  await say('event', 'status', 'SPRING', 'running');
  expect(await say('event', 'edit', 'SPRING', '--location', 'Horní Brod', '--end', '2099-05-31')).toEqual([
    0,
    expect.stringMatching(/^location: Horní Brod$/m),
  ]);
  const shown = await say('event', 'show', 'SPRING');
  expect(shown).toEqual([0, expect.stringMatching(/^key works: until 2099-06-06T/m)]);
  expect(await say('event', 'edit', 'SPRING')).toEqual([1, expect.stringContaining('nothing to change')]);
  const rotated = await say('event', 'rotate-key', 'SPRING');
  expect(rotated).toEqual([
    0,
    expect.stringMatching(/^event SPRING has a new API key: [0-9a-f]{64}\nthe old one works until \S+\n$/),
  ]);
  expect(await say('event', 'show', 'SPRING')).not.toEqual(shown);
  const tail = listen(['tail', 'SPRING'], env);
  await tail.until('Spring Slalom: running');
  const results = join(scratch(), 'results.json');
  writeFileSync(
    results,
    JSON.stringify({ results: [{ raceId: RACE, bib: 3, time: 8_410, pen: 200, total: 8_610 }] }),
  );
  expect(await say('push', '--event', 'SPRING', results)).toEqual([0, `${results}: 1 results changed\n`]);
  await tail.until('86.10 (+2)');
  tail.child.kill('SIGTERM');
  expect(await exitOf(tail.child)).toEqual({ code: 0, signal: null });
  const listed = await runMain(['event', 'list', '--json'], env);
  expect(JSON.parse(listed.stdout)).toMatchObject({ events: [{ eventId: 'SPRING', status: 'running' }] });
  expect(await say('event', 'delete', 'SPRING', '--yes')).toEqual([0, 'event SPRING is deleted\n']);
});

test('what the server refuses, that there is none, and wrong use are told in words', async () => {
  const url = await serve();
  const refused = await runMain(['event', 'status', 'NONE', 'running'], { SLALOM_LIVE_URL: url });
  expect(refused).toEqual({ code: 1, stdout: '', stderr: `there is no event "NONE" at ${url}\n` });
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const alone = await runMain(['event', 'list', '--url', nobody]);
  expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('no server answers at') as string });
  expect(await runMain(['demo', '--speed', 'fast'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('expected a number from 0.1 to 100') as string,
  });
});

test('a file is pushed whenever it is rewritten: whole, once, and when the server is back', async () => {
  const server = await ServerProcess.start({ port: await freePort() });
  const { url } = server;
  const env = { SLALOM_LIVE_URL: url };
  await runMain(['event', 'create', 'SPRING', '--title', 'Spring Slalom'], env);
  const file = join(scratch(), 'export.xml');
  const watch = listen(['watch', file, '--event', 'SPRING'], env);
  await watch.until('waiting: the file is not there');
  writeFileSync(file, xml.slice(0, xml.length / 2));
  await watch.until('waiting: ');
  writeFileSync(file, xml);
  await watch.until('pushed ');
  await runMain(['event', 'status', 'SPRING', 'startlist'], env);
  const titleIs = async (title: string): Promise<void> => {
    await eventually(
      () => send('GET', `${url}/api/v1/events/SPRING`),
      ({ body }) => JSON.stringify(body).includes(title),
    );
  };
  await titleIs('Loučkov');
  await server.kill('SIGTERM');
  writeFileSync(file, xml.replaceAll('Loučkov', 'Horní Brod'));
  await watch.until('again in');
  await server.restart();
  await titleIs('Horní Brod');
  await eventually(
    () => Promise.resolve(watch.said.match(/pushed \d+ bytes/g)?.length),
    (count) => count === 2,
  );
  watch.child.kill('SIGTERM');
  expect(await exitOf(watch.child)).toEqual({ code: 0, signal: null });
});
