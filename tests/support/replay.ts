import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { livePushes, type LivePush } from '../../lib/simulator/livePushes';
import type { RaceDayPlan } from '../../lib/simulator/plan';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import type { PublicResult, Snapshot } from '../../lib/domain/views';
import { send, type Answer } from './api';
import type { LiveClient } from './liveClients';
import { Oracle, type OraclePush, type OraclePushedResult } from './oracle';

/** One request of a recording; `atMs` is milliseconds since its start. */
export interface RecordedPush {
  atMs: number;
  method: 'POST' | 'PATCH';
  /** Below the base URL. */
  path: string;
  body: Record<string, unknown>;
}

/** Reads a recording as `../shared/samples` holds it: one request a line, exports in files beside. */
export function readRecording(directory: string): RecordedPush[] {
  const lines = readFileSync(join(directory, 'pushes.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { xmlFile, ...push } = JSON.parse(line) as RecordedPush & { xmlFile?: string };
    return xmlFile === undefined
      ? push
      : { ...push, body: { xml: readFileSync(join(directory, xmlFile), 'utf8') } };
  });
}

/** A recording of a simulated race day, as the bridge made the sample: the course is cleared too early first. */
export function simulatedRecording(
  plan: RaceDayPlan,
  options: { fromMs: number; lastsMs: number; xmlEverySeconds: number },
): RecordedPush[] {
  const { eventId } = plan.event;
  const recording: RecordedPush[] = [created(plan)];
  for (const push of livePushes(plan, options)) {
    const atMs = push.atMs - options.fromMs;
    if (atMs > options.lastsMs) break;
    recording.push(recorded(push, atMs, eventId));
    if (push.kind === 'status' && push.body.status === 'startlist') {
      recording.push(recorded({ atMs, kind: 'oncourse', body: { oncourse: [] } }, atMs, eventId));
    }
  }
  return recording;
}

/**
 * The middle of a race of two classes. Without the best-run leak, so that live feed and exports say the same of a run
 * once both have it, and what is right does not hang on the second in which an export comes.
 */
export function recordedRace(eventId: string, lastsMs: number): RecordedPush[] {
  const plan = simulateRaceDay({
    ...{ seed: eventId.toLowerCase(), athletesPerClass: 20, classes: ['K1M', 'C1W'], hasCross: false },
    ...{ startIntervalSeconds: 5, eventId },
  });
  const fromMs = middleOfDay1(plan) - lastsMs / 2;
  return simulatedRecording(plan, { fromMs, lastsMs, xmlEverySeconds: 10 });
}

const recorded = ({ kind, body }: LivePush, atMs: number, eventId: string): RecordedPush =>
  kind === 'status'
    ? { atMs, method: 'PATCH', path: `/api/v1/admin/events/${eventId}/status`, body }
    : { atMs, method: 'POST', path: `/api/v1/ingest/${kind}`, body: body };

/** Every push of a whole plan, one after the other, and of its on-course lists one in so many. */
export function* wholeRecording(
  plan: RaceDayPlan,
  options: { xmlEverySeconds: number; onCourseEvery: number },
): Generator<RecordedPush> {
  const { eventId } = plan.event;
  let lists = 0;
  yield created(plan);
  for (const push of livePushes(plan, options)) {
    const isSeen = push.kind === 'oncourse' && push.body.oncourse.length > 0;
    if (isSeen && (lists += 1) % options.onCourseEvery !== 0) continue;
    yield recorded(push, push.atMs, eventId);
  }
}

const created = ({ event: { eventId, mainTitle } }: RaceDayPlan): RecordedPush => ({
  ...{ atMs: 0, method: 'POST', path: '/api/v1/admin/events' },
  body: { mainTitle, eventId, location: null, discipline: 'Slalom' },
});

/** The producer: sends a recording's requests one after the other and notes what was accepted. */
export class Producer {
  readonly answers: { push: RecordedPush; answer: Answer }[] = [];
  /** Knows of every push that was accepted. */
  readonly oracle = new Oracle();
  private apiKey = '';

