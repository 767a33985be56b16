/**
 * What the results must be in the end, computed from the pushes alone and by nothing of the server:
 * a second opinion, written from the rules (`canoe123.md`: Ranking, Best-run leak; merge strategy
 * `live-first`). It reads only what the recordings hold and is no parser for anything else.
 */

/** One accepted push, in the order in which they were answered. */
export type OraclePush =
  | { kind: 'xml'; atMs: number; xml: string }
  /** `atMs`: real milliseconds, from any fixed point. */
  | { kind: 'results'; atMs: number; results: OraclePushedResult[] };

export interface OraclePushedResult {
  participantId: string;
  raceId: string;
  bib: string | number;
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
  prev: Run | null;
  rnk: Figure;
  run: Run;
  /** When the live feed last changed the run; null where the export has the last word. */
  liveAt: number | null;
}

type Columns = Map<string, string>;

interface Race {
  raceId: string;
  classId: string;
  disId: string;
}

const HOLD_MS = 60_000;
const HEATS = ['X4', 'XS', 'XF', 'XER'];

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
  const races = elements(xml, 'Schedule').flatMap((row): Race[] => {
    const classId = row.get('ClassId');
    return classId === undefined
      ? []
      : [{ raceId: row.get('RaceId') ?? '', classId, disId: row.get('DisId') ?? '' }];
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
    bib: text('Bib') ?? '',
    startOrder: figure('StartOrder'),
    catId: text('CatId'),
    heatNr: figure('HeatNr'),
    roundNr: figure('RoundNr'),
    qualified: text('Qualified'),
    rnk: figure('Rnk'),
    prev: hasRun(prev) || prev.pen !== null || row.has('PrevRnk') ? prev : null,
    run: { ...run(''), status: status === '*' ? null : status },
    liveAt: null,
  };
}

/** The columns of every element of this name that are not empty; the recordings' elements are flat. */
function elements(xml: string, name: string): Columns[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(
    ([, content = '']) =>
      new Map(
        [...content.matchAll(/<(\w+)>([^<]*)<\/\1>/g)]
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
    if (old && isSame(old.run, entry.run)) after.set(key, { ...entry, liveAt: old.liveAt });
    else if (old && isFresh(old))
      after.set(key, { ...entry, run: old.run, rnk: old.rnk, liveAt: old.liveAt });
    else after.set(key, entry);
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
  const { time, pen, total, status } = row;
  const hasStarted = Boolean(time) || Boolean(status);
  const run: Run = hasStarted
    ? { time: time === 0 ? null : time, pen, total, status: status === '*' ? null : status }
    : { time: null, pen: null, total: null, status: null };
  const key = keyOf(raceId, participantId);
  const old = entries.get(key) ?? {
    ...{ raceId, participantId, bib: String(row.bib), startOrder: null, catId: null },
    ...{ heatNr: null, roundNr: null, qualified: null, prev: null, rnk: null, liveAt: null },
    run: { time: null, pen: null, total: null, status: null },
  };
  const rnk = HEATS.includes(race.disId) ? row.rnk : old.rnk;
  if (isSame(old.run, run) && old.rnk === rnk) return;
  entries.set(key, { ...old, run, rnk, liveAt: atMs });
}

// The lists.

function listOf(race: Race, races: Race[], entries: Entry[], people: Map<string, Columns>): OracleRow[] {
  const of = (one: Race | undefined): Entry[] => entries.filter((entry) => entry.raceId === one?.raceId);
  if (HEATS.includes(race.disId)) {
    return of(race)
      .map((entry) => ({
        ...whoIs(entry, people),
        ...{
          rnk: entry.rnk ?? placeInHeat(entry, of(race)),
          catRnk: null,
          time: null,
          pen: null,
          total: null,
        },
        ...{ totalBehind: null, catTotalBehind: null, status: entry.run.status },
        ...{ heatNr: entry.heatNr, roundNr: entry.roundNr, qualified: entry.qualified },
      }))
      .sort(
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
  if (race.disId === 'BR1' || race.disId === 'BR2') {
    const suffix = raceSuffix(race);
    const [first, second] = ['BR1', 'BR2'].map((disId) =>
      of(
        races.find(
          (one) => one.classId === race.classId && one.disId === disId && raceSuffix(one) === suffix,
        ),
      ),
    );
    return ranked(bothRuns(first ?? [], second ?? [], people));
  }
  return ranked(
    of(race).map((entry) => {
      const run = settled(entry.run) ?? entry.run;
      return { counts: run.total, tieBreak: null, row: { ...whoIs(entry, people), ...shownRun(run) } };
    }),
  );
}

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

function bothRuns(firsts: Entry[], seconds: Entry[], people: Map<string, Columns>): Ranked[] {
  const ids = new Set([...firsts, ...seconds].map((entry) => entry.participantId));
  const pairs = [...ids].map((id) => {
    const [one, two] = [firsts, seconds].map((list) => list.find((entry) => entry.participantId === id));
    const first = settled(one ? one.run : (two?.prev ?? NOTHING));
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
  return rows.sort(
    inOrder((row) =>
      row.rnk !== null
        ? [0, orLast(row.rnk), row.bib]
        : row.status === null
          ? [1, orLast(row.startOrder), row.bib]
          : [2, place(row.status), row.bib],
    ),
  );
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
