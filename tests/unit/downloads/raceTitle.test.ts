import { raceTitles } from '../../../app/downloads/raceTitle';
import { publicClasses, publicRaces } from '../../../lib/domain/snapshot';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import type { RaceDay } from '../../../lib/domain/records';
import { aClass, aDay, aRace } from '../domain/builders';

function titlesOf(day: Partial<RaceDay>, language: 'cs' | 'en'): string[] {
  const index = indexRaceDay(aDay(day));
  return [...raceTitles(publicRaces(index), publicClasses(index), language).values()];
}

test('a race is called by its own title, or by its class and what it is', () => {
  const races = [aRace('a', 'FIN', { title: 'Grand final' }), aRace('b', 'XER'), aRace('c', 'BR1')];
  expect(titlesOf({ races }, 'en')).toEqual(['Grand final', 'K1M Overall', 'K1M 1st run']);
  expect(titlesOf({ races }, 'cs')).toEqual(['Grand final', 'K1M Celkově', 'K1M 1. jízda']);
});

test('races of two classes of one name are told apart, those that share a title, too', () => {
  const classes = [aClass(), aClass({ classId: 'K1M_HO' })];
  const upper = { classId: 'K1M_HO', courseNr: 2 };
  const races = [
    ...[aRace('a', 'FIN', { courseNr: 1 }), aRace('b', 'FIN', upper)],
    ...[aRace('c', 'BR1', { title: 'Heat', courseNr: 1 }), aRace('d', 'BR1', { ...upper, title: 'Heat' })],
  ];
  expect(titlesOf({ races, classes }, 'cs')).toEqual([
    ...['K1M, trať 1 Finále', 'K1M, trať 2 Finále'],
    ...['K1M, trať 1 Heat', 'K1M, trať 2 Heat'],
  ]);
});
