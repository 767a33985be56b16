import type { EventStatus } from './lifecycle';
import { compareResults } from './resultOrder';
import type {
  PublicClass,
  PublicConfig,
  PublicEvent,
  PublicEventCategory,
  PublicOnCourseEntry,
  PublicRace,
  PublicResult,
  PublicStart,
  Snapshot,
} from './views';

/**
 * The `data` of a `diff` message: what changed, whole. `results` are rows of `raceId`, to be upserted by bib;
 * `startlist` is that race's new one. All else replaces what the subscriber holds by that name.
 */
export interface DiffData {
  raceId?: string;
  results?: PublicResult[];
  startlist?: PublicStart[];
  oncourse?: PublicOnCourseEntry[];
  status?: EventStatus;
  config?: PublicConfig;
  event?: PublicEvent;
  classes?: PublicClass[];
  races?: PublicRace[];
  categories?: PublicEventCategory[];
  viewers?: number;
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
  const { raceId, results, startlist, status, ...replaced } = data;
  const next = { ...state, ...replaced };
  if (raceId !== undefined && results !== undefined) {
    const rows = Object.hasOwn(state.results, raceId) ? (state.results[raceId] ?? []) : [];
    next.results = { ...state.results, [raceId]: upsert(rows, results) };
  }
  if (raceId !== undefined && startlist !== undefined) {
    next.startlists = { ...state.startlists, [raceId]: startlist };
  }
  if (status !== undefined) next.event = { ...next.event, status };
  return next;
}

/**
 * What a subscriber holds after a message. `full` replaces everything; `diff` upserts results by bib within their
 * race, and replaces whatever else it has; `refresh` changes nothing by itself: the subscriber reads anew. Nothing is mutated, and what did not change stays the same object. A diff
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
