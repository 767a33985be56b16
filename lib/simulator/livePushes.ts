import { changesOf } from './corrections';
import { exportXml } from './exportXml';
import { liveResults, type LiveOnCourseEntry, type LiveResultRow } from './liveRows';
import { onCoursePushes } from './onCoursePushes';
import type { RaceDayPlan } from './plan';

/** One request of the bridge; `atMs` is milliseconds since the plan's start, never going back. */
export type LivePush =
  | { atMs: number; kind: 'oncourse'; body: { oncourse: LiveOnCourseEntry[] } }
  | { atMs: number; kind: 'results'; body: { results: LiveResultRow[] } }
  | { atMs: number; kind: 'xml'; body: { xml: string } }
  | { atMs: number; kind: 'status'; body: { status: 'startlist' | 'running' | 'finished' | 'official' } };

export interface LivePushOptions {
  /** Where on the timeline to begin; default 0. */
  fromMs?: number;
  /** Simulated seconds between two exports while something changes; default 60, 0 for none but the first and last. */
  xmlEverySeconds?: number;
  /** Whether the day ends with `official` after `finished`; default false. */
  endsOfficial?: boolean;
}

/** The bridge sends a race this long after a change in it. */
const resultsAfterMs = 1000;
/** The bridge sends a file this long after the timing system wrote it. */
const exportAfterMs = 2000;

/**
 * Everything the bridge sends over a race day, made lazily and in order of time: the first export and the
 * way to `running`; on-course lists once or twice a second; a whole race a second after each change in it;
 * exports; at the end the last export, an empty course and `finished`.
 */
export function* livePushes(plan: RaceDayPlan, options: LivePushOptions = {}): Generator<LivePush> {
  const fromMs = options.fromMs ?? 0;
  yield { atMs: fromMs, kind: 'xml', body: { xml: exportXml(plan, fromMs) } };
  yield { atMs: fromMs, kind: 'status', body: { status: 'startlist' } };
  yield { atMs: fromMs, kind: 'status', body: { status: 'running' } };
  yield { atMs: fromMs, kind: 'oncourse', body: { oncourse: [] } };

  const everyMs = (options.xmlEverySeconds ?? 60) * 1000;
  yield* inOrder([
    onCourse(plan, fromMs),
    results(plan, fromMs),
    everyMs > 0 ? exportsDue(plan, fromMs, everyMs) : [],
  ]);

  const atMs = plan.endsAtMs + exportAfterMs;
  yield { atMs, kind: 'xml', body: { xml: exportXml(plan, 'end') } };
  yield { atMs, kind: 'oncourse', body: { oncourse: [] } };
  yield { atMs, kind: 'status', body: { status: 'finished' } };
  if (options.endsOfficial === true) yield { atMs, kind: 'status', body: { status: 'official' } };
}

function* onCourse(plan: RaceDayPlan, fromMs: number): Generator<LivePush> {
  for (const { atMs, oncourse } of onCoursePushes(plan, fromMs)) {
    yield { atMs, kind: 'oncourse', body: { oncourse } };
  }
}

function* results(plan: RaceDayPlan, fromMs: number): Generator<LivePush> {
  for (const race of plan.races) {
    let toldAtMs = -Infinity;
    for (const changedAtMs of changesOf(race)) {
      // A change within the second is told together with the one before it.
      if (changedAtMs <= toldAtMs) continue;
      toldAtMs = changedAtMs + resultsAfterMs;
      if (toldAtMs <= fromMs) continue;
      yield { atMs: toldAtMs, kind: 'results', body: { results: liveResults(plan, race, toldAtMs) } };
    }
  }
}

/** Exports at their rhythm, but only where the file would differ from the one before. */
function* exportsDue(plan: RaceDayPlan, fromMs: number, everyMs: number): Generator<LivePush> {
  const changes = plan.races
    .flatMap((race) => [race.startAtMs, ...changesOf(race)])
    .filter((changedAtMs) => changedAtMs > fromMs)
    .sort((a, b) => a - b);
  let writtenAtMs = fromMs;
  for (const changedAtMs of changes) {
    if (changedAtMs <= writtenAtMs) continue;
    writtenAtMs = fromMs + Math.ceil((changedAtMs - fromMs) / everyMs) * everyMs;
    yield {
      atMs: writtenAtMs + exportAfterMs,
      kind: 'xml',
      body: { xml: exportXml(plan, writtenAtMs) },
    };
  }
}

/** Merges streams that are each in order of time; only the heads are held. */
function* inOrder(streams: readonly Iterable<LivePush>[]): Generator<LivePush> {
  const iterators = streams.map((stream) => stream[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  for (;;) {
    let first = -1;
    let firstAtMs = Infinity;
    heads.forEach((head, index) => {
      if (head.done !== true && head.value.atMs < firstAtMs) [first, firstAtMs] = [index, head.value.atMs];
    });
    const head = heads[first];
    const iterator = iterators[first];
    if (head === undefined || iterator === undefined || head.done === true) return;
    yield head.value;
    heads[first] = iterator.next();
  }
}
