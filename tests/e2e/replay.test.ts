import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { duringTeams, middleOfDay1 } from '../../lib/simulator/clock';
import { exportXml } from '../../lib/simulator/exportXml';
import { simulateHardWeekend } from '../../lib/simulator/hardWeekend';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { createRandom, type Random } from '../../lib/simulator/random';
import { FORMS, type LiveClient } from '../support/liveClients';
import {
  Producer,
  readRecording,
  restWhenAllAreCurrent,
  sequenceOf,
  simulatedRecording,
  withoutChanges,
  type RecordedPush,
} from '../support/replay';
import { scratchPostgres, testOnPostgres } from '../support/postgres';
import { everyForm, type Resuming } from '../support/replaySubscribers';
import { endProcesses, PROJECT, ServerProcess } from '../support/serverProcess';

const SPEED = 8;
const CUTS = 10;
/** Ten seconds of the race. */
const ON_COURSE_EXPIRY_MS = 10_000 / SPEED;
const SAMPLE = join(PROJECT, '../shared/samples/race-day');

const clients: LiveClient[] = [];

async function end(): Promise<void> {
  for (const client of clients.splice(0)) client.close();
  await endProcesses();
}

afterEach(end);

/** Cuts a subscriber off ten times at random moments of the next `lastsMs`. */
function cutOff(subscriber: Resuming, random: Random, lastsMs: number): NodeJS.Timeout[] {
  return Array.from({ length: CUTS }, () =>
    setTimeout(() => {
      subscriber.cut(random.int(0, 900));
    }, random.next() * lastsMs),
  );
}

/** What the contract answers to each push of a recording. */
function expectedAnswer(push: RecordedPush, eventStatus: string): { status: number; body: unknown } {
  const { path, body } = push;
  const number = expect.any(Number) as number;
  if (path.endsWith('/events')) {
    const apiKey = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const boardToken = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    return {
      status: 201,
      body: { id: expect.anything() as unknown, eventId: body.eventId, apiKey, boardToken, validity: {} },
    };
  }
  if (path.endsWith('/status')) {
    const statusChangedAt = expect.any(String) as string;
    return {
      status: 200,
      body: expect.objectContaining({ previousStatus: eventStatus, status: body.status, statusChangedAt }),
    };
  }
  if (path.endsWith('/xml')) {
    const imported = {
      ...{ participants: number, classes: number, races: number, results: number, courses: number },
    };
    return { status: 200, body: expect.objectContaining({ imported }) };
  }
  if (path.endsWith('/results')) return { status: 200, body: { updated: number } };
  if (eventStatus !== 'running') {
    return { status: 403, body: expect.objectContaining({ error: expect.any(String) as string }) };
  }
  // Not the length of the list: who is no longer on it stays until the entry expires.
  return { status: 200, body: { active: number } };
}

/** `env` names the database; SQLite by default. */
async function replay(
  recording: RecordedPush[],
  eventId: string,
  seed: string,
  env: Record<string, string> = {},
): Promise<void> {
  const server = await ServerProcess.start({
    // No REST list has the number of viewers.
    env: { ON_COURSE_EXPIRY_MS: String(ON_COURSE_EXPIRY_MS), SHOW_VIEWERS: 'false', ...env },
  });
  const { url } = server;
  const random = createRandom(seed);
  const producer = new Producer(url);
  const lastsMs = ((recording.at(-1)?.atMs ?? 0) - (recording[0]?.atMs ?? 0)) / SPEED;
  const resuming: Resuming[] = [];
  let cuts: NodeJS.Timeout[] = [];

  await producer.play(recording, SPEED, ({ body }) => {
    if (body.status !== 'startlist') return;
    // The event is public now.
    const target = { url, eventId };
    resuming.push(...everyForm(target));
    clients.push(...FORMS.map(([, connect]) => connect(target)), ...resuming);
    cuts = resuming.flatMap((subscriber) => cutOff(subscriber, random, lastsMs));
  });
  cuts.forEach(clearTimeout);

  let eventStatus = 'draft';
  for (const { push, answer } of producer.answers) {
    const { status, body } = answer;
    expect({ path: push.path, status, body: body as unknown }).toEqual({
      path: push.path,
      ...expectedAnswer(push, eventStatus),
    });
    if (push.method === 'PATCH') eventStatus = push.body.status as string;
  }

  const rest = await restWhenAllAreCurrent(url, eventId, clients);
  expect(withoutChanges(rest.results)).toEqual(producer.oracle.results());
  for (const client of clients) expect(client.state).toEqual(rest);
  for (const subscriber of resuming) expect(subscriber.resumptions).toBeGreaterThan(1);

  // And once more when nobody is on the course any longer.
  await Promise.all(clients.map((client) => client.until(({ state }) => state?.oncourse.length === 0)));
  const settled = await restWhenAllAreCurrent(url, eventId, clients);
  // The timing's last word is told with some delay.
  expect(settled).toEqual({ ...rest, oncourse: [], timing: settled.timing });
  for (const client of clients) {
    expect(client.state).toEqual(settled);
    const sequences = client.messages.map(({ id }) => sequenceOf(id));
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect(client.ending).toBeNull();
  }
  expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
  expect(server.stray).toBe('');
}

/** Two minutes of a simulated race, with an export at the end that is older than the last results. */
function simulated(): RecordedPush[] {
  const plan = simulateRaceDay({
    ...{ seed: 'replay', athletesPerClass: 12, classes: ['K1M', 'C1W', 'C2X'], bestRunLeak: true },
    ...{ startIntervalSeconds: 12, eventId: 'REPLAY' },
  });
  const fromMs = middleOfDay1(plan) - 60_000;
  const lastsMs = 120_000;
  const recording = simulatedRecording(plan, { fromMs, lastsMs, xmlEverySeconds: 25 });
  // It arrives after the results that it does not have yet: they stay.
  const late = exportXml(plan, fromMs + lastsMs - 20_000);
  recording.push({ atMs: lastsMs, method: 'POST', path: '/api/v1/ingest/xml', body: { xml: late } });
  expect(recording.filter(({ path }) => path.endsWith('/results')).length).toBeGreaterThan(5);
  expect(recording.filter(({ path }) => path.endsWith('/xml')).length).toBeGreaterThan(3);
  return recording;
}

/** Two minutes of the team races of a hard weekend, with results that are looked into and corrected meanwhile. */
function hard(): RecordedPush[] {
  const plan = simulateHardWeekend({
    seed: 'replay',
    athletes: 40,
    startIntervalSeconds: 20,
    eventId: 'HARD',
  });
  return simulatedRecording(plan, {
    fromMs: duringTeams(plan) - 30_000,
    lastsMs: 120_000,
    xmlEverySeconds: 25,
  });
}

test('a simulated race at eight times its speed ends as the rules say, for REST and for every subscriber', async () => {
  await replay(simulated(), 'REPLAY', 'simulated');
});

test('so do the team races of a hard weekend', async () => {
  await replay(hard(), 'HARD', 'hard');
});

testOnPostgres(
  'so does a simulated race on PostgreSQL',
  async () => {
    const database = await scratchPostgres();
    try {
      const env = { DATABASE_URL: database.url, KEY_SECRET: 'a secret of the tests, of 32 letters' };
      await replay(simulated(), 'REPLAY', 'simulated', env);
    } finally {
      // First those who still use it.
      await end();
      await database.drop();
    }
  },
  60_000,
);

if (existsSync(SAMPLE)) {
  test('the recorded race at eight times its speed ends as the rules say, for REST and for every subscriber', async () => {
    await replay(readRecording(SAMPLE), 'SAMPLE', 'recorded');
  });
}
