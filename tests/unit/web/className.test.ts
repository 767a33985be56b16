import { className } from '../../../app/web/shared/className';
import { raceName } from '../../../app/web/shared/raceName';
import { matches } from '../../../app/web/event/finding';
import { shownBib } from '../../../app/web/shared/rows';
import { cs } from '../../../app/web/locales/cs';
import { en } from '../../../app/web/locales/en';
import type { Speech } from '../../../app/web/shared/language';
import type { PublicClass } from '../../../lib/domain/views';
import { race, result } from './builders';

const speak =
  (texts: Record<keyof typeof en, string>): Speech['t'] =>
  (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
const [czech, english] = [speak(cs), speak(en)];

const aClass = (classId: string, name: string, more: Partial<PublicClass> = {}): PublicClass => ({
  ...{ classId, name, longTitle: null, categories: [] },
  ...more,
});

describe('what a class is called on the pages', () => {
  const races = [
    race('A', 'final', { classId: 'K1M_ST', courseNr: 1 }),
    race('B', 'final', { classId: 'K1M_HO', courseNr: 2 }),
  ];

  test('two of one name are told apart by the course, in the language of the page, wherever a race is named', () => {
    const state = { races, classes: [aClass('K1M_ST', 'K1M'), aClass('K1M_HO', 'K1M')] };
    expect(className(state, 'K1M_HO', czech)).toBe('K1M, trať 2');
    expect(className(state, 'K1M_HO', english)).toBe('K1M, course 2');
    expect(raceName(state, 'A', czech)).toBe('K1M, trať 1 · Finále');
  });

  test('forerunners are called so, whatever their code', () => {
    const isForerunner = true;
    const longTitle = 'Předjezdci - horní trať';
    const one = { races, classes: [aClass('FR_HO', 'FR', { isForerunner, longTitle })] };
    expect([className(one, 'FR_HO', czech), className(one, 'FR_HO', english)]).toEqual([
      'Předjezdci',
      'Forerunners',
    ]);
    const two = {
      races,
      classes: [aClass('FR1', 'FR K1M', { isForerunner }), aClass('FR2', 'FR-C1W', { isForerunner })],
    };
    expect(className(two, 'FR2', english)).toBe('Forerunners C1W');
  });

  test('a class that is not there is called by its id', () => {
    expect(className({ races: [], classes: [] }, 'K1M_ST', english)).toBe('K1M_ST');
  });
});

describe('a bib of the time trial in an overall list', () => {
  const row = result({ bib: 't 12', reached: 'time-trial' });
  test('is shown and found as the number that the athlete wore', () => {
    expect(shownBib(row)).toBe('12');
    expect(matches(row, '12')).toBe(true);
    expect(matches(row, '1')).toBe(false);
  });
  test('bibs of the bracket are as they are', () => {
    expect(shownBib(result({ bib: '12', reached: 'bracket' }))).toBe('12');
  });
});
