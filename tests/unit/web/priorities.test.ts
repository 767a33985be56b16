import type { Happening, Told } from '../../../app/web/speaker/happenings';
import { prioritiesOf } from '../../../app/web/speaker/priorities';
import { boat, result } from './builders';

const NOW = 1_000_000;
const told = (happened: Happening, secondsAgo = 5): Told => ({
  number: 1,
  at: NOW - secondsAgo * 1_000,
  happened,
});
const finish = (bib: string, more: object = {}): Happening => ({
  ...{ kind: 'finish', raceId: 'A', bib, name: `B${bib}`, total: 9_000, pen: 0, rank: 2, gap: '+0.30' },
  ...{ led: null, improved: null, counted: 9_030 },
  ...more,
});
const ranked = (bib: string, rnk: number, total: number) =>
  result({ bib, name: `B${bib}`, rnk, total, time: total });
const ROWS = [ranked('1', 1, 9_000), ranked('2', 2, 9_030), ranked('3', 3, 9_500), ranked('4', 4, 9_600)];
const gates = (judged: number) =>
  Array.from(
    { length: 20 },
    (_, at) => ({ number: at + 1, penalty: at < judged ? 0 : null, type: null }) as never,
  );

const sight = (more: Partial<Parameters<typeof prioritiesOf>[0]>) =>
  prioritiesOf({
    ...{ told: [], now: NOW, entries: [], rows: ROWS, favourites: new Set<string>(), outlookOf: () => null },
    ...more,
  });
const kinds = (more: Partial<Parameters<typeof prioritiesOf>[0]>): string[] =>
  sight(more).map(({ kind }) => kind);

describe('what is not to be missed', () => {
  test('a new leader, for a while', () => {
    const lead = finish('1', { rank: 1, gap: null, led: { name: 'B2', by: 30 } });
    expect(kinds({ told: [told(lead)] })).toEqual(['lead']);
    expect(kinds({ told: [told(lead, 41)] })).toEqual([]);
    // The first time of a race takes the lead from nobody.
    expect(kinds({ told: [told(finish('1', { rank: 1, gap: null, counted: 9_000 }))] })).toEqual([]);
  });

  test('a finish that misses the lead or the first three by little', () => {
    expect(sight({ told: [told(finish('2'))] })).toEqual([
      { kind: 'close', bib: '2', name: 'B2', behind: 30, place: 1 },
    ]);
    expect(sight({ told: [told(finish('4', { rank: 4, counted: 9_540 }))] })).toMatchObject([
      { behind: 40, place: 3 },
    ]);
    expect(kinds({ told: [told(finish('3', { rank: 3, counted: 9_500 }))] })).toEqual([]);
    expect(kinds({ told: [told(finish('4', { rank: 4, counted: 9_600 }))] })).toEqual([]);
  });

  test('who is near the finish and can lead', () => {
    const outlookOf = () => ({ kind: 'lead', left: 400 }) as const;
    expect(kinds({ entries: [boat('A', '9', { gates: gates(13) })], outlookOf })).toEqual([]);
    expect(sight({ entries: [boat('A', '9', { gates: gates(14) })], outlookOf })).toEqual([
      { kind: 'attack', bib: '9', name: 'LIPAN Ondřej', left: 400 },
    ]);
    expect(kinds({ entries: [boat('A', '9', { gates: gates(20), completed: true })], outlookOf })).toEqual(
      [],
    );
  });

  test('who of those on the course is among the first three by the first run, or is followed', () => {
    const entries = ['4', '3', '1'].map((bib) => boat('A', bib, { name: `B${bib}` }));
    const favourites = new Set(['B4']);
    expect(sight({ entries, favourites })).toEqual([
      { kind: 'ranked', bib: '1', name: 'B1', rank: 1 },
      { kind: 'ranked', bib: '3', name: 'B3', rank: 3 },
      { kind: 'favourite', bib: '4', name: 'B4' },
    ]);
  });

  test('the most important first', () => {
    const lead = finish('1', { rank: 1, gap: null, led: { name: 'B2', by: 30 } });
    expect(
      kinds({
        told: [told(finish('2')), told(lead)],
        entries: [boat('A', '3', { gates: gates(18) })],
        outlookOf: () => ({ kind: 'lead', left: 400 }),
      }),
    ).toEqual(['lead', 'attack', 'close', 'ranked']);
  });
});
