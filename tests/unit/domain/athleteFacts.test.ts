import { findAthlete, isSameAthlete, standingsOf } from '../../../lib/domain/athleteFacts';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import { aDay, aParticipant, aRace, aResult } from './builders';

const all = () => true;

describe('whom a key means', () => {
  const index = indexRaceDay(
    aDay({
      participants: [aParticipant('ann', { icfId: '1001' }), aParticipant('bob')],
      races: [aRace('R', 'SR')],
      results: [aResult('R', 'ann', { bib: '1' }), aResult('R', 'bob', { bib: '2' })],
    }),
  );

  test('an ICF id, else class and bib', () => {
    expect(findAthlete(index, '1001')?.participantId).toBe('ann');
    expect(findAthlete(index, 'K1M_ST~1')?.participantId).toBe('ann');
    expect(findAthlete(index, 'K1M_ST~2')?.participantId).toBe('bob');
    expect(findAthlete(index, 'K1W_ST~2')).toBeNull();
    expect(findAthlete(index, '2')).toBeNull();
  });
});

describe('who is the same in another event', () => {
  const ann = aParticipant('ann', { familyName: 'ŘEKA', givenName: 'Ann', noc: 'CZE', year: 2001 });
  const known = { ...ann, icfId: '1001' };

  test.each([
    ['the same id, whatever is written beside it', known, { ...known, familyName: 'PROUD', noc: null }, true],
    ['another id', known, { ...known, icfId: '1002' }, false],
    ['an id on one side only', known, ann, false],
    ['the same name', ann, { ...ann, participantId: 'x', club: 'another' }, true],
    ['the same name of another year', ann, { ...ann, year: 2002 }, false],
    ['the same name of a year that is not known', ann, { ...ann, year: null }, true],
    ['the same name of another nation', ann, { ...ann, noc: 'SVK' }, false],
    ['a crew and one of it', known, { ...known, icfId2: '1002' }, false],
    ['the same crew', { ...known, icfId2: '1002' }, { ...known, icfId2: '1002' }, true],
    ['a team', { ...ann, isTeam: true }, { ...ann, isTeam: true }, false],
  ])('%s', (_, one, other, isSame) => {
    expect(isSameAthlete(one, other)).toBe(isSame);
    expect(isSameAthlete(other, one)).toBe(isSame);
  });
});

describe('what somebody came to', () => {
  const ann = aParticipant('ann');
  const day = (races: ReturnType<typeof aRace>[], results: ReturnType<typeof aResult>[]) =>
    indexRaceDay(aDay({ participants: [ann, aParticipant('bob')], races, results }));

  test('one result for both runs of a pair, of those who have a rank', () => {
    const index = day(
      [aRace('K1M_ST_BR1_6', 'BR1'), aRace('K1M_ST_BR2_6', 'BR2')],
      [
        aResult('K1M_ST_BR1_6', 'ann', { time: 9_000, pen: 0, total: 9_000 }),
        aResult('K1M_ST_BR1_6', 'bob', { time: 9_500, pen: 0, total: 9_500 }),
        aResult('K1M_ST_BR2_6', 'ann', { status: 'DNS' }),
        aResult('K1M_ST_BR2_6', 'bob', { time: 8_000, pen: 0, total: 8_000 }),
      ],
    );
    const found = standingsOf(ann, index, all);
    expect(found.map(({ race, row, of }) => [race.raceId, row.rnk, row.totalTotal, of])).toEqual([
      ['K1M_ST_BR2_6', 2, 9_000, 2],
    ]);
  });

  test('of kayak cross the last round, of qualification to final the last one', () => {
    const index = day(
      [aRace('H', 'X4'), aRace('S', 'XS'), aRace('Q', 'QUA'), aRace('F', 'FIN')],
      [
        aResult('H', 'ann', { rnk: 1, time: 1, heatNr: 1 }),
        aResult('S', 'ann', { rnk: 3, time: 3, heatNr: 1 }),
        aResult('Q', 'ann', { time: 9_000, pen: 0, total: 9_000 }),
        aResult('F', 'ann', { time: 8_000, pen: 0, total: 8_000 }),
      ],
    );
    expect(standingsOf(ann, index, all).map(({ race, row }) => [race.raceId, row.rnk])).toEqual([
      ['S', 3],
      ['F', 1],
    ]);
  });

  test('nothing of a race that is hidden, nor where there is no result', () => {
    const index = day(
      [aRace('A', 'SR'), aRace('B', 'SR')],
      [aResult('A', 'ann', { time: 9_000, pen: 0, total: 9_000 }), aResult('B', 'ann')],
    );
    expect(standingsOf(ann, index, ({ raceId }) => raceId !== 'A')).toEqual([]);
    expect(standingsOf(ann, index, all)).toHaveLength(1);
  });
});
