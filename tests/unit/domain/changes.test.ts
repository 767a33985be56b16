import fc from 'fast-check';
import { resultChanges, snapshotChanges } from '../../../lib/domain/changes';
import type { Change } from '../../../lib/domain/changes';
import { apply } from '../../../lib/domain/apply';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type { RaceDay, ResultRecord } from '../../../lib/domain/records';
import { composeSnapshot } from '../../../lib/domain/snapshot';
import type { Snapshot } from '../../../lib/domain/views';
import {
  RACES,
  aConfig,
  aParticipant,
  aRow,
  aResult,
  anEvent,
  factsOf,
  anOnCourse,
  raceDays,
  snapshotOf,
} from './builders';

const BR1 = 'K1M_ST_BR1_6';
const FINAL = 'K1M_ST_FIN_7';
const participants = ['1', '2', '3'].map((id) => aParticipant(id));
const start = (raceId: string, bib: string, fields: Partial<ResultRecord> = {}) =>
  aResult(raceId, bib, { startOrder: Number(bib), ...fields });
const dayWith = (...results: ResultRecord[]): Partial<RaceDay> => ({ races: RACES, participants, results });

const waiting = dayWith(
  start(FINAL, '1'),
  start(FINAL, '2', { time: 8100 }),
  start(FINAL, '3', { time: 8500 }),
);
const before = snapshotOf(waiting);

const applied = (state: Snapshot | null, changes: Change[], after: Snapshot) =>
  changes.reduce(
    (held, change) =>
      apply(
        held,
        change.kind === 'full' ? { type: 'full', data: after } : { type: 'diff', data: change.data },
      ),
    state,
  );

describe('after an import', () => {
  test('nothing is told where nothing public changed', () => {
    expect(snapshotChanges(before, snapshotOf(waiting))).toEqual([]);
  });

  test('a new result is told with every row whose rank or gap moved, and no other', () => {
    const after = snapshotOf(
      dayWith(
        start(FINAL, '1', { time: 8200 }),
        start(FINAL, '2', { time: 8100 }),
        start(FINAL, '3', { time: 8500 }),
      ),
    );
    const [change, ...more] = snapshotChanges(before, after);
    expect(more).toEqual([]);
    expect(change).toEqual({
      kind: 'diff',
      data: { raceId: FINAL, results: after.results[FINAL]?.filter((row) => row.bib !== '2') },
    });
  });

  test('a change to a best run is told for both races that show it', () => {
    const one = snapshotOf(dayWith(start(BR1, '1')));
    const changes = snapshotChanges(one, snapshotOf(dayWith(start(BR1, '1', { time: 8000 }))));
    expect(changes.map((change) => change.kind === 'diff' && change.data.raceId)).toEqual([
      BR1,
      'K1M_ST_BR2_6',
    ]);
  });

  test('who is on the course and the status of the event are told by themselves', () => {
    const after = snapshotOf(waiting, anEvent({ status: 'finished' }), [anOnCourse(FINAL, '1')]);
    expect(snapshotChanges(before, after)).toEqual([
      { kind: 'diff', data: { status: 'finished' } },
      { kind: 'diff', data: { oncourse: after.oncourse } },
    ]);
  });

  test.each<[string, Partial<Snapshot>]>([
    ['the event', { event: anEvent({ mainTitle: 'Renamed' }) }],
    ['the configuration', { config: aConfig({ displayMode: 'detailed' }) }],
    ['a class', { classes: [] }],
    ['the schedule', { races: before.races.map((race) => ({ ...race, raceStatus: 4 })) }],
    [
      'a category',
      { categories: [{ catId: 'A', name: null, firstYear: null, lastYear: null, classIds: [] }] },
    ],
  ])('one diff tells that %s changed', (_what, changed) => {
    expect(snapshotChanges(before, { ...before, ...changed })).toEqual([{ kind: 'diff', data: changed }]);
  });

  test('a start list that changed is told with its race', () => {
    const after = { ...before, startlists: { ...before.startlists, [FINAL]: [] } };
    expect(snapshotChanges(before, after)).toEqual([
      { kind: 'diff', data: { raceId: FINAL, startlist: [] } },
    ]);
  });

  test('a race that is new is told with its lists, even empty ones', () => {
    const { [BR1]: _results, ...results } = before.results;
    const { [BR1]: _startlist, ...startlists } = before.startlists;
    expect(snapshotChanges({ ...before, results, startlists }, before)).toEqual([
      { kind: 'diff', data: { raceId: BR1, results: [], startlist: [] } },
    ]);
  });

  test.each<[string, Snapshot]>([
    ['a race', { ...before, results: { [FINAL]: before.results[FINAL] ?? [] } }],
    ['a row', { ...before, results: { ...before.results, [FINAL]: [] } }],
  ])('everything is told anew where %s is gone', (_what, after) => {
    expect(snapshotChanges(before, after)).toEqual([{ kind: 'full' }]);
  });

  test('everything is told anew where the diffs would be larger than that', () => {
    const lists = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`RACE-${i}`, []]));
    const after = {
      ...before,
      results: { ...before.results, ...lists },
      startlists: { ...before.startlists, ...lists },
    };
    expect(snapshotChanges(before, after)).toEqual([{ kind: 'full' }]);
  });

  test('everything is told to whom nothing was told yet', () => {
    expect(snapshotChanges(null, before)).toEqual([{ kind: 'full' }]);
  });
});

