import type { EventStatus } from './lifecycle';
import { compareResults } from './resultOrder';
import type { PublicConfig, PublicOnCourseEntry, PublicResult, Snapshot } from './views';

/** The `data` of a `diff` message: what changed, whole. `results` are rows of `raceId`, to be upserted by bib. */
export interface DiffData {
  raceId?: string;
  results?: PublicResult[];
  oncourse?: PublicOnCourseEntry[];
  status?: EventStatus;
  config?: PublicConfig;
}

/** A message of the live channel, as far as it bears on what a subscriber holds. */
export type StateMessage =
  { type: 'full'; data: Snapshot } | { type: 'diff'; data: DiffData } | { type: 'refresh' };

function upsert(rows: readonly PublicResult[], changed: readonly PublicResult[]): PublicResult[] {
  const byBib = new Map(rows.map((row) => [row.bib, row]));
  for (const row of changed) byBib.set(row.bib, row);
  return [...byBib.values()].sort(compareResults);
}

function applyDiff(state: Snapshot, data: DiffData): Snapshot {
  const { raceId, results, oncourse, status, config } = data;
  const next = { ...state };
  if (raceId !== undefined && results !== undefined) {
    const rows = Object.hasOwn(state.results, raceId) ? (state.results[raceId] ?? []) : [];
    next.results = { ...state.results, [raceId]: upsert(rows, results) };
  }
  if (oncourse !== undefined) next.oncourse = oncourse;
  if (status !== undefined) next.event = { ...state.event, status };
  if (config !== undefined) next.config = config;
  return next;
}

/**
 * What a subscriber holds after a message. `full` replaces everything; `diff` upserts results by bib within their
 * race and replaces the on-course list, the status or the configuration where it has them; `refresh` changes nothing
 * by itself: the subscriber reads anew. Nothing is mutated, and what did not change stays the same object. A diff
 * before any `full` has nothing to apply to.
 */
export function applyMessage(state: Snapshot | null, message: StateMessage): Snapshot | null {
  switch (message.type) {
    case 'full':
      return message.data;
    case 'diff':
      return state && applyDiff(state, message.data);
    case 'refresh':
      return state;
  }
}
