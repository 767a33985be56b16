import { comingRaces, racesOfNow, racesOfTab } from '../../../app/web/event/neededRaces';
import { holdsRows, type LiveState } from '../../../app/web/shared/part';
import { begunRaces, raceStatesOf } from '../../../app/web/shared/raceStates';
import { followedRace, raceTabs } from '../../../app/web/shared/races';
import { aSnapshot, bestRunRow, boat, race, result } from './builders';

const NOON = Date.parse('2026-05-30T12:00:00+02:00');
const TODAY = { startTime: '2026-05-30T10:00:00+02:00' };
const CROSS = { ...TODAY, classId: 'MX1' };

const RACES = [
  race('K1M_ST_BR1_6', 'best-run-1', TODAY),
  race('K1M_ST_BR2_6', 'best-run-2', TODAY),
  race('MX1_XT', 'cross-trial', CROSS),
  race('MX1_X4', 'cross-heat', CROSS),
  race('MX1_XF', 'cross-final', CROSS),
  race('MX1_XER', 'cross-extra', CROSS),
];
const RUN = [bestRunRow({ bib: '1', rnk: 1, time: 8000, total: 8000, totalTotal: 8000, betterRunNr: 1 })];

/** The whole of an event, and the part of it that a page is given for these races. */
function split(whole: LiveState, held: readonly string[]): LiveState {
  const begun = begunRaces(whole.races, (raceId) => whole.results[raceId] ?? []);
  const results = Object.fromEntries(Object.entries(whole.results).filter(([id]) => held.includes(id)));
  return { ...whole, results, part: { held: new Set(held), begun: new Set(begun) } };
}

const stateWith = (rows: LiveState['results'], more: Partial<LiveState> = {}): LiveState => ({
  ...aSnapshot({ races: RACES }),
  results: { ...Object.fromEntries(RACES.map(({ raceId }) => [raceId, []])), ...rows },
  ...more,
});

describe('a page that holds the rows of some races only', () => {
  test.each([
    { name: 'nothing was raced', rows: {} },
    { name: 'a first run', rows: { K1M_ST_BR1_6: RUN, K1M_ST_BR2_6: RUN } },
    { name: 'an overall list', rows: { MX1_XER: [result({ bib: '1', rnk: 1 })] } },
    { name: 'a heat', rows: { MX1_X4: [result({ bib: '1', rnk: 1, heatNr: 1 })] } },
  ])('says the same of every race, and shows the same tabs: $name', ({ rows }) => {
    const whole = stateWith(rows);
    const part = split(whole, []);
    const states = raceStatesOf(whole, NOON);
    expect(raceStatesOf(part, NOON)).toEqual(states);
    expect(followedRace(part, raceStatesOf(part, NOON))).toBe(followedRace(whole, states));
    expect(raceTabs(part.races, part.results, part.part)).toEqual(raceTabs(whole.races, whole.results));
  });

  test('rows that are not there are not an empty list', () => {
    const part = split(stateWith({}), ['MX1_XT']);
    expect(holdsRows(part, 'MX1_XT')).toBe(true);
    expect(holdsRows(part, 'MX1_X4')).toBe(false);
    expect(holdsRows(stateWith({}), 'MX1_X4')).toBe(true);
  });

  test('needs the run that a best-run race is about, every round of a bracket, and an overall list that may begin', () => {
    const whole = stateWith({ K1M_ST_BR1_6: RUN, K1M_ST_BR2_6: RUN });
    const states = raceStatesOf(whole, NOON);
    const [best, trial, bracket] = raceTabs(whole.races, whole.results);
    expect(racesOfTab(whole, states, best)).toEqual(['K1M_ST_BR1_6']);
    expect(racesOfTab(whole, states, trial)).toEqual(['MX1_XT', 'MX1_XER']);
    expect(racesOfTab(whole, states, bracket)).toEqual(['MX1_X4', 'MX1_XF', 'MX1_XER']);
    const done = stateWith({ MX1_XER: [result({ bib: '1', rnk: 1 })] });
    expect(racesOfTab(split(done, []), raceStatesOf(done, NOON), trial)).toEqual(['MX1_XT']);
  });

  test('needs the races of the boats on the course, and later the one that comes next', () => {
    const whole = stateWith({}, { oncourse: [boat('MX1_XT', '1')] });
    const states = raceStatesOf(whole, NOON);
    expect(racesOfNow(whole, states)).toEqual(['MX1_XT']);
    expect(comingRaces(whole, states)).toEqual(['MX1_X4']);
  });
});
