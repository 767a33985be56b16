import type { PublicResult } from '../../../lib/domain/views';
import {
  clubKey,
  isFavourite,
  nameParts,
  nextStarters,
  runsOf,
  spokenName,
} from '../../../app/web/shared/rows';
import { bestRunRow, result } from './builders';

describe('the runs of a row', () => {
  test('a single run is the first, and counts', () => {
    expect(runsOf(result({ time: 8000, pen: 200, total: 8200 }))).toEqual({
      first: { time: 8000, pen: 200, total: 8200, status: null, counts: true },
      second: null,
    });
  });

  test('who has yet to start has none', () => {
    expect(runsOf(result({}))).toEqual({ first: null, second: null });
    expect(runsOf(bestRunRow({}))).toEqual({ first: null, second: null });
  });

  // The rows of the table in specs/results.md, "Best run".
  test.each<[string, Partial<PublicResult>, [string, boolean] | null, [string, boolean] | null]>([
    ['only a first run', { total: 8000, betterRunNr: 1 }, ['80.00', true], null],
    [
      'the second better',
      { total: 7900, prevTotal: 8000, betterRunNr: 2 },
      ['80.00', false],
      ['79.00', true],
    ],
    ['the first better', { total: 8500, prevTotal: 7900, betterRunNr: 1 }, ['79.00', true], ['85.00', false]],
    [
      'a second that was not finished',
      { prevTotal: 7900, betterRunNr: 1, currStatus: 'DNF' },
      ['79.00', true],
      ['DNF', false],
    ],
    [
      'a first that was not finished',
      { total: 8000, betterRunNr: 2, prevStatus: 'DNF' },
      ['DNF', false],
      ['80.00', true],
    ],
    ['a first that was not finished, and no second yet', { prevStatus: 'DNS' }, ['DNS', false], null],
    ['neither', { prevStatus: 'DNF', currStatus: 'DNS', status: 'DNF' }, ['DNF', false], ['DNS', false]],
  ])('%s', (_, row, first, second) => {
    const runs = runsOf(bestRunRow(row));
    const short = (run: (typeof runs)['first']) =>
      run && [run.status ?? ((run.total ?? 0) / 100).toFixed(2), run.counts];
    expect([short(runs.first), short(runs.second)]).toEqual([first, second]);
  });
});

test('next are those who are neither on the course nor in the list of this run', () => {
  const start = (bib: string) => ({
    bib,
    startOrder: Number(bib),
    athleteId: null,
    name: bib,
    club: null,
    noc: null,
    catId: null,
    startTime: null,
  });
  const entry = {
    raceId: 'R',
    name: null,
    club: null,
    position: 1,
    gates: [],
    completed: false,
    dtStart: 'x',
    dtFinish: null,
    time: 0,
    pen: 0,
    total: 0,
    rank: null,
    ttbDiff: null,
    ttbName: null,
  };
  const rows = [
    bestRunRow({ bib: '1', total: 8000, prevTotal: 8100, betterRunNr: 2 }),
    bestRunRow({ bib: '2', total: 8000, betterRunNr: 1 }),
  ];
  const starts = ['1', '2', '3', '4'].map(start);
  const onCourse = [
    { ...entry, bib: '3' },
    { ...entry, bib: '4', dtStart: null },
  ];
  expect(nextStarters(starts, rows, onCourse, 'second').map(({ bib }) => bib)).toEqual(['2', '4']);
});

test('a name is its family in capitals and the rest', () => {
  expect(nameParts('VAN DER BERG Jan')).toEqual({ family: 'VAN DER BERG', given: 'Jan' });
  expect(nameParts("D'ONDELETTE Léo")).toEqual({ family: "D'ONDELETTE", given: 'Léo' });
  expect(nameParts('Dukla A')).toEqual({ family: 'Dukla A', given: '' });
  expect(spokenName('ŽÁK Ivo / ZEMAN Jan')).toBe('Ivo Žák / Jan Zeman');
  expect(spokenName('KVS Stříbřitá Řeka', true)).toBe('KVS Stříbřitá Řeka');
});

test('a favourite is marked by themselves, or with their club', () => {
  const athlete = { athleteId: '1001', name: 'LIPAN Ondřej', club: 'KK Jez' };
  expect(isFavourite(new Set(), athlete)).toBe(false);
  expect(isFavourite(new Set(['1001']), athlete)).toBe(true);
  expect(isFavourite(new Set([clubKey('KK Jez')]), athlete)).toBe(true);
  expect(isFavourite(new Set([clubKey('KK Jez')]), { ...athlete, club: null })).toBe(false);
  // Somebody may be called as a club is.
  expect(isFavourite(new Set(['KK Jez']), athlete)).toBe(false);
});
