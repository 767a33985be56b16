import { lastFinishers } from '../../../app/web/speaker/lastFinishers';
import { needsOf } from '../../../app/web/speaker/needs';
import { thirdsOf } from '../../../app/web/speaker/thirds';
import type { PublicGate, PublicResult } from '../../../lib/domain/views';

const row = (bib: string, figures: Partial<PublicResult> = {}): PublicResult => ({
  ...{ rnk: null, bib, startOrder: Number(bib), athleteId: null, name: `N${bib}`, club: null, noc: null },
  ...{ catId: null, catRnk: null, time: null, pen: null, total: null, totalBehind: null },
  ...{ catTotalBehind: null, status: null },
  ...figures,
});
const finished = (bib: string, rnk: number, total: number): PublicResult =>
  row(bib, { rnk, total, time: total, pen: 0 });

describe('what somebody needs', () => {
  const rows = [
    finished('1', 1, 8_000),
    finished('2', 2, 8_100),
    finished('3', 3, 8_200),
    finished('4', 4, 8_300),
    row('5'),
  ];

  test('to lead is to be under the best total, to be among three under the third', () => {
    expect(needsOf(rows, '5')).toEqual({ lead: 8_000, podium: 8_200, own: null, rank: null });
  });

  test('who is in the list does not have to beat the own result', () => {
    expect(needsOf(rows, '1')).toEqual({ lead: 8_100, podium: 8_300, own: null, rank: 1 });
  });

  test('any result will do while fewer than three have one', () => {
    expect(needsOf([finished('1', 1, 8_000), row('5')], '5')).toMatchObject({ lead: 8_000, podium: null });
    expect(needsOf([], '5')).toEqual({ lead: null, podium: null, own: null, rank: null });
  });

  test('in the second run there is the first one to improve', () => {
    const best = { betterRunNr: 1, totalTotal: 8_050, total: 8_050, time: 8_050, rnk: 2 } as const;
    expect(needsOf([finished('1', 1, 8_000), row('5', best)], '5')).toMatchObject({ own: 8_050, rank: 2 });
  });
});

describe('penalties by thirds of the course', () => {
  const gates = (...penalties: (number | null)[]): PublicGate[] =>
    penalties.map((penalty, at) => ({ number: at + 1, type: 'normal', penalty }));

  test('a part without a judged gate has no sum yet', () => {
    expect(thirdsOf(gates(0, 2, 2, 50, null, null))).toEqual([
      { from: 1, to: 2, penalty: 2, isJudged: true },
      { from: 3, to: 4, penalty: 52, isJudged: true },
      { from: 5, to: 6, penalty: 0, isJudged: false },
    ]);
  });

  test('every gate is in one of them, however many there are', () => {
    for (let count = 0; count <= 30; count += 1) {
      const thirds = thirdsOf(gates(...Array.from({ length: count }, () => 2)));
      expect(thirds.reduce((sum, { penalty }) => sum + penalty, 0)).toBe(2 * count);
      expect(thirds.length).toBe(Math.min(3, count));
    }
  });
});

describe('who finished last', () => {
  const rows = [finished('3', 1, 8_000), finished('1', 2, 8_100), row('2', { status: 'DNS' }), row('4')];
  const heard = (number: number, bib: string) => ({
    number,
    happened: { kind: 'status', status: 'DNF', raceId: 'A', bib, name: '' } as const,
  });

  test('is told by start order at first; who did not start has not finished', () => {
    expect(lastFinishers(rows, 'first', [], ['A']).map(({ bib }) => bib)).toEqual(['3', '1']);
  });

  test('is who was heard of last, in this race', () => {
    const told = [heard(2, '1'), heard(1, '3')];
    expect(lastFinishers(rows, 'first', told, ['A']).map(({ bib }) => bib)).toEqual(['1', '3']);
    expect(lastFinishers(rows, 'first', told, ['B']).map(({ bib }) => bib)).toEqual(['3', '1']);
  });
});
