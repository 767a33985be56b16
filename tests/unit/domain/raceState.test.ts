import { EVENT_STATUSES } from '../../../lib/domain/lifecycle';
import { raceStates, type RaceFacts, type RaceState } from '../../../lib/domain/raceState';

/** Saturday at the venue is 30 May; its clock is two hours before UTC. */
const SATURDAY = '2026-05-30T10:00:00+02:00';
const SUNDAY = '2026-05-31T10:00:00+02:00';
const at = (text: string): number => Date.parse(text);
const MORNING = at('2026-05-30T08:00:00+02:00');

const away = { dtStart: '2026-05-30T10:00:00Z', completed: false };
const finished = { dtStart: '2026-05-30T10:00:00Z', completed: true };
const waiting = { dtStart: null, completed: false };

const aRace = (raceId: string, more: Partial<RaceFacts> = {}): RaceFacts => ({
  ...{ raceId, raceType: 'single-run', raceStatus: 0, startTime: SATURDAY, onCourse: [], hasResults: false },
  ...more,
});

const stateOf = (
  event: Parameters<typeof raceStates>[0],
  more: Partial<RaceFacts>,
  now = at('2026-05-29T20:00:00+02:00'),
): RaceState | undefined => raceStates(event, [aRace('A', more)], now).get('A');

const statesOf = (races: RaceFacts[], now: number, event: 'startlist' | 'running' = 'running') =>
  Object.fromEntries(raceStates(event, races, now));

describe('one race, by what Canoe123 says', () => {
  // Nothing known / results / a boat on the course, in an event that is: announced, running, finished, official.
  test.each<[number, [string, string, string], [string, string, string], [string, string], [string, string]]>(
    [
      [
        0,
        ['scheduled', 'unofficial', 'running'],
        ['scheduled', 'running', 'running'],
        ['no-results', 'unofficial'],
        ['no-results', 'official'],
      ],
      [
        1,
        ['scheduled', 'unofficial', 'running'],
        ['scheduled', 'running', 'running'],
        ['no-results', 'unofficial'],
        ['no-results', 'official'],
      ],
      [
        2,
        ['scheduled', 'unofficial', 'running'],
        ['scheduled', 'running', 'running'],
        ['no-results', 'unofficial'],
        ['no-results', 'official'],
      ],
      [
        3,
        ['scheduled', 'unofficial', 'running'],
        ['running', 'running', 'running'],
        ['no-results', 'unofficial'],
        ['no-results', 'official'],
      ],
      [
        4,
        ['unofficial', 'unofficial', 'running'],
        ['unofficial', 'unofficial', 'running'],
        ['unofficial', 'unofficial'],
        ['official', 'official'],
      ],
      [
        5,
        ['official', 'official', 'running'],
        ['official', 'official', 'running'],
        ['official', 'official'],
        ['official', 'official'],
      ],
      [
        6,
        ['revised', 'revised', 'running'],
        ['revised', 'revised', 'running'],
        ['revised', 'revised'],
        ['revised', 'revised'],
      ],
      [
        7,
        ['cancelled', 'cancelled', 'running'],
        ['cancelled', 'cancelled', 'running'],
        ['cancelled', 'cancelled'],
        ['cancelled', 'cancelled'],
      ],
      [
        12,
        ['rescheduled', 'rescheduled', 'running'],
        ['rescheduled', 'rescheduled', 'running'],
        ['rescheduled', 'unofficial'],
        ['rescheduled', 'official'],
      ],
      [
        13,
        ['postponed', 'postponed', 'running'],
        ['postponed', 'postponed', 'running'],
        ['postponed', 'unofficial'],
        ['postponed', 'official'],
      ],
      [
        99,
        ['scheduled', 'unofficial', 'running'],
        ['scheduled', 'running', 'running'],
        ['no-results', 'unofficial'],
        ['no-results', 'official'],
      ],
    ],
  )('race status %i', (raceStatus, startlist, running, over, official) => {
    const found = (event: 'startlist' | 'running' | 'finished' | 'official') => [
      stateOf(event, { raceStatus }),
      stateOf(event, { raceStatus, hasResults: true }),
      stateOf(event, { raceStatus, onCourse: [away] }),
    ];
    expect(found('startlist')).toEqual(startlist);
    expect(found('running')).toEqual(running);
    // Who is left on the course of an event that is over is a row that nobody took away.
    expect(found('finished')).toEqual([...over, over[0]]);
    expect(found('official')).toEqual([...official, official[0]]);
  });

  test('whatever the number, the results and the clock: nothing runs or comes next in an event that is over', () => {
    for (const event of EVENT_STATUSES.slice(3)) {
      for (let raceStatus = 0; raceStatus <= 14; raceStatus += 1) {
        for (const hasResults of [false, true]) {
          for (const onCourse of [[], [away], [waiting]]) {
            for (const now of [MORNING, at(SATURDAY), at(SUNDAY)]) {
              const state = stateOf(event, { raceStatus, hasResults, onCourse }, now);
              expect(['running', 'next', 'scheduled']).not.toContain(state);
            }
          }
        }
      }
    }
  });

  test('with a boat on the course it runs, whatever the number', () => {
    for (let raceStatus = 0; raceStatus <= 14; raceStatus += 1) {
      expect(stateOf('running', { raceStatus, onCourse: [finished, away] })).toBe('running');
    }
  });

  test('who has just finished keeps no race open that is said to be over', () => {
    expect(stateOf('running', { raceStatus: 4, onCourse: [finished] })).toBe('unofficial');
    expect(stateOf('running', { raceStatus: 0, onCourse: [finished] })).toBe('running');
  });

  test('somebody who waits at the start makes it the next one', () => {
    expect(stateOf('running', { onCourse: [waiting] })).toBe('next');
  });

  test('the overall list of kayak cross never runs: it is no race', () => {
    const overall = { raceType: 'cross-extra' } as const;
    expect(stateOf('running', overall, MORNING)).toBe('scheduled');
    expect(stateOf('running', { ...overall, hasResults: true }, MORNING)).toBe('unofficial');
    expect(stateOf('running', { ...overall, raceStatus: 5, hasResults: true }, MORNING)).toBe('official');
  });
});

