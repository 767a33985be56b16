/**
 * What the results must be in the end, computed from the pushes alone and by nothing of the server: a second
 * opinion, written from the rules (ranking of slalom, best-run leak, kayak cross and its overall list, forerunners;
 * merge strategy `live-first`). It reads only what the recordings hold and is no parser for anything else.
 */

/** One accepted push, in the order in which they were answered. */
export type OraclePush =
  | { kind: 'xml'; atMs: number; xml: string }
  /** `atMs`: real milliseconds, from any fixed point. */
  | { kind: 'results'; atMs: number; results: OraclePushedResult[] };

export interface OraclePushedResult {
  participantId: string;
  raceId: string;
  /** Null where the feed cannot send it, for it is no number. */
  bib: string | number | null;
  rnk: number | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  status: string | null;
}

/** A public row. */
export type OracleRow = Record<string, unknown>;

type Figure = number | null;

interface Run {
  time: Figure;
  pen: Figure;
  total: Figure;
  status: string | null;
}

interface Entry {
  raceId: string;
  participantId: string;
  bib: string;
  startOrder: Figure;
  catId: string | null;
  heatNr: Figure;
  roundNr: Figure;
  qualified: string | null;
  /** Numbers of the gates with a fault, in kayak cross. */
  faults: number[];
  prev: Run | null;
  rnk: Figure;
  run: Run;
  /** The live feed's `*`. */
  isUnderReview: boolean;
  /** When the live feed last changed the run; null where the export has the last word. */
  liveAt: number | null;
}

type Columns = Map<string, string>;

interface Race {
  raceId: string;
  classId: string;
  disId: string;
  /** Of a class that tests the course and is not ranked. */
  isForerunner: boolean;
  /** Nobody starts any more. */
  isOver: boolean;
  /** Nothing is looked into any more. */
  isOfficial: boolean;
}

const HOLD_MS = 60_000;
const HEATS = ['X4', 'XS', 'XF'];
const OVERALL = 'XER';

/** Takes the accepted pushes one after the other and says what the public results are then. */
export class Oracle {
  private races: Race[] = [];
  private people = new Map<string, Columns>();
  private entries = new Map<string, Entry>();

  accept(push: OraclePush): void {
    if (push.kind === 'xml') {
      const file = readFile(push.xml);
      this.races = file.races;
      this.people = file.people;
      this.entries = afterExport(this.entries, file, push.atMs);
    } else {
      for (const row of push.results) applyLive(this.entries, this.races, this.people, row, push.atMs);
    }
  }

  /** Another one that knows the same. */
  copy(): Oracle {
    const copy = new Oracle();
    copy.races = this.races;
    copy.people = this.people;
    copy.entries = new Map(this.entries);
    return copy;
  }

  /** Every public race's result list. */
  results(): Record<string, OracleRow[]> {
    const known = [...this.entries.values()].filter((entry) => this.people.has(entry.participantId));
    return Object.fromEntries(
      this.races.map((race) => [race.raceId, listOf(race, this.races, known, this.people)]),
    );
  }
}

const keyOf = (raceId: string, participantId: string): string => `${raceId} ${participantId}`;

// The export.

interface File {
  races: Race[];
  people: Map<string, Columns>;
  entries: Map<string, Entry>;
}

function readFile(xml: string): File {
  const people = new Map(elements(xml, 'Participants').map((one) => [one.get('Id') ?? '', one]));
  const names = new Map(elements(xml, 'Classes').map((one) => [one.get('ClassId'), one.get('Class') ?? '']));
  const races = elements(xml, 'Schedule').flatMap((row): Race[] => {
    const classId = row.get('ClassId');
    if (classId === undefined) return [];
    const isForerunner = [classId, names.get(classId) ?? ''].some((text) => text.startsWith('FR'));
    const raceStatus = row.get('RaceStatus') ?? '';
    const isOver = ['4', '5', '6'].includes(raceStatus);
    const isOfficial = isOver && raceStatus !== '4';
    return [
      {
        raceId: row.get('RaceId') ?? '',
        classId,
        disId: row.get('DisId') ?? '',
        isForerunner,
        isOver,
        isOfficial,
      },
    ];
  });
  const rows = elements(xml, 'Results');
  const unit = rows.some(isInMilliseconds) ? { time: 10, pen: 100 } : { time: 1, pen: 1 };
  const raceIds = new Set(races.map((race) => race.raceId));
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const raceId = row.get('RaceId') ?? '';
    const participantId = row.get('Id') ?? '';
    if (!raceIds.has(raceId) || !people.has(participantId)) continue;
    entries.set(keyOf(raceId, participantId), entryOf(row, unit));
  }
  return { races, people, entries };
}

