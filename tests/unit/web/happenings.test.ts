import { cs } from '../../../app/web/locales/cs';
import { en } from '../../../app/web/locales/en';
import { happenings, type Happening } from '../../../app/web/speaker/happenings';
import { sentence } from '../../../app/web/speaker/sentence';
import type {
  PublicChange,
  PublicOnCourseEntry,
  PublicRace,
  PublicResult,
  Snapshot,
} from '../../../lib/domain/views';

const NOON = Date.parse('2026-05-30T12:00:00+02:00');

const race = (raceId: string, raceType: PublicRace['raceType'], raceStatus = 3): PublicRace => ({
  ...{ raceId, raceType, raceStatus, classId: 'K1M', raceOrder: 1, title: null, courseNr: null },
  startTime: '2026-05-30T10:00:00+02:00',
});

const row = (bib: string, name: string, figures: Partial<PublicResult> = {}): PublicResult => ({
  ...{ rnk: null, bib, startOrder: Number(bib), athleteId: null, name, club: null, noc: null, catId: null },
  ...{ catRnk: null, time: null, pen: null, total: null, totalBehind: null, catTotalBehind: null },
  status: null,
  ...figures,
});

const boat = (bib: string, name: string, entry: Partial<PublicOnCourseEntry> = {}): PublicOnCourseEntry => ({
  ...{ raceId: 'A', bib, name, club: null, position: 1, completed: false, dtStart: '10:00', dtFinish: null },
  ...{ gates: [], time: 0, pen: 0, total: 0, rank: null, ttbDiff: null, ttbName: null },
  ...entry,
});

const CHANGE: PublicChange = {
  ...{ at: '2026-05-30T12:31:00.000Z', by: 'export', what: 'gate', gate: 5, from: 0, to: 50 },
};

const gates = (...penalties: (number | null)[]): PublicOnCourseEntry['gates'] =>
  penalties.map((penalty, at) => ({ number: at + 1, type: 'normal', penalty }));

const state = (change: Partial<Snapshot> = {}): Snapshot => ({
  event: {
    ...{ eventId: 'E', mainTitle: 'Cup', subTitle: null, location: null, facility: null, hasImage: false },
    imageUrl: null,
    ...{ startDate: null, endDate: null, discipline: null, status: 'running' },
  },
  config: { activeRaceId: null, displayMode: 'detailed', showOnCourse: true, announcement: null },
  classes: [{ classId: 'K1M', name: 'K1M', longTitle: null, categories: [] }],
  races: [race('A', 'single-run')],
  ...{ categories: [], oncourse: [], results: { A: [] }, startlists: { A: [] } },
  ...change,
});

const inEnglish = {
  t: (key: keyof typeof en, values: Record<string, string | number> = {}) => fill(en[key], values),
  ordinal: (n: number) => `${n}${['th', 'st', 'nd', 'rd'][n] ?? 'th'}`,
};
const inCzech = {
  t: (key: keyof typeof en, values: Record<string, string | number> = {}) => fill(cs[key], values),
  ordinal: (n: number) => `${n}.`,
};
const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

const told = (before: Snapshot, now: Snapshot): string[] =>
  happenings(before, now, NOON).map((one) => sentence(one, now, inEnglish));
const toldInCzech = (before: Snapshot, now: Snapshot): string[] =>
  happenings(before, now, NOON).map((one) => sentence(one, now, inCzech));

