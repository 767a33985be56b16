import { feedSilence } from '../../../app/web/shared/feedSilence';
import { clockOrDay } from '../../../app/web/shared/format';
import type { PublicRace, PublicTiming, Snapshot } from '../../../lib/domain/views';
import { raceStatusAt, isoWithOffset } from '../../../lib/simulator/clock';
import { livePushes } from '../../../lib/simulator/livePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { aSnapshot, boat, race } from './builders';

const NOON = Date.parse('2026-05-30T12:00:00+02:00');
const heard = (secondsAgo: number, isMidRun = false): PublicTiming => ({
  heardAt: new Date(NOON - secondsAgo * 1_000).toISOString(),
  isMidRun,
});
const since = (secondsAgo: number): number => NOON - secondsAgo * 1_000;

const today = { startTime: '2026-05-30T10:00:00+02:00' };
const inProgress = race('A', 'single-run', { ...today, raceStatus: 3 });
const scheduled = race('A', 'single-run', today);

const silence = (more: Partial<Snapshot>, status: Snapshot['event']['status'] = 'running') =>
  feedSilence(aSnapshot({ races: [scheduled], ...more }, status), NOON);

describe('the timing is silent', () => {
  test('after 70 s in which a race is in progress, and since it was last heard of', () => {
    expect(silence({ races: [inProgress], timing: heard(70) })).toBeNull();
    expect(silence({ races: [inProgress], timing: heard(71) })).toBe(since(71));
    expect(silence({ races: [inProgress], timing: heard(22 * 60) })).toBe(since(22 * 60));
  });

  test('where a boat is on the course, or was when it fell silent', () => {
    expect(silence({ oncourse: [boat('A', '1')], timing: heard(100) })).toBe(since(100));
    expect(silence({ timing: heard(100, true) })).toBe(since(100));
  });

  test('not where nothing is going on: before, between and after races it has nothing to say', () => {
    expect(silence({ timing: heard(3_600) })).toBeNull();
    expect(silence({ races: [race('A', 'single-run', { raceStatus: 4 })], timing: heard(3_600) })).toBeNull();
    expect(silence({ oncourse: [boat('A', '1', { dtStart: null })], timing: heard(100) })).toBeNull();
  });

  test('only where the event runs', () => {
    for (const status of ['startlist', 'finished', 'official'] as const) {
      expect(silence({ races: [inProgress], timing: heard(3_600, true) }, status)).toBeNull();
    }
  });

  test('as far as anybody knows: a server that does not tell, or a timing that never spoke, is not silent', () => {
    expect(silence({ races: [inProgress] })).toBeNull();
    expect(silence({ races: [inProgress], timing: { heardAt: null, isMidRun: false } })).toBeNull();
    expect(silence({ races: [inProgress], timing: { heardAt: 'once', isMidRun: true } })).toBeNull();
  });
});

describe('a race day as the bridge pushes it', () => {
  const plan = simulateRaceDay({ seed: 5, athletes: 40 });
  const pushes = [...livePushes(plan)];
  const startsAt = plan.startsAt.getTime();
  const racesAt = (atMs: number): PublicRace[] =>
    plan.races.map((one) => ({
      ...race(one.raceId, 'single-run'),
      raceStatus: raceStatusAt(one, atMs),
      startTime: isoWithOffset(plan, one.startAtMs),
    }));

  /** What a page would say before each push of the day, if the server heard only what `isHeard` lets through. */
  function silences(isHeard: (atMs: number) => boolean): { atMs: number; since: number }[] {
    const found: { atMs: number; since: number }[] = [];
    let state = aSnapshot({ races: racesAt(0) }, 'running');
    let listAtMs = 0;
    for (const push of pushes) {
      // The server forgets an on-course list that is not repeated.
      if (state.oncourse.length > 0 && push.atMs - listAtMs > 10_000) state = { ...state, oncourse: [] };
      const silent = feedSilence(state, startsAt + push.atMs);
      if (silent !== null) found.push({ atMs: push.atMs, since: silent - startsAt });
      if (!isHeard(push.atMs) || push.kind === 'status') continue;
      if (push.kind === 'oncourse') {
        listAtMs = push.atMs;
        const oncourse = push.body.oncourse.map(({ raceId, bib, dtStart, dtFinish }) =>
          boat(raceId, String(bib), { dtStart, completed: dtFinish !== null }),
        );
        state = { ...state, oncourse };
      }
      if (push.kind === 'xml') state = { ...state, races: racesAt(push.atMs) };
      const isMidRun = state.oncourse.some(({ dtStart, completed }) => dtStart !== null && !completed);
      const heardAt = new Date(Math.floor((startsAt + push.atMs) / 10_000) * 10_000).toISOString();
      state = { ...state, timing: { heardAt, isMidRun } };
    }
    return found;
  }

  test('is never called silent where it has no gap', () => {
    expect(silences(() => true)).toEqual([]);
  });

  test('is called silent in a gap of it, from 70 s on to its end', () => {
    const first = Math.min(...plan.races.map(({ startAtMs }) => startAtMs));
    const [from, to] = [first + 300_000, first + 900_000];
    const found = silences((atMs) => atMs < from || atMs >= to);
    const known = found[0]?.since ?? NaN;
    expect(known).toBeGreaterThan(from - 20_000);
    expect(known).toBeLessThanOrEqual(from);
    expect(new Set(found.map((one) => one.since))).toEqual(new Set([known]));
    expect(found[0]?.atMs).toBeLessThanOrEqual(from + 75_000);
    expect(found.at(-1)?.atMs).toBeGreaterThan(to - 10_000);
  });
});

describe('since when, as a reader reads it', () => {
  const at = new Date(2026, 4, 30, 14, 32).getTime();
  test('is the time of day, and on another day its date, too', () => {
    expect(clockOrDay(at, at + 3_600_000, 'en')).toBe('14:32');
    expect(clockOrDay(at, at + 3_600_000, 'cs')).toBe('14:32');
    expect(clockOrDay(at, at + 86_400_000, 'en')).toMatch(/^30 May,? 14:32$/);
    expect(clockOrDay(at, at + 86_400_000, 'cs')).toMatch(/^30\.\s5\.\s14:32$/);
  });
});