/** The file's only time unit shows in rows with a penalty: in milliseconds a second is 1000. */
function isInMilliseconds(row: Columns): boolean {
  const [time, pen, total] = ['Time', 'Pen', 'Total'].map((name) => Number(row.get(name) ?? 0));
  return Boolean(time && pen) && total === (time ?? 0) + (pen ?? 0) * 1000;
}

function entryOf(row: Columns, unit: { time: number; pen: number }): Entry {
  const text = (name: string): string | null => row.get(name) ?? null;
  const figure = (name: string): Figure => (row.has(name) ? Number(row.get(name)) : null);
  // Zero stands where there is no heat and no round.
  const ordinal = (name: string): Figure => figure(name) || null;
  const run = (prefix: string): Run => {
    const [time, pen, total] = [figure(`${prefix}Time`), figure(`${prefix}Pen`), figure(`${prefix}Total`)];
    return {
      time: time === null ? null : Math.round(time / unit.time),
      pen: pen === null ? null : pen * unit.pen,
      total: total === null ? null : Math.round(total / unit.time),
      status: null,
    };
  };
  const prev = run('Prev');
  const status = text('Status');
  return {
    raceId: text('RaceId') ?? '',
    participantId: text('Id') ?? '',
    bib: (text('Bib') ?? '').replaceAll(/ +/g, ' '),
    startOrder: figure('StartOrder'),
    catId: text('CatId'),
    heatNr: ordinal('HeatNr'),
    roundNr: ordinal('RoundNr'),
    qualified: text('Qualified'),
    faults: [...(text('FLT') ?? '').matchAll(/FLT\((\d+)\)/g)].map(([, gate]) => Number(gate)),
    rnk: figure('Rnk'),
    prev: hasRun(prev) || prev.pen !== null || row.has('PrevRnk') ? prev : null,
    run: { ...run(''), status: status === '*' ? null : status },
    isUnderReview: status === '*',
    liveAt: null,
  };
}

/** The columns of every element of this name that are not empty. Elements are flat, but for a class's categories. */
function elements(xml: string, name: string): Columns[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(
    ([, content = '']) =>
      new Map(
        [
          ...content
            .replaceAll(/<Categories>.*?<\/Categories>/gs, '')
            .matchAll(/<(\w+)[^<>/]*>([^<]*)<\/\1>/g),
        ]
          .map(([, column = '', text = '']): [string, string] => [column, decoded(text).trim()])
          .filter(([, text]) => text !== ''),
      ),
  );
}

const decoded = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// Merging, live-first.

const hasRun = ({ time, total, status }: Run): boolean => time !== null || total !== null || status !== null;

const isSame = (a: Run, b: Run): boolean =>
  (!hasRun(a) && !hasRun(b)) ||
  (a.time === b.time && a.total === b.total && a.status === b.status && (a.pen ?? 0) === (b.pen ?? 0));

/** The export has the last word, except on runs that the live feed changed in the last 60 s. */
function afterExport(before: Map<string, Entry>, file: File, atMs: number): Map<string, Entry> {
  const isFresh = ({ liveAt }: Entry): boolean => liveAt !== null && atMs - liveAt < HOLD_MS;
  const after = new Map<string, Entry>();
  for (const [key, entry] of file.entries) {
    const old = before.get(key);
    if (old === undefined || old.liveAt === null) after.set(key, entry);
    else if (isSame(old.run, entry.run))
      after.set(key, { ...entry, isUnderReview: old.isUnderReview, liveAt: old.liveAt });
    else if (isFresh(old)) {
      const { run, rnk, faults, isUnderReview, liveAt } = old;
      after.set(key, { ...entry, run, rnk, faults, isUnderReview, liveAt });
    } else after.set(key, entry);
  }
  const raceIds = new Set(file.races.map((race) => race.raceId));
  for (const [key, old] of before) {
    const isKnown = raceIds.has(old.raceId) && file.people.has(old.participantId);
    if (!after.has(key) && isKnown && isFresh(old) && hasRun(old.run)) after.set(key, old);
  }
  return after;
}