describe('the rows that a live push changes', () => {
  const rows = [aRow('1', { rnk: 1 }), aRow('2', { rnk: 2, members: ['A', 'B'] })];

  test('are those that differ, down to members and gates', () => {
    const gate = { number: 1, type: 'normal' as const, penalty: null };
    const [one, two] = [aRow('1', { rnk: 1, gates: [gate] }), aRow('2', { rnk: 2, members: ['A', 'C'] })];
    expect(resultChanges(rows, [one, two])).toEqual([one, two]);
    expect(resultChanges([one, two], [{ ...one, gates: [{ ...gate, penalty: 2 }] }, two])).toHaveLength(1);
    expect(resultChanges(rows, structuredClone(rows))).toEqual([]);
  });

  test('include new ones, and a field that is new or gone', () => {
    const added = aRow('3');
    expect(resultChanges(rows, [...rows, added])).toEqual([added]);
    const extended = aRow('1', { rnk: 1, heatNr: null });
    expect(resultChanges([aRow('1', { rnk: 1 })], [extended])).toEqual([extended]);
    expect(resultChanges([extended], [aRow('1', { rnk: 1 })])).toHaveLength(1);
  });

  test('cannot be told row by row where one is gone or a bib repeats', () => {
    expect(resultChanges(rows, rows.slice(1))).toBe('removed');
    expect(resultChanges(rows, [...rows, aRow('1', { rnk: 3 })])).toBe('removed');
    const twins = [aRow('1', { rnk: 1 }), aRow('1', { rnk: 2 })];
    expect(resultChanges(twins, structuredClone(twins))).toEqual([]);
  });
});

const snapshots = fc
  .record({
    day: raceDays,
    status: fc.constantFrom('running' as const, 'finished' as const),
    onCourse: fc.subarray(['1', '2', '3']),
  })
  .map(({ day, status, onCourse }) =>
    composeSnapshot(
      factsOf(anEvent({ status })),
      indexRaceDay(day),
      onCourse.map((bib) => anOnCourse(FINAL, bib)),
    ),
  );

/** A later state of the same day: the same start lists, other runs. */
const successions = fc.tuple(raceDays, raceDays).map(([one, two]) => {
  const runs = new Map(two.results.map((row) => [row.raceId + row.participantId, row]));
  const results = one.results.map((row) => {
    const run = runs.get(row.raceId + row.participantId);
    return run ? { ...row, time: run.time, pen: run.pen, total: run.total, status: run.status } : row;
  });
  return [snapshotOf(one), snapshotOf({ ...one, results })] as const;
});

test('who applies what is told holds exactly what the server has', () => {
  fc.assert(
    fc.property(snapshots, snapshots, (one, two) => {
      expect(applied(one, snapshotChanges(one, two), two)).toEqual(two);
    }),
  );
});

test('new runs on the same start lists are told in diffs alone, and the lists keep their order', () => {
  fc.assert(
    fc.property(successions, ([one, two]) => {
      const changes = snapshotChanges(one, two);
      expect(changes.every((change) => change.kind === 'diff')).toBe(true);
      expect(applied(one, changes, two)).toEqual(two);
      expect(snapshotChanges(two, structuredClone(two))).toEqual([]);
    }),
  );
});
