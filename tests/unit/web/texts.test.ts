import { matches } from '../../../app/web/event/finding';
import {
  clockTime,
  dateRange,
  dayName,
  gapText,
  runningSeconds,
  seconds,
  startTimes,
  timeOfDay,
} from '../../../app/web/shared/format';
import { cs } from '../../../app/web/locales/cs';
import { de } from '../../../app/web/locales/de';
import { en } from '../../../app/web/locales/en';
import { fr } from '../../../app/web/locales/fr';
import type { Language } from '../../../app/web/locales/Language';
import { pl } from '../../../app/web/locales/pl';
import { sk } from '../../../app/web/locales/sk';
import { ordinalOf } from '../../../app/web/shared/ordinal';
import { result } from './builders';

describe('figures', () => {
  test('times are seconds with hundredths, running ones with tenths that are over', () => {
    expect([seconds(8123), seconds(null), seconds(12_000)]).toEqual(['81.23', '', '120.00']);
    expect([runningSeconds(8199), runningSeconds(-5)]).toEqual(['81.9', '0.0']);
    expect([gapText(311), gapText(-50)]).toEqual(['+3.11', '−0.50']);
  });

  test('clocks are the venue’s, whatever zone the text claims', () => {
    expect([
      timeOfDay('10:00:00'),
      timeOfDay('10:00:40'),
      timeOfDay('2026-05-30T10:03:00+02:00'),
      timeOfDay(null),
    ]).toEqual(['10:00', '10:00:40', '10:03', '']);
    expect([clockTime('2026-05-30T10:03:00.127Z'), clockTime('14:20:31.042')]).toEqual([
      '10:03:00.12',
      '14:20:31.04',
    ]);
  });

  test('start times of a list have seconds where anybody has some', () => {
    const [nine, later] = [{ startTime: '09:00:00' }, { startTime: '09:00:40' }];
    expect(startTimes([nine, later])(nine.startTime)).toBe('09:00:00');
    expect(startTimes([nine, { startTime: null }])(nine.startTime)).toBe('09:00');
  });

  test('days are the venue’s, too', () => {
    expect(dayName('2026-05-30', 'en')).toBe('Sat 30 May');
    expect(dayName('2026-05-30', 'cs')).toBe('so 30. 5.');
    const [start, end] = ['2026-05-30T00:00:00+02:00', '2026-05-31T00:00:00+02:00'];
    expect(dateRange(start, end, 'cs').replace(/\s/g, '')).toBe('30.–31.5.2026');
    expect(dateRange(start, null, 'en')).toBe('30 May 2026');
    expect(dateRange(null, null, 'en')).toBe('');
  });
});

describe('searching', () => {
  const row = result({ bib: '11', name: 'ŽÁK Ivo / ZEMAN Jan', club: 'KK Řeka', members: ['LIPAN Ondřej'] });
  test.each([
    ['zak', true],
    ['ivo zak', true],
    ['REKA', true],
    ['lipan', true],
    ['11', true],
    ['1', false],
    ['novak', false],
    ['', true],
  ])('%s: %s', (query, expected) => {
    expect(matches(row, query)).toBe(expected);
  });
});

describe.each(Object.entries({ cs, sk, de, pl, fr }))('the texts in %s', (_language, texts) => {
  test('are all there, and fill in the same', () => {
    const filled = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect([key, filled(texts[key])]).toEqual([key, filled(en[key])]);
      expect([key, texts[key] === '']).toEqual([key, en[key] === '']);
    }
    expect(Object.keys(texts)).toHaveLength(Object.keys(en).length);
  });
});

test('places are counted as each language does', () => {
  expect(
    ['en', 'cs', 'de', 'fr'].map((language) => [1, 2, 3, 11].map((n) => ordinalOf(language as Language, n))),
  ).toEqual([
    ['1st', '2nd', '3rd', '11th'],
    ['1.', '2.', '3.', '11.'],
    ['1.', '2.', '3.', '11.'],
    ['1er', '2e', '3e', '11e'],
  ]);
});
