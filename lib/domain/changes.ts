import { same } from './same';
import type { DiffData, PublicResult, PublicStart, Snapshot } from './views';

/** What to tell subscribers: everything anew, or what a diff says. */
export type Change = { kind: 'full' } | { kind: 'diff'; data: DiffData };

const FULL: Change[] = [{ kind: 'full' }];

/**
 * The rows of a race that are new or not what they were, in list order; `removed` where upserting rows by bib can't
 * turn one list into the other, because a row is gone or two rows share a bib.
 */
export function resultChanges(
  before: readonly PublicResult[],
  after: readonly PublicResult[],
): PublicResult[] | 'removed' {
  if (before === after) return [];
  const known = new Map(before.map((row) => [row.bib, row]));
  const bibs = new Set(after.map((row) => row.bib));
  if (known.size !== before.length || bibs.size !== after.length) return same(before, after) ? [] : 'removed';
  for (const bib of known.keys()) if (!bibs.has(bib)) return 'removed';
  return after.filter((row) => !same(row, known.get(row.bib)));
}

/** What an event is made of; these lists are short, and told whole. */
const STRUCTURE = ['config', 'classes', 'races', 'categories'] as const;

/**
 * What turns one snapshot into the other for who applies it with the client's `apply`: nothing where both say the same, else
 * diffs of what changed; one `full` where a race or a row went away, or where the diffs would be larger than that.
 */
export function snapshotChanges(before: Snapshot | null, after: Snapshot): Change[] {
  const diffs = before === null ? null : diffsBetween(before, after);
  if (diffs === null || isLarger(diffs, after)) return FULL;
  return diffs.map((data) => ({ kind: 'diff', data }));
}

/** Null where something went away, which no diff can say. */
function diffsBetween(before: Snapshot, after: Snapshot): DiffData[] | null {
  if (Object.keys(before.results).some((raceId) => !Object.hasOwn(after.results, raceId))) return null;
  const diffs: DiffData[] = [];
  const structure: DiffData = {};
  for (const part of STRUCTURE)
    if (!same(before[part], after[part])) Object.assign(structure, { [part]: after[part] });
  const { status } = after.event;
  if (!same({ ...before.event, status }, after.event)) structure.event = after.event;
  else if (before.event.status !== status) structure.status = status;
  if (Object.keys(structure).length > 0) diffs.push(structure);

  for (const raceId of Object.keys(after.results)) {
    const diff = raceChanges(raceId, listsOf(before, raceId), listsOf(after, raceId) ?? NO_LISTS);
    if (diff === 'removed') return null;
    if (diff) diffs.push(diff);
  }
  if (!same(before.oncourse, after.oncourse)) diffs.push({ oncourse: after.oncourse });
  return diffs;
}

/** What the public sees of one race. */
export interface RaceLists {
  results: readonly PublicResult[];
  startlist: PublicStart[];
}

const NO_LISTS: RaceLists = { results: [], startlist: [] };

function listsOf({ results, startlists }: Snapshot, raceId: string): RaceLists | null {
  if (!Object.hasOwn(results, raceId)) return null;
  return { results: results[raceId] ?? [], startlist: startlists[raceId] ?? [] };
}

/**
 * The diff between a race's lists; null where there is none, `removed` where no diff can say it. A race that is new
 * (`before` null) is told even if its lists are empty. `results` for who has compared them already.
 */
export function raceChanges(
  raceId: string,
  before: RaceLists | null,
  after: RaceLists,
  results = resultChanges(before?.results ?? [], after.results),
): DiffData | 'removed' | null {
  if (results === 'removed') return 'removed';
  const diff: DiffData = { raceId };
  if (!before || results.length > 0) diff.results = results;
  if (!before || !same(before.startlist, after.startlist)) diff.startlist = after.startlist;
  return diff.results || diff.startlist ? diff : null;
}

/** Diffs below this many characters are never worth composing a `full` to compare them with. */
const SMALL = 64 * 1024;

function isLarger(diffs: DiffData[], full: Snapshot): boolean {
  const size = diffs.reduce((sum, diff) => sum + JSON.stringify(diff).length, 0);
  return size > SMALL && size > JSON.stringify(full).length;
}
