import { addChanges, withoutLeak, type ComparedRun } from '../../../lib/domain/runChanges';
import { formatGateCells } from '../../../lib/domain/gates';
import type { RunChange } from '../../../lib/domain/records';

const AT = Date.parse('2026-05-30T12:31:00Z');
const run = (fields: Partial<ComparedRun> = {}): ComparedRun => ({
  ...{ status: null, time: 9_000, pen: 200, total: 9_200 },
  gates: formatGateCells([0, 2, 0]),
  ...fields,
});
const gates = (...penalties: (number | null)[]) => ({ gates: formatGateCells(penalties) });
const changed = (before: ComparedRun, after: ComparedRun, source: object = {}, known: RunChange[] = []) =>
  addChanges(known, before, after, {
    at: AT,
    by: 'export',
    isOtherFeed: false,
    isCross: false,
    ...source,
  }).map(({ at: _at, by: _by, ...what }) => what);

describe('a run that was over', () => {
  test.each<[string, ComparedRun, ComparedRun, object[]]>([
    ['nothing', run(), run(), []],
    [
      'a gate and with it the penalty',
      run(),
      run({ pen: 0, total: 9_000, ...gates(0, 0, 0) }),
      [
        { what: 'gate', gate: 2, from: 2, to: 0 },
        { what: 'penalty', from: 200, to: 0 },
      ],
    ],
    [
      'a gate of a team',
      run(gates(52, 0, 0)),
      run(gates(102, 0, 0)),
      [{ what: 'gate', gate: 1, from: 52, to: 102 }],
    ],
    ['the time', run(), run({ time: 8_990, total: 9_190 }), [{ what: 'time', from: 9_000, to: 8_990 }]],
    ['a disqualification', run(), run({ status: 'DSQ' }), [{ what: 'status', from: null, to: 'DSQ' }]],
    ['its withdrawal', run({ status: 'DSQ' }), run(), [{ what: 'status', from: 'DSQ', to: null }]],
    [
      'another status',
      run({ status: 'DNF' }),
      run({ status: 'DSQ' }),
      [{ what: 'status', from: 'DNF', to: 'DSQ' }],
    ],
    [
      'the time taken back',
      run(),
      run({ time: null, pen: null, total: null, gates: null }),
      [{ what: 'time', from: 9_000, to: null }],
    ],
    ['gates that come later', run({ gates: null }), run(), []],
    ['gates that a feed does not know', run(), run({ gates: null }), []],
    ['a gate judged late', run(gates(0, null, 0)), run(gates(0, 2, 0)), []],
    ['a penalty that comes later', run({ pen: null, total: 9_200 }), run(), []],
  ])('tells of %s', (_name, before, after, told) => {
    expect(changed(before, after)).toEqual(told);
  });

  test('a hundredth that the other feed rounds otherwise is no change, of the same feed it is one', () => {
    const after = run({ time: 9_001, total: 9_201 });
    expect(changed(run(), after, { isOtherFeed: true })).toEqual([]);
    expect(changed(run(), after)).toEqual([{ what: 'time', from: 9_000, to: 9_001 }]);
    const two = run({ time: 9_002, total: 9_202 });
    expect(changed(run(), two, { isOtherFeed: true })).toEqual([{ what: 'time', from: 9_000, to: 9_002 }]);
  });

  test('what is corrected within a minute is one change, and none where it is taken back', () => {
    const first = addChanges([], run(), run({ pen: 0 }), {
      at: AT,
      by: 'live',
      isOtherFeed: false,
      isCross: false,
    });
    const soon = { at: AT + 59_999, by: 'live', isOtherFeed: false, isCross: false } as const;
    expect(addChanges(first, run({ pen: 0 }), run({ pen: 400 }), soon)).toMatchObject([
      { what: 'penalty', from: 200, to: 400, at: new Date(soon.at).toISOString() },
    ]);
    expect(addChanges(first, run({ pen: 0 }), run(), soon)).toEqual([]);
    expect(addChanges(first, run({ pen: 0 }), run(), { ...soon, at: AT + 60_000 })).toHaveLength(2);
  });

  test('says when, and by which feed', () => {
    const source = { at: AT, by: 'live', isOtherFeed: false, isCross: false } as const;
    expect(addChanges([], run(), run({ status: 'DSQ' }), source)).toEqual([
      { at: '2026-05-30T12:31:00.000Z', by: 'live', what: 'status', from: null, to: 'DSQ' },
    ]);
  });

  test('the newest ten are kept', () => {
    let known: RunChange[] = [];
    for (let at = 0; at < 12; at++) {
      const source = { at: AT + at * 60_000, by: 'live', isOtherFeed: false, isCross: false } as const;
      known = addChanges(known, run({ pen: at * 200 }), run({ pen: (at + 1) * 200 }), source);
    }
    expect(known.map(({ to }) => to)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => n * 200));
  });
});

test('of a place in kayak cross only the status is compared: the time is a finish order', () => {
  const third = run({ time: 3_000, pen: 0, total: null, gates: null });
  const isCross = true;
  expect(changed(third, run({ time: 4_000, pen: 200, total: null }), { isCross })).toEqual([]);
  expect(changed(third, run({ time: null, total: null }), { isCross })).toEqual([]);
  expect(changed(third, { ...third, status: 'RAL' }, { isCross })).toEqual([
    { what: 'status', from: null, to: 'RAL' },
  ]);
});

test('a second run that shows the first one’s figures is compared without them', () => {
  const first = { status: null, time: 8_000, pen: 0, total: 8_000 };
  const second = run({ time: 9_000, pen: 200, total: 9_200 });
  const leaked = run({ time: 9_000, pen: 0, total: 8_000 });
  expect(changed(withoutLeak(second, first), withoutLeak(leaked, first))).toEqual([]);
  expect(withoutLeak(second, null)).toEqual(second);
});

test('a run that goes on has no changes: figures come as they come', () => {
  const waiting = run({ time: null, pen: 0, total: null, gates: null });
  expect(changed(waiting, run())).toEqual([]);
  expect(changed(waiting, run({ status: 'DNF', time: null }))).toEqual([]);
});
