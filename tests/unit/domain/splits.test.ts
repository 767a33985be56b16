import { splitsOf } from '../../../lib/domain/splits';

/** 10:00:00.000 in milliseconds since midnight. */
const TEN = 36_000_000;
const times = (...afterMs: (number | null)[]): string =>
  afterMs.map((ms) => `${ms === null ? 0 : TEN + ms};`).join('');

test.each<[string, string | null, string | null, (number | null)[] | null]>([
  ['each gate counts from the start', times(5_120, 9_346), '10:00:00.000', [512, 935]],
  ['the start may be ISO text', times(5_120), '2026-05-30T10:00:00Z', [512]],
  ['the start has a fraction', times(5_120), '10:00:00.12', [500]],
  ['a gate without a time has no split', times(5_000, null, 9_000), '10:00:00', [500, null, 900]],
  [
    'exactly 2,000 after the gate before was filled in',
    times(5_000, 7_000, 9_000, 11_001),
    '10:00:00',
    [500, null, null, 1100],
  ],
  [
    'after a gate without a time nothing is known to be filled in',
    times(null, 2_000),
    '10:00:00',
    [null, 200],
  ],
  ['a run over midnight goes on', '86399000;1000;', '23:59:50', [900, 1100]],
  ['a time of another run is none', times(-60_000, 5_000), '10:00:00', [null, 500]],
  ['what is no number is none', 'x;-5;36005000', '10:00:00', [null, null, 500]],
  ['no times', null, '10:00:00', null],
  ['only zeros', times(null, null), '10:00:00', null],
  ['no start', times(5_000), null, null],
  ['a start that is no time', times(5_000), 'soon', null],
])('%s', (_, gateTimes, dtStart, splits) => {
  expect(splitsOf(gateTimes, dtStart)).toEqual(splits);
});
