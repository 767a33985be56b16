import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../../lib/domain/views';
import { createRandom, type Random } from '../../lib/simulator/random';
import type { Answer } from '../support/api';
import { faultTest } from '../support/faultTest';
import { SseClient, type LiveClient } from '../support/liveClients';
import type { Oracle, OraclePush } from '../support/oracle';
import {
  oraclePush,
  Producer,
  recordedRace,
  restWhenAllAreCurrent,
  withoutChanges,
  type RecordedPush,
} from '../support/replay';
import { expectEachOnce, readJournal } from '../support/journal';
import { everyForm } from '../support/replaySubscribers';
import { endProcesses, freePort, ServerProcess } from '../support/serverProcess';

const KILLS = 50;
const MOST_HEAVY = 35;
const EVENT = 'KILLED';

const clients: LiveClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await endProcesses();
});

/** During which pushes the server is killed: most of them results and exports, which there are few of. */
function chooseVictims(recording: RecordedPush[], random: Random): Set<RecordedPush> {
  const running = recording.filter(({ path, atMs }) => atMs > 0 && path.includes('/ingest/'));
  const heavy = random
    .shuffle(running.filter(({ path }) => !path.endsWith('/oncourse')))
    .slice(0, MOST_HEAVY);
  const others = random.shuffle(running.filter((push) => !heavy.includes(push)));
  return new Set([...heavy, ...others.slice(0, KILLS - heavy.length)]);
}

faultTest(
  'the process is killed, fifty times in a race',
  {
    booth: 'sends again what was not answered',
    viewers: 'come back, miss nothing, get nothing twice',
    operator: 'PM2 or systemd starts it anew',
    afterwards: 'by itself; nothing that was acknowledged is lost',
  },
  async () => {
    const random = createRandom('fifty kills');
    const server = await ServerProcess.start({
      port: await freePort(),
      // No REST list has the number of viewers.
      env: { ON_COURSE_EXPIRY_MS: '3600000', SHOW_VIEWERS: 'false' },
    });
    const { url } = server;
    const producer = new Producer(url);
    const recording = recordedRace(EVENT, 120_000);
    const victims = chooseVictims(recording, random);
    expect(victims.size).toBe(KILLS);
    let lastOnCourse: { raceId: string; bib: string | number }[] = [];
    let returning = 0;
    let unanswered = 0;
    const durations = new Durations();

    for (const push of recording) {
      const isVictim = victims.has(push);
      const killed =
        isVictim && sleep(random.next() * durations.longest(push)).then(() => server.kill('SIGKILL'));
      const sentAt = performance.now();
      let answer = await producer.send(push).catch(() => null);
      if (answer) {
        durations.note(push, performance.now() - sentAt);
        producer.take(push, answer);
      }
      if (killed) {
        expect((await killed).signal).toBe('SIGKILL');
        await restartPerhapsTwice(server, random);
        const inFlight = answer ? null : oraclePush(push);
        // They are back at once; EventSource takes its three seconds.
        const rest = await restWhenAllAreCurrent(url, EVENT, clients.slice(0, returning));
        for (const { state } of clients.slice(0, returning)) expect(state).toEqual(rest);
        expectAcknowledged(rest, producer.oracle, inFlight);
        if (!push.path.endsWith('/oncourse') || answer) expectOnCourse(rest, lastOnCourse, push, answer);
      }
      if (!answer) {
        unanswered += 1;
        answer = await producer.send(push);
        producer.take(push, answer);
      }
      if (push.path.endsWith('/oncourse') && answer.status === 200) {
        lastOnCourse = push.body.oncourse as typeof lastOnCourse;
      }
      if (push.body.status === 'startlist') {
        const target = { url, eventId: EVENT };
        const forms = everyForm(target);
        returning = forms.length;
        clients.push(...forms, new SseClient(target));
      }
    }

    // Some were answered before the kill came, many were not.
    expect(unanswered).toBeGreaterThan(KILLS / 4);
    expect(unanswered).toBeLessThanOrEqual(KILLS);
    const refused = producer.answers.filter(({ answer }) => answer.status >= 300);
    expect(refused.map(({ push, answer }) => [push.path, answer.status])).toEqual([
      ['/api/v1/ingest/oncourse', 403],
    ]);
    const rest = await restWhenAllAreCurrent(url, EVENT, clients);
    expect(withoutChanges(rest.results)).toEqual(producer.oracle.results());
    const journal = await readJournal(server.databasePath);
    expect(journal.filter(({ kind, topic }) => kind === 'diff' && topic === null).length).toBeGreaterThan(10);
    for (const client of clients) {
      // Most returns were answered with what was missed, not with everything anew.
      expect(client.messages.filter(({ type }) => type === 'diff').length).toBeGreaterThan(KILLS);
      expect(client.state).toEqual(rest);
      expectEachOnce(client, journal);
    }
    expect(server.logs.filter(({ level }) => level >= 50)).toEqual([]);
    expect(server.stray).toBe('');
  },
  (name, body) => {
    test(name, body, 900_000);
  },
);

/** How long pushes of each kind take here and now: kills shall hit all of that time, on any machine. */
class Durations {
  private readonly byPath = new Map<string, number[]>();

  note({ path }: RecordedPush, ms: number): void {
    this.byPath.set(path, [...(this.byPath.get(path) ?? []), ms]);
  }

  /** A bit more than such a push takes mostly, in milliseconds. */
  longest({ path }: RecordedPush): number {
    const known = (this.byPath.get(path) ?? []).sort((a, b) => a - b);
    return 1.3 * (known[Math.floor(known.length / 2)] ?? 10);
  }
}

/** Now and then it is killed while it starts, too. */
async function restartPerhapsTwice(server: ServerProcess, random: Random): Promise<void> {
  if (random.chance(0.1)) {
    void server.launch();
    await sleep(random.int(0, 500));
    await server.kill('SIGKILL');
  }
  await server.restart();
}

/** What was acknowledged is there; what was under way is there whole or not at all. */
function expectAcknowledged(rest: Snapshot, oracle: Oracle, inFlight: OraclePush | null): void {
  const results = withoutChanges(rest.results);
  const without = oracle.results();
  const isWithout = JSON.stringify(sorted(results)) === JSON.stringify(sorted(without));
  if (!inFlight || isWithout) {
    expect(results).toEqual(without);
    return;
  }
  const withIt = oracle.copy();
  withIt.accept(inFlight);
  expect(results).toEqual(withIt.results());
}

/** The same value with its keys in order, so that equal ones have equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** The athletes of the last acknowledged list are on the course (others may be: entries stay until they expire). */
function expectOnCourse(
  rest: Snapshot,
  before: { raceId: string; bib: string | number }[],
  push: RecordedPush,
  answer: Answer | null,
): void {
  const isNew = answer !== null && push.path.endsWith('/oncourse');
  const list = isNew ? (push.body.oncourse as typeof before) : before;
  const wanted = list.map(({ raceId, bib }) => ({ raceId, bib: `${bib}` }));
  expect(rest.oncourse).toEqual(
    expect.arrayContaining(wanted.map((one) => expect.objectContaining(one) as unknown)),
  );
}
