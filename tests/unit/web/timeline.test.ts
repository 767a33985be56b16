import { RaceTimeline } from '../../../app/web/shared/RaceTimeline';
import { storyOf } from '../../../app/web/speaker/story';
import type { LiveState } from '../../../app/web/shared/part';
import { parseExport } from '../../../lib/canoe123/parseExport';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import { resultList } from '../../../lib/domain/resultList';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { exportXml } from '../../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { aSnapshot, race, result } from './builders';

const T = (clock: string): number => Date.parse(`1970-01-01T${clock}Z`);

/** Two runs of a race of the simulator with all that the public may read of it. */
async function raced(): Promise<{ state: LiveState; races: PublicRace[]; rows: PublicResult[] }> {
  const { day } = await parseExport(
    Buffer.from(exportXml(simulateRaceDay({ seed: 5, athletes: 60 }), 'end')),
  );
  const index = indexRaceDay(day);
  const [first] = day.races.filter(({ disId, classId }) => disId === 'BR1' && classId.startsWith('K1M'));
  const second = day.races.find(({ disId, classId }) => disId === 'BR2' && classId === first?.classId);
  if (!first || !second) throw new TypeError('the day has a pair');
  const races = [race(first.raceId, 'best-run-1', first), race(second.raceId, 'best-run-2', second)].map(
    (one) => ({
      ...one,
      raceStatus: 5,
    }),
  );
  const plain = resultList(first, index);
  const results = Object.fromEntries(races.map(({ raceId }) => [raceId, plain]));
  return {
    state: aSnapshot({ races, results }),
    races,
    rows: resultList(first, index, { detailed: true }),
  };
}

describe('a race of two runs as it went', () => {
  let of: Awaited<ReturnType<typeof raced>>;
  let timeline: RaceTimeline;
  beforeAll(async () => {
    of = await raced();
    timeline = new RaceTimeline(of.state, of.races, of.rows);
  });
  const listAt = (ms: number): readonly PublicResult[] =>
    timeline.stateAt(ms).results[of.races[0]?.raceId ?? ''] ?? [];

  test('equals the results at its end', () => {
    expect(timeline.stateAt(timeline.moments.at(-1) ?? 0)).toBe(of.state);
    // A moment earlier all rows are put together anew, and say the same.
    const before = listAt((timeline.ends.at(-1) ?? 0) + 1).map(
      ({ bib, rnk, totalTotal, totalBehind, prevRnk }) => [...[bib, rnk, totalTotal, totalBehind, prevRnk]],
    );
    expect(before).toEqual(
      of.rows.map(({ bib, rnk, totalTotal, totalBehind, prevRnk }) => [
        bib,
        rnk,
        totalTotal,
        totalBehind,
        prevRnk,
      ]),
    );
  });

  test('begins with nobody ranked and nobody on the course', () => {
    const state = timeline.stateAt((timeline.moments[0] ?? 0) - 1_000);
    expect(state.oncourse).toEqual([]);
    expect(listAt((timeline.moments[0] ?? 0) - 1_000).filter(({ rnk }) => rnk !== null)).toEqual([]);
  });

  test('ranks at each moment those who had finished by then, and only them', () => {
    for (const [at, end] of timeline.ends.entries()) {
      const ranked = listAt(end).filter(({ rnk }) => rnk !== null);
      expect(ranked.length).toBeLessThanOrEqual(at + 1);
      expect(ranked.map(({ totalTotal }) => totalTotal)).toEqual(
        ranked.map(({ totalTotal }) => totalTotal ?? 0).sort((a, b) => a - b),
      );
    }
  });

  test('shows a boat from start to finish, its gates one after the other', () => {
    const [start = 0] = timeline.moments;
    const [end = 0] = timeline.ends;
    const judged = [start + 1, (start + end) / 2, end].map(
      (ms) => timeline.stateAt(ms).oncourse[0]?.gates.filter(({ penalty }) => penalty !== null).length ?? -1,
    );
    expect(judged[0]).toBe(0);
    expect(judged[1]).toBeGreaterThan(0);
    expect(judged[2]).toBeGreaterThan(judged[1] ?? 0);
    expect(timeline.stateAt(end).oncourse[0]?.completed).toBe(true);
    expect(timeline.stateAt(end + 5_000).oncourse.some(({ completed }) => completed)).toBe(false);
  });

  test('is told to a speaker who comes late: finishes with ranks as they were, who led, who fell out', () => {
    const midnight = Date.parse('2026-06-06T00:00:00+02:00');
    const story = storyOf(of.state, of.races, of.rows, midnight);
    expect(story.length).toBeGreaterThan(10);
    expect(story.map(({ at }) => at)).toEqual(story.map(({ at }) => at).sort((a, b) => a - b));
    const last = story.at(-1)?.happened;
    const ended = last && 'bib' in last ? of.rows.find(({ bib }) => bib === last.bib) : undefined;
    expect(ended?.dtFinish ?? ended?.dtStart).toBeDefined();
    const finishes = story.flatMap(({ happened }) => (happened.kind === 'finish' ? [happened] : []));
    expect(finishes.some(({ improved }) => improved !== null)).toBe(true);
  });

  test('of one who was corrected afterwards that is told, too', () => {
    const change = {
      at: '2026-06-06T23:00:00Z',
      by: 'live',
      what: 'penalty',
      run: 2,
      from: 0,
      to: 200,
    } as const;
    const rows = of.rows.map((row, at) => (at === 0 ? { ...row, changes: [change] } : row));
    const story = storyOf(of.state, of.races, rows, Date.parse('2026-06-06T00:00:00Z'));
    expect(story.at(-1)?.happened).toMatchObject({
      kind: 'correction',
      bib: rows[0]?.bib,
      changes: [change],
    });
  });
});

test('a run without times of day is there from the beginning', () => {
  const single = race('R', 'single-run', { raceStatus: 5 });
  const rows = [
    { bib: '1', rnk: 1, time: 8_000, pen: 0, total: 8_000, dtStart: '10:00:00', dtFinish: '10:01:20' },
    { bib: '2', rnk: 2, time: 8_100, pen: 0, total: 8_100 },
  ].map(result);
  const timeline = new RaceTimeline(aSnapshot({ races: [single], results: { R: rows } }), [single], rows);
  const ranked = timeline.stateAt(T('10:00:30')).results['R'];
  expect(ranked?.map(({ bib, rnk }) => [bib, rnk])).toEqual([
    ['2', 1],
    ['1', null],
  ]);
});