function applyLive(
  entries: Map<string, Entry>,
  races: Race[],
  people: Map<string, Columns>,
  row: OraclePushedResult,
  atMs: number,
): void {
  const { raceId, participantId } = row;
  const race = races.find((one) => one.raceId === raceId);
  if (!race || !people.has(participantId)) return;
  const { time, pen, total } = row;
  // Under investigation: the result counts.
  const status = row.status === '*' ? null : row.status;
  const hasStarted = Boolean(time) || Boolean(status);
  const run: Run = hasStarted ? { time: time === 0 ? null : time, pen, total, status } : NOTHING;
  const key = keyOf(raceId, participantId);
  const bib = row.bib === null ? (people.get(participantId)?.get('EventBib') ?? '') : String(row.bib);
  const old = entries.get(key) ?? {
    ...{ raceId, participantId, bib, startOrder: null, catId: null },
    ...{ heatNr: null, roundNr: null, qualified: null, faults: [], prev: null, rnk: null, liveAt: null },
    ...{ run: NOTHING, isUnderReview: false },
  };
  const rnk = [...HEATS, OVERALL].includes(race.disId) ? row.rnk : old.rnk;
  const isUnderReview = row.status === '*';
  const isSameRun = isSame(old.run, run) && old.rnk === rnk;
  if (isSameRun && old.isUnderReview === isUnderReview) return;
  entries.set(key, { ...old, ...(!isSameRun && { run, rnk }), isUnderReview, liveAt: atMs });
}

// The lists.

function listOf(race: Race, races: Race[], entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const of = (one: Race | undefined): Entry[] => entries.filter((entry) => entry.raceId === one?.raceId);
  if (race.disId === OVERALL) return overallOf(of(race), people);
  if (HEATS.includes(race.disId)) return heatsOf(race, of(race), people);
  if (race.disId === 'BR1' || race.disId === 'BR2') {
    const suffix = raceSuffix(race);
    const [first, second] = ['BR1', 'BR2'].map((disId) =>
      of(
        races.find(
          (one) => one.classId === race.classId && one.disId === disId && raceSuffix(one) === suffix,
        ),
      ),
    );
    return placed(race, bothRuns(first ?? [], second ?? [], people, races));
  }
  return placed(
    race,
    of(race).map((entry) => {
      const run = settled(entry.run) ?? absent(race, of(race));
      const row = { ...whoIs(entry, people), ...shownRun(run), ...reviewOf([entry], races) };
      return { counts: run.total, tieBreak: null, row };
    }),
  );
}

/** Heat by heat. A place is the one given, and who has not yet arrived, or did not start, has none. */
function heatsOf(race: Race, entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const rows = entries.map((entry): OracleRow => {
    const { time } = entry.run;
    const isSilent = time === null && entry.run.status === null;
    const { status } = isSilent ? absent(race, entries) : entry.run;
    const hasPlace = status === null ? time !== null : status !== 'DNS';
    return {
      ...whoIs(entry, people),
      ...NO_FIGURES,
      rnk: hasPlace ? (entry.rnk ?? placeInHeat(entry, entries)) : null,
      ...{ status, heatNr: entry.heatNr, roundNr: entry.roundNr, qualified: entry.qualified },
      ...faultsOf(entry),
    };
  });
  return rows.sort(
    inOrder((row) => [
      orLast(row.roundNr),
      orLast(row.heatNr),
      orLast(row.rnk),
      place(row.status),
      orLast(row.startOrder),
      row.bib,
    ]),
  );
}

/** As the timing system made it; a bib such as `t 12` is of the time trial, and so is the time beside it. */
function overallOf(entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const rows = entries.map((entry): OracleRow => {
    const isOfTrial = entry.bib.startsWith('t ');
    return {
      ...whoIs(entry, people),
      ...NO_FIGURES,
      ...(isOfTrial && shownRun(settled(entry.run) ?? NOTHING)),
      ...{ rnk: entry.rnk, status: entry.run.status },
      reached: isOfTrial ? 'time-trial' : 'bracket',
      ...faultsOf(entry),
    };
  });
  return rows.sort(inOrder((row) => [orLast(row.rnk), place(row.status), orLast(row.startOrder), row.bib]));
}

const NO_FIGURES = {
  ...{ catRnk: null, time: null, pen: null, total: null, totalBehind: null, catTotalBehind: null },
};

/** Whether one of the runs is looked into, in a race that is not official yet. */
function reviewOf(runs: (Entry | undefined)[], races: Race[]): OracleRow {
  const isOpen = (entry: Entry | undefined): boolean =>
    entry?.isUnderReview === true &&
    !races.some(({ raceId, isOfficial }) => isOfficial && raceId === entry.raceId);
  return runs.some(isOpen) ? { isUnderReview: true } : {};
}

