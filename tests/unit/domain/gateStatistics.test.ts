import { gateStatistics } from '../../../lib/domain/gateStatistics';
import type { PublicGate } from '../../../lib/domain/views';

const run = (...penalties: (number | null)[]): PublicGate[] =>
  penalties.map((penalty, at) => ({ number: at + 1, type: at === 1 ? 'reverse' : 'normal', penalty }));

test('each gate tells of the runs that came to it how many touched it and how many missed it', () => {
  expect(gateStatistics([run(0, 2, 50), run(0, 50, null), run(2, 2, 0)])).toEqual([
    { number: 1, type: 'normal', runs: 3, touched: 1, missed: 0 },
    { number: 2, type: 'reverse', runs: 3, touched: 2, missed: 1 },
    { number: 3, type: 'normal', runs: 2, touched: 0, missed: 1 },
  ]);
});

test("a team's gate counts as its worst boat's", () => {
  expect(gateStatistics([run(4), run(54), run(0)])).toEqual([
    { number: 1, type: 'normal', runs: 3, touched: 1, missed: 1 },
  ]);
});

test('without runs there are no gates', () => {
  expect(gateStatistics([])).toEqual([]);
});
