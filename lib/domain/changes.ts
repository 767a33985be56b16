import type { DiffData } from './reduce';
import { same } from './same';
import type { PublicResult, Snapshot } from './views';

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

function hasSameStructure(before: Snapshot, after: Snapshot): boolean {
  return (
    same({ ...before.event, status: null }, { ...after.event, status: null }) &&
    same(before.config, after.config) &&
    same(before.classes, after.classes) &&
    same(before.races, after.races) &&
    same(before.categories, after.categories) &&
    same(before.startlists, after.startlists) &&
    same(Object.keys(before.results).sort(), Object.keys(after.results).sort())
  );
}

/**
 * What turns one snapshot into the other for who applies it with `applyMessage`: nothing where both say the same, diffs
 * where only results, the on-course list or the status differ, else one `full`.
 */
export function snapshotChanges(before: Snapshot | null, after: Snapshot): Change[] {
  if (before === null || !hasSameStructure(before, after)) return FULL;
  const changes: Change[] = [];
  for (const [raceId, rows] of Object.entries(after.results)) {
    const results = resultChanges(before.results[raceId] ?? [], rows);
    if (results === 'removed') return FULL;
    if (results.length > 0) changes.push({ kind: 'diff', data: { raceId, results } });
  }
  if (!same(before.oncourse, after.oncourse)) {
    changes.push({ kind: 'diff', data: { oncourse: after.oncourse } });
  }
  if (before.event.status !== after.event.status) {
    changes.push({ kind: 'diff', data: { status: after.event.status } });
  }
  return changes;
}
