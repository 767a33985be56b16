import { ledOptions } from '../../../app/web/board/ledOptions';
import { boardOptions } from '../../../app/web/board/options';
import { pageAt } from '../../../app/web/board/pages';

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

describe('the address of a board', () => {
  test('chooses layout, rows, race, class and title', () => {
    expect(boardOptions('?layout=ledwall&rows=6&race=A&class=K1M&title=Final&images=false')).toEqual({
      ...{ layout: 'ledwall', rows: 6, race: 'A', className: 'K1M', title: 'Final', hasImages: false },
    });
  });

  test('is taken as not given where it is not understood', () => {
    const usual = {
      layout: 'vertical',
      rows: null,
      race: null,
      className: null,
      title: null,
      hasImages: true,
    };
    expect(boardOptions('')).toEqual(usual);
    expect(boardOptions('?layout=round&rows=-3')).toEqual(usual);
    expect(boardOptions('?rows=0').rows).toBe(0);
    expect(boardOptions('?rows=9999').rows).toBe(60);
  });
});