describe('what happened between two states', () => {
  test('nothing, where nothing did', () => {
    const same = state();
    expect(happenings(same, { ...same }, NOON)).toEqual([]);
  });

  test('a start, a touch, a missed gate, a gate that is clean after all', () => {
    const waiting = state({ oncourse: [boat('7', 'NOVÁK Adam', { dtStart: null })] });
    const started = state({ oncourse: [boat('7', 'NOVÁK Adam', { gates: gates(null, null, null) })] });
    const judged = state({ oncourse: [boat('7', 'NOVÁK Adam', { gates: gates(0, 2, 50) })] });
    const cleared = state({ oncourse: [boat('7', 'NOVÁK Adam', { gates: gates(0, 0, 50) })] });
    expect(told(waiting, started)).toEqual(['7 Adam Novák is on the course.']);
    expect(told(started, judged)).toEqual([
      'Adam Novák touches gate 2: 2 seconds.',
      'Adam Novák misses gate 3: 50 seconds.',
    ]);
    expect(told(judged, cleared)).toEqual(['Gate 2 of Adam Novák is clean after all.']);
    expect(toldInCzech(started, judged)).toEqual([
      'Adam Novák: dotek na brance 2, 2 sekundy.',
      'Adam Novák: neprojetá branka 3, 50 sekund.',
    ]);
  });

  test('old penalties of somebody who is met in the middle of the course are not news', () => {
    const met = state({ oncourse: [boat('7', 'NOVÁK Adam', { gates: gates(0, 2) })] });
    expect(happenings(state(), met, NOON).map(({ kind }) => kind)).toEqual(['start']);
  });

  test('a first time, a finish behind it, a new leader', () => {
    const nobody = state({ results: { A: [row('1', 'NOVÁK Adam'), row('2', 'SVOBODA Ben')] } });
    const first = row('1', 'NOVÁK Adam', {
      rnk: 1,
      time: 8_000,
      pen: 200,
      total: 8_200,
      totalBehind: '0.00',
    });
    const one = state({ results: { A: [first, row('2', 'SVOBODA Ben')] } });
    expect(told(nobody, one)).toEqual(['Adam Novák sets the first time: 82.00, 2 s of penalties.']);

    const slower = row('2', 'SVOBODA Ben', {
      rnk: 2,
      time: 8_310,
      pen: 0,
      total: 8_310,
      totalBehind: '+1.10',
    });
    expect(told(one, state({ results: { A: [first, slower] } }))).toEqual([
      'Ben Svoboda finishes: 83.10, clean, 2nd, +1.10.',
    ]);

    const faster = row('2', 'SVOBODA Ben', {
      rnk: 1,
      time: 8_110,
      pen: 0,
      total: 8_110,
      totalBehind: '0.00',
    });
    const behind = { ...first, rnk: 2, totalBehind: '+0.90' };
    const two = state({ results: { A: [faster, behind] } });
    expect(told(one, two)).toEqual(['Ben Svoboda takes the lead, 0.90 s ahead of Adam Novák: 81.10, clean.']);
    expect(toldInCzech(one, two)).toEqual([
      'Ben Svoboda jde do vedení, o 0.90 s rychleji než Adam Novák: 81.10, čistá jízda.',
    ]);
  });

  test('who gives up, and a result that is corrected', () => {
    const before = state({
      results: { A: [row('1', 'NOVÁK Adam', { rnk: 1, time: 8_000, pen: 0, total: 8_000 })] },
    });
    const gone = state({ results: { A: [row('1', 'NOVÁK Adam', { status: 'DNF' })] } });
    expect(told(before, gone)).toEqual(['Adam Novák did not finish.']);
    expect(told(gone, gone)).toEqual([]);
    const corrected = row('1', 'NOVÁK Adam', { rnk: 1, time: 8_000, pen: 5_000, total: 13_000 });
    expect(told(before, state({ results: { A: [corrected] } }))).toEqual([
      'Corrected result, Adam Novák: 130.00, 1st.',
    ]);
    const explained = { ...corrected, changes: [CHANGE] };
    expect(told(before, state({ results: { A: [explained] } }))).toEqual([
      'Corrected result, Adam Novák: 130.00, 1st (Gate 5: 0 → 50).',
    ]);
    expect(toldInCzech(before, state({ results: { A: [explained] } }))).toEqual([
      'Opravený výsledek, Adam Novák: 130.00, 1. (Branka 5: 0 → 50).',
    ]);
    // It was told already: what changes next has its own reason.
    const again = { ...explained, pen: 5_200, total: 13_200 };
    expect(told(state({ results: { A: [explained] } }), state({ results: { A: [again] } }))).toEqual([
      'Corrected result, Adam Novák: 132.00, 1st.',
    ]);
  });

  test('a team’s gate is told as the sum over its boats', () => {
    const races = [race('A', 'team-run')];
    const on = (penalty: number) =>
      state({ races, oncourse: [boat('7', 'KK Vlnovka A', { gates: gates(0, penalty) })] });
    expect(told(on(50), on(102))).toEqual(['KK Vlnovka A, gate 2: 102 seconds in all.']);
    expect(toldInCzech(on(50), on(102))).toEqual(['KK Vlnovka A, branka 2: celkem 102 sekund.']);
  });

  test('what the jury looks into, and when it is done', () => {
    const result = row('1', 'NOVÁK Adam', { rnk: 1, time: 8_000, pen: 0, total: 8_000 });
    const before = state({ results: { A: [result] } });
    const reviewed = state({ results: { A: [{ ...result, isUnderReview: true }] } });
    expect(told(before, reviewed)).toEqual(['The run of Adam Novák is under review.']);
    expect(told(reviewed, before)).toEqual(['The review of Adam Novák is over.']);
  });

  test('a second run is told once, of its own race, with whether it was the better one', () => {
    const races = [race('A', 'best-run-1', 5), race('B', 'best-run-2')];
    const firsts: Partial<PublicResult> = {
      rnk: 1,
      time: 8_000,
      pen: 0,
      total: 8_000,
      totalTotal: 8_000,
      betterRunNr: 1,
    };
    const list = [
      row('1', 'NOVÁK Adam', {
        ...firsts,
        prevStatus: null,
        currStatus: null,
        prevTime: null,
        prevTotal: null,
      }),
    ];
    const before = state({ races, results: { A: list, B: list } });
    const worse = row('1', 'NOVÁK Adam', {
      ...firsts,
      ...{
        time: 9_000,
        total: 9_000,
        prevTime: 8_000,
        prevPen: 0,
        prevTotal: 8_000,
        prevStatus: null,
        currStatus: null,
      },
    });
    const after = state({ races, results: { A: [worse], B: [worse] } });
    expect(happenings(before, after, NOON).map((one) => 'raceId' in one && one.raceId)).toEqual(['B']);
    expect(told(before, after)).toEqual([
      'Adam Novák finishes: 90.00, clean; the first run counts, 80.00, 1st.',
    ]);
  });

  test('teams keep their names as they are', () => {
    const races = [race('A', 'team-run')];
    const before = state({ races, results: { A: [row('1', 'USK Dukla A')] } });
    const done = row('1', 'USK Dukla A', { rnk: 1, time: 9_000, pen: 0, total: 9_000 });
    expect(told(before, state({ races, results: { A: [done] } }))).toEqual([
      'USK Dukla A sets the first time: 90.00, clean.',
    ]);
  });

  test('places in a heat, and the steps of a race and of the event', () => {
    const heat = (rnk: number | null) => row('4', 'DVOŘÁK Cyril', { heatNr: 2, rnk });
    expect(told(state({ results: { A: [heat(null)] } }), state({ results: { A: [heat(2)] } }))).toEqual([
      'Cyril Dvořák is 2nd in heat 2.',
    ]);
    const over = state({ races: [race('A', 'single-run', 4)] });
    expect(told(state(), over)).toEqual(['K1M · Run: Unofficial.']);
    const finished = state({ event: { ...state().event, status: 'finished' } });
    expect(told(state(), finished)).toEqual(['The event is now: Unofficial.']);
  });

  test('a whole list that comes at once was imported, nobody has just finished', () => {
    const bibs = ['1', '2', '3', '4', '5', '6'];
    const before = state({ results: { A: bibs.map((bib) => row(bib, 'NOVÁK Adam')) } });
    const done = bibs.map((bib, at) =>
      row(bib, 'NOVÁK Adam', { rnk: at + 1, time: 8_000, pen: 0, total: 8_000 + at }),
    );
    expect(happenings(before, state({ results: { A: done } }), NOON)).toEqual([]);
  });

  test('every kind has a sentence in both languages', () => {
    const of = { raceId: 'A', bib: '1', name: 'NOVÁK Adam' };
    const finish = {
      ...of,
      kind: 'finish',
      total: 8_000,
      pen: 0,
      rank: 1,
      gap: null,
      led: null,
      counted: 7_900,
    } as const;
    const all: Happening[] = [
      { kind: 'start', ...of },
      { kind: 'penalty', gate: 1, penalty: 2, ...of },
      { kind: 'cleared', gate: 1, ...of },
      { ...finish, improved: null },
      { ...finish, improved: true },
      { ...finish, improved: false },
      { ...finish, improved: null, rank: null },
      { kind: 'status', status: 'DSQ', ...of },
      { kind: 'correction', total: 8_000, rank: null, changes: [], ...of },
      { kind: 'correction', total: 8_000, rank: null, changes: [CHANGE], ...of },
      { kind: 'review', isOver: false, ...of },
      { kind: 'review', isOver: true, ...of },
      { kind: 'place', rank: 1, heat: 1, ...of },
      { kind: 'race', raceId: 'A', state: 'official' },
      { kind: 'event', status: 'official' },
    ];
    for (const words of [inEnglish, inCzech]) {
      const sentences = all.map((one) => sentence(one, state(), words));
      expect(new Set(sentences).size).toBe(all.length);
      for (const text of sentences) expect(text).toMatch(/^[^{}]+\.$/);
    }
  });
});
