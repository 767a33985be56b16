import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import { startList } from '../../../lib/domain/startList';
import { aDay, aParticipant, aRace, aResult } from './builders';

const race = aRace('K1M_ST_BR2_6', 'BR2');

test('a start list goes by start order, then bib, and has its own race’s rows only', () => {
  const results = [
    aResult(race.raceId, '10'),
    aResult(race.raceId, '9'),
    aResult(race.raceId, '2', { startOrder: 2 }),
    aResult(race.raceId, '7', { startOrder: 1 }),
    aResult('K1M_ST_BR1_6', '1', { startOrder: 1 }),
  ];
  const day = aDay({ races: [race, aRace('K1M_ST_BR1_6', 'BR1')], results });
  expect(startList(race, indexRaceDay(day)).map((start) => start.bib)).toEqual(['7', '2', '9', '10']);
});

test('a start says who starts, when and in which category', () => {
  const participants = [
    aParticipant('p', {
      icfId: '77',
      familyName: 'PEŘEJ',
      givenName: 'Eva',
      club: 'Weir',
      noc: 'CZE',
      catId: 'U23',
    }),
  ];
  const results = [
    aResult(race.raceId, 'p', { bib: '4', startOrder: 1, startTime: '10:00:40' }),
    aResult(race.raceId, 'gone'),
  ];
  expect(startList(race, indexRaceDay(aDay({ races: [race], participants, results })))).toEqual([
    {
      startOrder: 1,
      bib: '4',
      athleteId: '77',
      name: 'PEŘEJ Eva',
      club: 'Weir',
      noc: 'CZE',
      catId: 'U23',
      startTime: '10:00:40',
    },
  ]);
});

test('a team starts with its members', () => {
  const participants = [aParticipant('t', { isTeam: true, members: ['m'] }), aParticipant('m')];
  const results = [aResult(race.raceId, 't')];
  expect(startList(race, indexRaceDay(aDay({ races: [race], participants, results })))[0]?.members).toEqual([
    'M',
  ]);
});

test('kayak cross starts heat by heat, though start orders begin anew in each', () => {
  const cross = aRace('K1M_ST_X4_7', 'X4');
  const results = [
    aResult(cross.raceId, '3', { heatNr: 2, startOrder: 1 }),
    aResult(cross.raceId, '2', { heatNr: 1, startOrder: 2 }),
    aResult(cross.raceId, '1', { heatNr: 1, startOrder: 1 }),
  ];
  const starts = startList(cross, indexRaceDay(aDay({ races: [cross], results })));
  expect(starts.map(({ heatNr, bib }) => [heatNr, bib])).toEqual([
    [1, '1'],
    [1, '2'],
    [2, '3'],
  ]);
});