describe('the next race', () => {
  const programme = [aRace('A'), aRace('B'), aRace('C', { startTime: SUNDAY })];

  test('is the first one due today', () => {
    expect(statesOf(programme, MORNING)).toEqual({ A: 'next', B: 'scheduled', C: 'scheduled' });
    expect(statesOf(programme, MORNING, 'startlist')).toEqual({ A: 'next', B: 'scheduled', C: 'scheduled' });
  });

  test('is never one of tomorrow, not even one that is said to get ready', () => {
    const evening = at('2026-05-29T21:00:00+02:00');
    expect(statesOf(programme, evening)).toEqual({ A: 'scheduled', B: 'scheduled', C: 'scheduled' });
    expect(statesOf([aRace('A', { raceStatus: 2 })], evening)).toEqual({ A: 'scheduled' });
    expect(statesOf([aRace('A', { raceStatus: 2 })], MORNING)).toEqual({ A: 'next' });
  });

  test('is none while one is running', () => {
    const [a, ...others] = programme;
    expect(statesOf([{ ...a, raceStatus: 3 } as RaceFacts, ...others], at(SATURDAY))).toEqual({
      ...{ A: 'running', B: 'scheduled', C: 'scheduled' },
    });
  });

  test('comes after what was raced: a race that was passed over is not announced for ever', () => {
    const races = [aRace('A'), aRace('B', { raceStatus: 5 }), aRace('C')];
    expect(statesOf(races, at(SATURDAY))).toEqual({ A: 'scheduled', B: 'official', C: 'next' });
    expect(statesOf(races.slice(0, 2), at(SATURDAY))).toEqual({ A: 'next', B: 'official' });
  });

  test('is not one that is put off or called off', () => {
    const races = [aRace('A', { raceStatus: 13 }), aRace('B', { raceStatus: 7 }), aRace('C')];
    expect(statesOf(races, MORNING)).toEqual({ A: 'postponed', B: 'cancelled', C: 'next' });
  });

  test('goes by the day at the venue, and not by that of the reader or of UTC', () => {
    const tokyo = [aRace('A', { startTime: '2026-05-30T08:30:00+09:00' })];
    expect(statesOf(tokyo, at('2026-05-29T14:59:00Z'))).toEqual({ A: 'scheduled' });
    expect(statesOf(tokyo, at('2026-05-29T15:01:00Z'))).toEqual({ A: 'next' });
    const denver = [aRace('A', { startTime: '2026-05-30T20:00:00-06:00' })];
    expect(statesOf(denver, at('2026-05-30T05:59:00Z'))).toEqual({ A: 'scheduled' });
    expect(statesOf(denver, at('2026-05-31T01:00:00Z'))).toEqual({ A: 'next' });
    expect(statesOf([aRace('A', { startTime: '2026-05-30T08:00:00Z' })], at('2026-05-30T01:00:00Z'))).toEqual(
      {
        A: 'next',
      },
    );
  });

  test('is nobody’s guess where the schedule has no times', () => {
    expect(statesOf([aRace('A', { startTime: null })], MORNING)).toEqual({ A: 'scheduled' });
    expect(statesOf([aRace('A', { startTime: 'soon' })], MORNING)).toEqual({ A: 'scheduled' });
  });
});

