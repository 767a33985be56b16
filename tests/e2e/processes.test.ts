/** Several processes on one database are one server: whoever pushes or watches may be at any of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from '../support/api';
import { faultTest } from '../support/faultTest';
import { SseClient } from '../support/liveClients';
import { expectEachOnce, readJournal } from '../support/journal';
import { Producer, readRest, recordedRace, restWhenAllAreCurrent, withoutChanges } from '../support/replay';
import { everyForm, type Resuming } from '../support/replaySubscribers';
import { OwnPostgres, testOnOwnPostgres } from '../support/ownPostgres';
import { endProcesses, ServerProcess } from '../support/serverProcess';

const EVENT = 'MANY';
/** Nobody leaves the course meanwhile, and no REST list has the number of viewers. */
const SETTINGS = { ON_COURSE_EXPIRY_MS: '3600000', SHOW_VIEWERS: 'false' };

interface Target {
  url: string;
  eventId: string;
}

const viewers: Resuming[] = [];

afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.close();
  await endProcesses();
});

/** Six viewers at each server, each in another form. */
function watch(servers: ServerProcess[]): Target[] {
  const targets = servers.map(({ url }) => ({ url, eventId: EVENT }));
  viewers.push(...targets.flatMap((target) => everyForm(target)));
  return targets;
}

test('three on one SQLite file: eighteen viewers get everything once and in order, wherever it is pushed, and when one is killed', async () => {
  const first = await ServerProcess.start({ env: SETTINGS });
  const DATABASE_URL = first.databasePath;
  const others = await Promise.all(
    [1, 2].map(() => ServerProcess.start({ env: { ...SETTINGS, DATABASE_URL } })),
  );
  const servers = [first, ...others];
  const producer = new Producer(first.url);
  const recording = recordedRace(EVENT, 90_000);
  const atKill = Math.floor(recording.length * 0.7);
  let targets: Target[] = [];
  let alive = servers;

  for (const [i, push] of recording.entries()) {
    // At first all come to one; then to each in turn.
    const server = i < recording.length * 0.4 ? first : alive[i % alive.length];
    producer.url = (server as ServerProcess).url;
    if (i === atKill) {
      void servers[1]?.kill('SIGKILL');
      // Its viewers go elsewhere, and so does the booth.
      alive = [first, others[1] as ServerProcess];
      (targets[1] as Target).url = first.url;
      producer.url = first.url;
    }
    producer.take(push, await producer.send(push));
    if (push.body.status === 'startlist') {
      targets = watch(servers);
      await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    }
    // Once all that came to the one process has reached those who watch at the others.
    if (i === Math.floor(recording.length * 0.4)) await restWhenAllAreCurrent(first.url, EVENT, viewers);
  }

  const rest = await restWhenAllAreCurrent(first.url, EVENT, viewers);
  expect(withoutChanges(rest.results)).toEqual(producer.oracle.results());
  for (const { url } of alive) expect(await readRest(url, EVENT)).toEqual(rest);
  const journal = await readJournal(DATABASE_URL);
  expect(viewers).toHaveLength(18);
  for (const viewer of viewers) {
    expect(viewer.state).toEqual(rest);
    expectEachOnce(viewer, journal);
  }
  for (const viewer of viewers.slice(6, 12)) expect(viewer.resumptions).toBeGreaterThan(0);
  for (const server of alive) {
    expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
    expect(server.stray).toBe('');
  }
});

/** How long the database is away, in milliseconds. */
const AWAY_MS = 10_000;
/** Whoever asks is told within this time that it is, in milliseconds: five seconds are promised, after ten a bridge gives up. */
const TOLD_MS = 10_000;

faultTest(
  'PostgreSQL is stopped, and frozen, for ten seconds each',
  {
    booth: '503 DatabaseUnavailable within 5 s',
    viewers: 'go on, with the age of what they read',
    operator: 'one line of the log, /ready says no',
    afterwards: 'by itself; nothing is missing',
  },
  async () => {
    const postgres = await OwnPostgres.start();
    try {
      await checkEdges(postgres);
    } finally {
      for (const viewer of viewers.splice(0)) viewer.close();
      await endProcesses();
      await postgres.remove();
    }
  },
  testOnOwnPostgres,
);