const faultsOf = ({ faults }: Entry): OracleRow =>
  faults.length === 0 ? {} : { faults: faults.map((gate) => ({ kind: 'FLT', gate })) };

/** Ranks and order, or for forerunners the order alone. */
const placed = (race: Race, list: Ranked[]): OracleRow[] =>
  race.isForerunner ? list.map(({ row }) => unplaced(row)).sort(bySlalom) : ranked(list);

const unplaced = (row: OracleRow): OracleRow => ({
  ...row,
  ...{ rnk: null, catRnk: null, totalBehind: null, catTotalBehind: null },
  ...('prevRnk' in row && { prevRnk: null }),
});

/** `K1M_ST_BR2_6` of class `K1M_ST` is the one of day 6. */
const raceSuffix = (race: Race): string => race.raceId.slice(`${race.classId}_${race.disId}`.length);

function whoIs(entry: Entry, people: Map<string, Columns>): OracleRow {
  const one = people.get(entry.participantId) ?? new Map<string, string>();
  const isTeam = one.get('IsTeam') === 'true';
  return {
    bib: entry.bib,
    startOrder: entry.startOrder,
    athleteId: one.get('ICFId') ?? null,
    name: nameOf(one),
    club: one.get('Club') ?? null,
    noc: one.get('NOC') ?? null,
    catId: entry.catId ?? one.get('CatId') ?? null,
    ...(isTeam && {
      members: ['Member1', 'Member2', 'Member3']
        .flatMap((member) => people.get(one.get(member) ?? '') ?? [])
        .map(nameOf),
    }),
  };
}

function nameOf(one: Columns): string {
  const full = (family: string, given: string): string =>
    [one.get(family), one.get(given)].filter((part) => part !== undefined).join(' ');
  const second = full('FamilyName2', 'GivenName2');
  return full('FamilyName', 'GivenName') + (second && ` / ${second}`);
}

/** What an empty row means: did not start, where the race is over and others have run; else, not yet. */
const absent = (race: Race | undefined, entries: Entry[]): Run =>
  race?.isOver === true && entries.some(({ run }) => run.status === null && hasRun(run))
    ? { ...NOTHING, status: 'DNS' }
    : NOTHING;

/** A run with a status has neither penalty nor total; null where there is no run yet. */
function settled(run: Run): Run | null {
  if (!hasRun(run)) return null;
  if (run.status !== null) return { ...run, pen: null, total: null };
  return { ...run, total: run.total ?? (run.time ?? 0) + (run.pen ?? 0) };
}

const shownRun = ({ time, pen, total, status }: Run): OracleRow =>
  hasRun({ time, pen, total, status })
    ? { time, pen, total, status }
    : { time: null, pen: null, total: null, status: null };

interface Ranked {
  counts: Figure;
  tieBreak: Figure;
  row: OracleRow;
}

function bothRuns(firsts: Entry[], seconds: Entry[], people: Map<string, Columns>, races: Race[]): Ranked[] {
  const [noFirst, noSecond] = [firsts, seconds].map((list) =>
    settled(
      absent(
        races.find(({ raceId }) => raceId === list[0]?.raceId),
        list,
      ),
    ),
  );
  const ids = new Set([...firsts, ...seconds].map((entry) => entry.participantId));
  const pairs = [...ids].map((id) => {
    const [one, two] = [firsts, seconds].map((list) => list.find((entry) => entry.participantId === id));
    const repeated = settled(two?.prev ?? NOTHING);
    const first = one ? (settled(one.run) ?? (repeated ? null : (noFirst ?? null))) : repeated;
    let second = settled(two?.run ?? NOTHING);
    // The leak: the second run's row has the first run's penalty and total.
    const firstTotal = first?.total ?? null;
    const isLeak =
      second !== null &&
      second.total !== null &&
      firstTotal !== null &&
      Math.abs(second.total - firstTotal) <= 2 &&
      (second.time === null || Math.abs(second.total - second.time - (second.pen ?? 0)) > 2);
    if (isLeak) {
      const time = second?.time ?? null;
      second = time === null ? null : { time, pen: null, total: time, status: null };
    }
    if (two) second ??= noSecond ?? null;
    return { one, two, first, second, isLeak };
  });
  const firstTotals = pairs.flatMap(({ first }) => first?.total ?? []);
  return pairs.map(({ one, two, first, second, isLeak }): Ranked => {
    const totals = [first?.total ?? null, isLeak ? null : (second?.total ?? null)];
    const counting = totals.filter((total) => total !== null);
    const best = counting.length > 0 ? Math.min(...counting) : null;
    const entry = two ?? one;
    if (!entry) throw new Error('a pair without a run');
    const statuses = [first?.status, second?.status].filter((status) => typeof status === 'string');
    const catId = entry.catId ?? one?.catId;
    return {
      counts: best,
      tieBreak: counting.length === 2 ? Math.max(...counting) : null,
      row: {
        ...whoIs(
          { ...entry, catId: catId ?? null, startOrder: entry.startOrder ?? one?.startOrder ?? null },
          people,
        ),
        ...shownRun(second ?? first ?? NOTHING),
        status: best === null ? (statuses.sort((a, b) => place(a) - place(b))[0] ?? null) : null,
        betterRunNr: best === null ? null : best === totals[0] ? 1 : 2,
        totalTotal: best,
        prevTime: second && first ? first.time : null,
        prevPen: second && first ? first.pen : null,
        prevTotal: second && first ? first.total : null,
        prevRnk: second && first && first.total !== null ? rankOf(first.total, firstTotals) : null,
        prevStatus: first?.status ?? null,
        currStatus: second?.status ?? null,
        ...reviewOf([one, two], races),
      },
    };
  });
}

