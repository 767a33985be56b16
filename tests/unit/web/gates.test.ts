import { gateDifferences, runsWithGates } from '../../../app/web/gates/runs';
import type { PublicGate } from '../../../lib/domain/views';
import { bestRunRow, result } from './builders';

const gates = (...of: [penalty: number | null, split?: number][]): PublicGate[] =>
  of.map(([penalty, split], at) => ({
    ...{ number: at + 1, type: 'normal' as const, penalty },
    ...(split !== undefined && { split }),
  }));

test('each run that was judged stands by itself, the first one before the second', () => {
  const both = bestRunRow({
    ...{ bib: '7', time: 8_000, pen: 0, total: 8_000, betterRunNr: 2, totalTotal: 8_000 },
    ...{ prevTime: 8_100, prevPen: 200, prevTotal: 8_300 },
    ...{ gates: gates([0]), prevGates: gates([2]) },
  });
  const one = bestRunRow({ bib: '8', time: 8_500, pen: 0, total: 8_500, betterRunNr: 1, gates: gates([0]) });
  const nobody = bestRunRow({ bib: '9', gates: gates([null]) });
  expect(
    runsWithGates([both, one, nobody]).map(({ key, number, run, gates: judged }) => [
      key,
      number,
      run.total,
      judged[0]?.penalty,
    ]),
  ).toEqual([
    ['7 1', 1, 8_300, 2],
    ['7 2', 2, 8_000, 0],
    ['8 1', 1, 8_500, 0],
  ]);
});

test('a single run has no number', () => {
  const [run] = runsWithGates([result({ bib: '7', time: 8_000, pen: 0, total: 8_000, gates: gates([0]) })]);
  expect(run?.number).toBeNull();
});

test('two runs differ at a gate by penalty, and by time where both are known', () => {
  const [a, b] = runsWithGates([
    result({ bib: '1', time: 8_000, total: 8_000, gates: gates([0, 500], [2, 900], [0, 1_400]) }),
    result({ bib: '2', time: 8_000, total: 8_000, gates: gates([0, 520], [50]) }),
  ]);
  if (!a || !b) throw new Error('two runs are there');
  expect(
    gateDifferences(a, b).map((one) => [one.number, one.a?.penalty, one.b?.penalty, one.behind]),
  ).toEqual([
    [1, 0, 0, 20],
    [2, 2, 50, null],
    [3, 0, undefined, null],
  ]);
});