async function checkEdges(postgres: OwnPostgres): Promise<void> {
  const KEY_SECRET = 'a secret of the tests, of 32 letters';
  const booths = await ServerProcess.start({
    env: { ...SETTINGS, DATABASE_URL: postgres.url(), KEY_SECRET, ROLE: 'ingest' },
  });
  // All that an edge may is to read.
  await postgres.run('CREATE ROLE edge LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO edge');
  const DATABASE_URL = postgres.url('edge');
  const edges = await Promise.all(
    [1, 2, 3].map(() => ServerProcess.start({ env: { ...SETTINGS, DATABASE_URL, ROLE: 'edge' } })),
  );
  const [edge] = edges as [ServerProcess];
  const producer = new Producer(booths.url);
  const recording = recordedRace(EVENT, 90_000);
  const parts = [0.35, 0.7].map((part) => Math.floor(recording.length * part));
  let pushes = 0;

  for (const push of recording) {
    if (pushes === parts[0])
      await whileAway(
        () => postgres.stop(),
        () => postgres.restart(),
      );
    if (pushes === parts[1])
      await whileAway(
        () => postgres.freeze(),
        () => postgres.thaw(),
      );
    pushes += 1;
    producer.take(push, await producer.send(push));
    if (push.body.status === 'startlist') {
      watch(edges);
      await Promise.all(viewers.map((viewer) => viewer.until(({ state }) => state !== null)));
    }
  }

  const rest = await restWhenAllAreCurrent(edge.url, EVENT, viewers);
  expect(withoutChanges(rest.results)).toEqual(producer.oracle.results());
  for (const { url } of edges) expect(await readRest(url, EVENT)).toEqual(rest);
  const journal = await readJournal(postgres.url());
  expect(viewers).toHaveLength(18);
  for (const viewer of viewers) {
    expect(viewer.state).toEqual(rest);
    expectEachOnce(viewer, journal);
  }
  for (const { logs, stray } of [booths, ...edges]) {
    // Beside the requests that could not be done.
    const errors = logs.filter(({ level, status }) => level >= 50 && status !== 503);
    expect(errors).toEqual(Array(2).fill(expect.objectContaining({ msg: 'the database is away' })));
    expect(stray).toBe('');
  }

  /** Takes the database away, looks at what everyone is told, and gives it back. */
  async function whileAway(take: () => Promise<void>, giveBack: () => Promise<void>): Promise<void> {
    const before = await restWhenAllAreCurrent(edge.url, EVENT, viewers);
    const took = viewers.map(({ resumptions }) => resumptions);
    const list = (): Promise<unknown> =>
      send('GET', `${edge.url}/api/v1/events`).then(({ body }) => body as unknown);
    const listed = await list();
    await take();
    const awaySince = performance.now();

    // The booth is told to come back, at once after the first time.
    for (let i = 0; i < 3; i += 1) {
      const asked = performance.now();
      const answer = await producer.send({
        ...{ atMs: 0, method: 'POST', path: '/api/v1/ingest/results' },
        body: { results: [] },
      });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(performance.now() - asked).toBeLessThan(TOLD_MS);
    }
    for (const { url } of [booths, edge]) {
      while ((await send('GET', `${url}/ready`)).status === 200) await sleep(50);
      expect((await send('GET', `${url}/health`)).status).toBe(200);
    }
    // What is known is read on, with its age.
    expect(await readRest(edge.url, EVENT)).toEqual(before);
    expect(await list()).toEqual(listed);
    const read = await send('GET', `${edge.url}/api/v1/events/${EVENT}`);
    expect(Number(read.headers.get('age'))).toBeGreaterThan(0);
    // Who comes new gets what is known, too; of an event that nobody has watched here: a stream that says when to return.
    const unknown = await fetch(`${edge.url}/api/v1/events/UNKNOWN/sse`);
    expect(unknown.status).toBe(200);
    expect(await unknown.text()).toMatch(/^retry: \d+\nevent: busy\ndata: .*"DatabaseUnavailable"/);
    const late = new SseClient({ url: edge.url, eventId: EVENT });
    await late.until(({ state }) => state !== null);
    expect(late.state).toEqual(before);

    await sleep(Math.max(0, AWAY_MS - (performance.now() - awaySince)));
    await giveBack();
    for (const { url } of [booths, ...edges]) {
      while ((await send('GET', `${url}/ready`)).status !== 200) await sleep(50);
    }
    // Nobody was cut off: those who ask again and again did so.
    for (const [i, viewer] of viewers.entries()) {
      if (i % 6 !== 5) expect(viewer.resumptions).toBe(took[i]);
    }
    late.close();
  }
}