const NOTHING: Run = { time: null, pen: null, total: null, status: null };

/** Adds ranks and gaps, overall and in each category, and sorts. */
function ranked(list: Ranked[]): OracleRow[] {
  const rows = list.map((one): OracleRow => {
    const inCategory = list.filter(({ row }) => one.row.catId !== null && row.catId === one.row.catId);
    const [rnk, totalBehind] = standing(one, list);
    const [catRnk, catTotalBehind] = standing(one, inCategory);
    return { ...one.row, rnk, totalBehind, catRnk, catTotalBehind };
  });
  return rows.sort(bySlalom);
}

/** One more than those who are better; equal totals are told apart by the other run, if at all. */
function standing(one: Ranked, among: Ranked[]): [Figure, string | null] {
  const { counts, tieBreak } = one;
  if (counts === null || among.length === 0) return [null, null];
  const totals = among.flatMap((other) => other.counts ?? []);
  const better = among.filter(
    (other) =>
      other.counts !== null &&
      (other.counts < counts ||
        (other.counts === counts && (other.tieBreak ?? Infinity) < (tieBreak ?? Infinity))),
  );
  const behind = counts - Math.min(...totals);
  return [better.length + 1, behind === 0 ? '0.00' : `+${(behind / 100).toFixed(2)}`];
}

const rankOf = (total: number, totals: number[]): number =>
  1 + totals.filter((other) => other < total).length;

function placeInHeat(entry: Entry, race: Entry[]): Figure {
  const { time, status } = entry.run;
  if (time === null || status !== null) return null;
  const heat = race.filter((one) => one.heatNr === entry.heatNr && one.roundNr === entry.roundNr);
  return rankOf(
    time,
    heat.flatMap(({ run }) => (run.status === null && run.time !== null ? run.time : [])),
  );
}

// Order.

const bySlalom = inOrder((row) =>
  row.rnk !== null
    ? [0, orLast(row.rnk), row.bib]
    : row.status === null
      ? [1, orLast(row.startOrder), row.bib]
      : [2, place(row.status), row.bib],
);

const STATUSES = ['DNF', 'CAP', 'RAL', 'DNS', 'DSQ'];

function place(status: unknown): number {
  if (status === null) return -1;
  const at = STATUSES.indexOf(status as string);
  return at < 0 ? STATUSES.length : at;
}

const orLast = (value: unknown): number => (typeof value === 'number' ? value : Infinity);

/** Compares by keys, one after the other; texts are bibs, with the numbers in them as numbers. */
function inOrder(keysOf: (row: OracleRow) => unknown[]): (a: OracleRow, b: OracleRow) => number {
  const bibs = new Intl.Collator('en', { numeric: true });
  return (a, b) => {
    const [left, right] = [keysOf(a), keysOf(b)];
    for (const [at, value] of left.entries()) {
      const other = right[at];
      if (value === other) continue;
      return typeof value === 'number' && typeof other === 'number'
        ? value - other
        : bibs.compare(String(value), String(other));
    }
    return 0;
  };
}
