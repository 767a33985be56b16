import type { PublicGate, PublicResult, Snapshot } from '../../../lib/domain/views';
import { simulateHardWeekend } from '../../../lib/simulator/hardWeekend';
import { send } from '../../support/api';
import { FORMS, type LiveClient } from '../../support/liveClients';
import { Producer, restWhenAllAreCurrent, wholeRecording, withoutChanges } from '../../support/replay';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const EVENT = 'HARD';
/** The bridge sends a file so long after it was written. */
const EXPORT_LATE_MS = 2000;

const clients: LiveClient[] = [];
let server: TestServer | null = null;

async function end(): Promise<void> {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = null;
}

afterEach(end);

/** The sum of the judged gates in hundredths; null where none is judged. */
function sumOf(gates: PublicGate[] | undefined): number | null {
  const judged = (gates ?? []).flatMap(({ penalty }) => penalty ?? []);
  return judged.length === 0 ? null : judged.reduce((sum, penalty) => sum + penalty, 0) * 100;
}

/** Rows whose gates and penalty, of either run, do not say the same. */
async function rowsOutOfTune(
  url: string,
  races: string[],
): Promise<{ wrong: PublicResult[]; right: number }> {
  const wrong: PublicResult[] = [];
  let right = 0;
  for (const raceId of races) {
    const { body } = await send('GET', `${url}/api/v1/events/${EVENT}/results/${raceId}?detailed=true`);
    for (const row of (body as { results: PublicResult[] }).results) {
      const runs = [
        [sumOf(row.gates), row.pen],
        [sumOf(row.prevGates), row.prevPen ?? null],
      ].filter((run) => run.every((figure) => figure !== null));
      if (runs.some(([sum, pen]) => sum !== pen)) wrong.push(row);
      else right += runs.length;
    }
  }
  return { wrong, right };
}

async function replay(): Promise<void> {
  const plan = simulateHardWeekend({
    ...{ seed: 'weekend', athletes: 40, startIntervalSeconds: 20, eventId: EVENT },
  });
  // Its clock is the race day's: how long a live result holds against exports is a matter of the day, not of this machine.
  const clock = new FakeClock(plan.startsAt.getTime());
  const log: string[] = [];
  server = await startTestServer({
    clock,
    env: { LOG_LEVEL: 'error' },
    logTo: { write: (line: string) => log.push(line) },
  });
  const { url } = server;
  const producer = new Producer(url, clock.read);
  const races = plan.races.map(({ raceId }) => raceId);
  let resultsAtMs = -Infinity;
  let results = 0;
  let compared = 0;
  let gatesCompared = 0;

  for (const push of wholeRecording(plan, { xmlEverySeconds: 240, onCourseEvery: 8 })) {
    clock.now = plan.startsAt.getTime() + push.atMs;
    const answer = await producer.send(push);
    // The bridge would stop for good after three refusals: there is not one.
    expect({ path: push.path, ...answer }).toMatchObject({
      status: push.path.endsWith('/events') ? 201 : 200,
    });
    expect(answer.body).not.toHaveProperty('skipped');
    producer.take(push, answer);
    if (push.body.status === 'startlist')
      clients.push(...FORMS.map(([, connect]) => connect({ url, eventId: EVENT })));
    if (clients.length === 0 || !/\/(xml|results)$/.test(push.path)) continue;
    const isExport = push.path.endsWith('/xml');
    if (!isExport) resultsAtMs = push.atMs;
    if (!isExport && (results += 1) % 3 !== 0) continue;

    const { body } = await send('GET', `${url}/api/v1/events/${EVENT}/snapshot`);
    expect(withoutChanges((body as { data: Snapshot }).data.results)).toEqual(producer.oracle.results());
    compared += 1;
    if (!isExport) continue;
    // What is newer than the file has its gates from an older one, if any.
    if (resultsAtMs > push.atMs - EXPORT_LATE_MS) continue;
    const { wrong, right } = await rowsOutOfTune(url, races);
    expect(wrong).toEqual([]);
    gatesCompared += right;
  }

  expect(compared).toBeGreaterThan(100);
  expect(gatesCompared).toBeGreaterThan(1000);
  const rest = await restWhenAllAreCurrent(url, EVENT, clients);
  const wanted = producer.oracle.results();
  expect(withoutChanges(rest.results)).toEqual(wanted);
  const changed = Object.values(rest.results).flatMap((rows) => rows.flatMap(({ changes = [] }) => changes));
  expect(new Set(changed.map(({ what }) => what))).toEqual(new Set(['gate', 'penalty', 'time', 'status']));
  expect(Object.keys(wanted)).toEqual(races);
  for (const client of clients) expect(client.state).toEqual(rest);
  expect(log).toEqual([]);
}

test(
  'a weekend with all that is odd in the field is taken push by push, and every list is right all the time',
  replay,
);