describe('a race that a crashed feed left "in progress"', () => {
  const left = aRace('A', { raceStatus: 3, hasResults: true });

  test('is over once the event is', () => {
    expect(stateOf('finished', left, at(SATURDAY))).toBe('unofficial');
    expect(stateOf('official', left, at(SATURDAY))).toBe('official');
  });

  test('is over the day after, before anything runs', () => {
    const morning = at('2026-05-31T08:00:00+02:00');
    expect(statesOf([left, aRace('B', { startTime: SUNDAY })], morning)).toEqual({
      A: 'unofficial',
      B: 'next',
    });
  });

  test('is over when a race of a later day runs, also where the day is played again another year', () => {
    const later = aRace('B', { startTime: SUNDAY, raceStatus: 3 });
    expect(statesOf([left, later], at('2027-01-01T12:00:00Z'))).toEqual({ A: 'unofficial', B: 'running' });
    expect(statesOf([{ ...left, hasResults: false }, later], at(SUNDAY))).toEqual({
      A: 'no-results',
      B: 'running',
    });
  });

  test('still runs where nothing says otherwise: on its day, past midnight, or played again', () => {
    const sunday = aRace('B', { startTime: SUNDAY });
    expect(statesOf([left, sunday], at('2026-05-30T18:00:00+02:00'))).toMatchObject({ A: 'running' });
    expect(statesOf([left, sunday], at('2027-01-01T12:00:00Z'))).toMatchObject({ A: 'running' });
    const night = { ...left, startTime: '2026-05-30T23:00:00+02:00' };
    expect(statesOf([night, sunday], at('2026-05-31T00:30:00+02:00'))).toMatchObject({ A: 'running' });
  });

  test('runs when it is raced on the day after', () => {
    const races = [{ ...left, onCourse: [finished] }, aRace('B', { startTime: SUNDAY })];
    expect(statesOf(races, at(SUNDAY))).toEqual({ A: 'running', B: 'scheduled' });
  });

  test('the overall list of a later day does not end it', () => {
    const overall = aRace('X', {
      raceType: 'cross-extra',
      startTime: SUNDAY,
      raceStatus: 4,
      hasResults: true,
    });
    expect(statesOf([left, overall], at(SATURDAY))).toEqual({ A: 'running', X: 'unofficial' });
  });
});
