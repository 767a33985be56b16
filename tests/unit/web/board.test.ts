import { columnsOf } from '../../../app/web/board/columns';
import { ledOptions } from '../../../app/web/board/ledOptions';
import { boardOptions } from '../../../app/web/board/options';
import { pageAt } from '../../../app/web/board/pages';
import { result } from './builders';

describe('the pages of a board', () => {
  const list = Array.from({ length: 23 }, (_, at) => ({ bib: String(at + 1) }));
  const bibs = (turn: number, bib: string | null = null) =>
    pageAt(list, 10, turn, bib).rows.map((row) => row.bib);

  test('follow one another for ever, and the last one is as full as the others', () => {
    expect([bibs(0)[0], bibs(1)[0], bibs(2)[0], bibs(3)[0], bibs(1_000_000)[0]]).toEqual([
      '1',
      '11',
      '14',
      '1',
      '11',
    ]);
    expect(bibs(2)).toHaveLength(10);
  });

  test('show everybody once a round', () => {
    expect(new Set([...bibs(0), ...bibs(1), ...bibs(2)]).size).toBe(23);
  });

  test('stand at who has just finished', () => {
    expect(bibs(0, '12')).toContain('12');
    expect(bibs(0, '23')).toContain('23');
    expect(bibs(0, 'not there')[0]).toBe('1');
  });

  test('are one where everybody has room', () => {
    expect(pageAt(list, 30, 5, null)).toMatchObject({ number: 0, count: 1 });
    expect(pageAt([], 10, 0, null)).toEqual({ rows: [], number: 0, count: 1 });
  });
});

describe('a board that is led', () => {
  const said = boardOptions('?layout=ledwall&rows=6&title=Final');
  const led = {
    label: null,
    layout: null,
    rows: null,
    race: null,
    title: null,
    hasImages: null,
    reloadedAt: null,
  };

  test('shows what the organiser says, and else what its address does', () => {
    expect(ledOptions(said, undefined)).toEqual(said);
    expect(ledOptions(said, led)).toEqual(said);
    expect(ledOptions(said, { ...led, layout: 'vertical', rows: 0, hasImages: false })).toEqual({
      ...said,
      ...{ layout: 'vertical', rows: 0, hasImages: false },
    });
  });
});

describe('the columns of a list', () => {
  const one = result({ bib: '1', rnk: 1, total: 8_000, club: 'KK Jez', noc: 'CZE' });
  const other = result({ bib: '2', rnk: 2, total: 8_100, club: 'KK Jez', noc: 'SVK' });

  test('are more where there is room', () => {
    expect(columnsOf([one, other], false, 25)).toEqual(['rank', 'bib', 'who', 'pen', 'total', 'gap']);
    expect(columnsOf([one, other], false, 30)).toContain('noc');
    expect(columnsOf([one, other], false, 42)).toEqual([
      'rank',
      'bib',
      'who',
      'noc',
      'club',
      'pen',
      'total',
      'gap',
    ]);
    expect(columnsOf([one, other], true, 42)).toEqual(['rank', 'bib', 'who', 'total']);
  });

  test('leave out what nobody of the list has, and a nation that all have', () => {
    expect(columnsOf([one, { ...one, bib: '3' }], false, 42)).not.toContain('noc');
    const overall = { ...one, total: null, reached: 'bracket' as const };
    expect(columnsOf([overall], false, 25)).toEqual(['rank', 'bib', 'who']);
    const trial = { ...one, reached: 'time-trial' as const, faults: [{ kind: 'FLT' as const, gate: 3 }] };
    expect(columnsOf([overall, trial], false, 25)).toEqual([
      'rank',
      'bib',
      'who',
      'faults',
      'round',
      'total',
    ]);
  });
});

describe('the address of a board', () => {
  test('chooses layout, rows, race, class and title', () => {
    expect(boardOptions('?layout=ledwall&rows=6&race=A&class=K1M&title=Final&images=false&qr')).toEqual({
      ...{ layout: 'ledwall', rows: 6, race: 'A', className: 'K1M', title: 'Final', hasImages: false },
      hasQr: true,
    });
  });

  test.each([
    [768, 384, 'ledwall'],
    [512, 256, 'ledwall'],
    [384, 768, 'vertical'],
    [256, 1024, 'vertical'],
    [1920, 1080, 'vertical'],
  ])('a screen of %d × %d shows what it has room for: %s', (width, height, layout) => {
    expect(boardOptions('', { width, height }).layout).toBe(layout);
    expect(boardOptions('?layout=overlay', { width, height }).layout).toBe('overlay');
  });

  test('is taken as not given where it is not understood', () => {
    const usual = {
      layout: 'vertical',
      rows: null,
      race: null,
      className: null,
      title: null,
      hasImages: true,
      hasQr: false,
    };
    expect(boardOptions('')).toEqual(usual);
    expect(boardOptions('?layout=round&rows=-3')).toEqual(usual);
    expect(boardOptions('?rows=0').rows).toBe(0);
    expect(boardOptions('?rows=9999').rows).toBe(60);
  });
});