  constructor(
    /** Of the server that is pushed to; may be another with each push. */
    public url: string,
    /** What the oracle takes for the time of an acceptance, in milliseconds; the server's clock where a test holds that. */
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Plays the whole recording with its rhythm, `speed` times as fast. */
  async play(
    recording: RecordedPush[],
    speed: number,
    onAnswer: (push: RecordedPush) => void,
  ): Promise<void> {
    const offset = recording[0]?.atMs ?? 0;
    const startedAt = performance.now();
    for (const push of recording) {
      await sleep(Math.max(0, (push.atMs - offset) / speed - (performance.now() - startedAt)));
      this.take(push, await this.send(push));
      onAnswer(push);
    }
  }

  /** Sends one request; rejects where no answer comes. */
  send({ method, path, body }: RecordedPush): Promise<Answer> {
    return send(method, this.url + path, { body, headers: { 'X-API-Key': this.apiKey } });
  }

  /** Notes an answer. */
  take(push: RecordedPush, answer: Answer): void {
    this.answers.push({ push, answer });
    const { apiKey } = answer.body as { apiKey?: string };
    if (push.path.endsWith('/events') && apiKey !== undefined) this.apiKey = apiKey;
    const result = answer.status === 200 ? oraclePush(push, this.clock()) : null;
    if (result) this.oracle.accept(result);
  }
}

/** The push as the oracle takes it, accepted at `atMs`; null for one that no result comes from. */
export function oraclePush({ path, body }: RecordedPush, atMs = performance.now()): OraclePush | null {
  if (path.endsWith('/xml')) return { kind: 'xml', atMs, xml: body.xml as string };
  if (path.endsWith('/results'))
    return { kind: 'results', atMs, results: body.results as OraclePushedResult[] };
  return null;
}

/** What REST says of an event, put together as subscribers hold it. */
export async function readRest(url: string, eventId: string): Promise<Snapshot> {
  const get = async <T>(route: string): Promise<T> => {
    const answer = await send('GET', `${url}/api/v1/events/${eventId}${route}`);
    if (answer.status !== 200) throw new Error(`${route} answered ${answer.status}`);
    return answer.body as T;
  };
  const structure = await get<Pick<Snapshot, 'event' | 'classes' | 'races'>>('');
  const { categories } = await get<Pick<Snapshot, 'categories'>>('/categories');
  const { oncourse } = await get<Pick<Snapshot, 'oncourse'>>('/oncourse');
  const { data } = await get<{ data: Snapshot }>('/snapshot?view=structure');
  const rest: Snapshot = {
    ...structure,
    ...{ config: data.config, categories, oncourse, results: {}, startlists: {} },
    ...(data.timing && { timing: data.timing }),
  };
  for (const { raceId } of structure.races) {
    const race = encodeURIComponent(raceId);
    rest.results[raceId] = (await get<{ results: [] }>(`/results/${race}`)).results;
    rest.startlists[raceId] = (await get<{ startlist: [] }>(`/startlist/${race}`)).startlist;
  }
  return rest;
}

/** Lists as the oracle makes them: what became of a result after the finish is told by the server alone. */
export const withoutChanges = (
  results: Snapshot['results'],
): Record<string, Omit<PublicResult, 'changes'>[]> =>
  Object.fromEntries(
    Object.entries(results).map(([raceId, rows]) => [raceId, rows.map(({ changes: _, ...row }) => row)]),
  );

/**
 * What REST says at a moment at which every client has the last message: repeated while something
 * (an on-course entry that expires) moves in between.
 */
export async function restWhenAllAreCurrent(
  url: string,
  eventId: string,
  clients: LiveClient[],
): Promise<Snapshot> {
  const lastId = async (): Promise<string> => {
    const { body } = await send('GET', `${url}/api/v1/events/${eventId}/snapshot?view=structure`);
    return (body as { id: string }).id;
  };
  for (;;) {
    const id = await lastId();
    const rest = await readRest(url, eventId);
    await Promise.all(
      clients.map((client) => client.until(() => sequenceOf(client.lastId) >= sequenceOf(id))),
    );
    const isStill = clients.every((client) => client.lastId === id);
    if (isStill && (await lastId()) === id) return rest;
  }
}

/** The place in the journal that a cursor names. Only tests look into one; to clients it is opaque. */
export const sequenceOf = (id: string | undefined): number => parseInt(id?.split('-')[1] ?? '', 36) || 0;
