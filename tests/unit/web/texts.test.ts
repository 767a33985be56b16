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
import { en } from '../../../app/web/locales/en';
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

test('both languages fill in the same', () => {
  const filled = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const key of Object.keys(en) as (keyof typeof en)[])
    expect([key, filled(cs[key])]).toEqual([key, filled(en[key])]);
});
