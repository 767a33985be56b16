import fc from 'fast-check';
import type { StoredRaceDay, StoredResult } from '../../../lib/db/raceDayRepository';
import { indexRaceDay, resultList } from '../../../lib/domain/resultList';
import { isSilentDns } from '../../../lib/domain/silentStarts';
import { HeldRaceDay } from '../../../lib/ingest/HeldRaceDay';
import { aClass, aParticipant, aRace, aResult, hundredths, runFigures } from '../domain/builders';

/**
 * A race day that follows from another one makes only the rows that may differ. Its lists are those that are made from
 * nothing, and a row that says what it said is the very same object, so that comparing lists costs little.
 */

const DISCIPLINES = {
  BR1_6: 'BR1',
  BR2_6: 'BR2',
  BR2_7: 'BR2',
  FIN_7: 'FIN',
  T_7: 'TSR',
  X4_7: 'X4',
  XER_7: 'XER',
};
const RACE_IDS = Object.keys(DISCIPLINES) as (keyof typeof DISCIPLINES)[];
const IDS = ['1', '2', '3', '4', '5', 'team'];

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

const change = fc.record({
  at: fc.constantFrom('2026-06-06T10:00:00.000Z', '2026-06-06T10:01:00.000Z'),
  by: fc.constantFrom('live' as const, 'export' as const),
  what: fc.constant('time' as const),
  from: hundredths,
  to: hundredths,
});

const notRun = { time: null, pen: null, total: null, status: null };

const result: fc.Arbitrary<StoredResult> = fc
  .record({
    raceId: fc.constantFrom(...RACE_IDS),
    participantId: fc.constantFrom(...IDS, 'unknown'),
    run: fc.oneof(runFigures, fc.constant(notRun)),
    bib: fc.option(fc.constantFrom('1', '9', 't 9'), { nil: undefined, freq: 6 }),
    startOrder: maybe(fc.integer({ min: 1, max: 6 })),
    catId: maybe(fc.constantFrom('U23', 'VET')),
    rnk: maybe(fc.integer({ min: 1, max: 4 })),
    heatNr: maybe(fc.integer({ min: 1, max: 2 })),
    isUnderReview: fc.boolean(),
    changes: fc.array(change, { maxLength: 2 }),
    prev: maybe(fc.record({ time: hundredths, pen: fc.constant(0), total: hundredths, rnk: fc.constant(1) })),
  })
  .map(({ raceId, participantId, run, bib = participantId, ...fields }) => ({
    ...aResult(raceId, participantId, { ...fields, ...run, bib }),
    liveAt: null,
    byHand: null,
  }));

const results = (most: number) =>
  fc.uniqueArray(result, {
    selector: ({ raceId, participantId }) => `${raceId} ${participantId}`,
    maxLength: most,
  });

/** What rows are made of besides results. */
const schedule: fc.Arbitrary<Omit<StoredRaceDay, 'results'>> = fc
  .record({
    className: fc.constantFrom('K1M', 'K1M', 'FR'),
    raceStatus: fc.constantFrom(3, 4, 5),
    lacks: fc.constantFrom(null, null, 'BR1_6'),
    familyName: fc.constantFrom('NOVAK', 'NOVAK', 'HORAK'),
    catId: maybe(fc.constant('U23')),
  })
  .map(({ className, raceStatus, lacks, familyName, catId }) => ({
    classes: [aClass({ name: className })],
    participants: IDS.map((id) => {
      if (id === 'team') return aParticipant(id, { isTeam: true, members: ['1', '2'] });
      return aParticipant(id, id === '1' ? { familyName, catId } : {});
    }),
    races: RACE_IDS.filter((raceId) => raceId !== lacks).map((raceId) =>
      aRace(raceId, DISCIPLINES[raceId], { raceStatus }),
    ),
    courses: [],
  }));

const isRolledBack = fc.constantFrom(false, false, false, true);

type Step = { rows: StoredResult[]; isRolledBack: boolean } & (
  { kind: 'push' } | { kind: 'export'; schedule: Omit<StoredRaceDay, 'results'> }
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('push' as const), rows: results(2), isRolledBack }),
  },
  // Most rows of an export say what is stored already.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('export' as const), schedule, rows: results(2), isRolledBack }),
  },
);

function after(day: HeldRaceDay, one: Step): HeldRaceDay {
  const pushed = day.withRuns(one.rows);
  return one.kind === 'push' ? pushed : day.replacedBy({ ...one.schedule, results: pushed.rows.results });
}

const listsOf = (day: HeldRaceDay) => new Map(day.index.races.map((race) => [race, day.resultList(race)]));

function expectListsFromNothing(day: HeldRaceDay): void {
  const index = indexRaceDay(day.rows);
  for (const [race, list] of listsOf(day)) {
    const fromNothing = resultList(race, index);
    expect(list).toEqual(fromNothing);
    // The order of keys is what the public gets, too.
    expect(JSON.stringify(list)).toBe(JSON.stringify(fromNothing));
  }
}

test('lists of a race day that follows from another are those that are made from nothing', () => {
  fc.assert(
    fc.property(
      schedule,
      fc.oneof(results(8), results(30)),
      fc.array(step, { maxLength: 8 }),
      (first, rows, steps) => {
        let day = HeldRaceDay.of({ ...first, results: rows });
        expectListsFromNothing(day);
        for (const one of steps) {
          const before = JSON.stringify([...listsOf(day).values()]);
          const next = after(day, one);
          expectListsFromNothing(next);
          expect(JSON.stringify([...listsOf(day).values()])).toBe(before);
          if (!one.isRolledBack) day = next;
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a push leaves rows that say what they said as the same objects', () => {
  let kept = 0;
  fc.assert(
    fc.property(schedule, results(30), fc.array(results(2), { maxLength: 8 }), (first, rows, pushes) => {
      let day = HeldRaceDay.of({ ...first, results: rows });
      for (const pushed of pushes) {
        const next = day.withRuns(pushed);
        // Not by bib: a row may have the one of the other run.
        const pushedNames = new Set(
          pushed.map(({ participantId }) => day.index.participantById.get(participantId)?.familyName),
        );
        for (const race of day.index.races.filter(({ disId }) => !disId.startsWith('X'))) {
          const partners = [...day.withPartner(race.raceId)].map((id) => day.index.raceById.get(id) ?? null);
          // With the first result of a race that is over, all who have none are made anew.
          if (partners.some((one) => isSilentDns(one, day.index) !== isSilentDns(one, next.index))) continue;
          const before = day.resultList(race).map((row) => ({ row, text: JSON.stringify(row) }));
          for (const row of next.resultList(race)) {
            const same = before.filter(({ text }) => text === JSON.stringify(row));
            if (pushedNames.has(row.name) || same.length === 0) continue;
            expect(same.map((one) => one.row)).toContain(row);
            kept += 1;
          }
        }
        day = next;
      }
    }),
    { numRuns: 300 },
  );
  expect(kept).toBeGreaterThan(1000);
});
