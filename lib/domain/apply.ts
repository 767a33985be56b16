import { compareResults } from './resultOrder';
import type { DiffData, PublicResult, Snapshot } from './views';

/** What a subscriber holds. */
export type LiveState = Snapshot;

/**
 * A message of the live channel, as far as it bears on what a subscriber holds. `notice`: what the server has to say
 * about the view that was asked for.
 */
export type StateMessage =
  { type: 'full'; data: Snapshot; notice?: string } | { type: 'diff'; data: DiffData } | { type: 'refresh' };

/** A message as it arrives: `id` resumes after it, `at` is when it happened by the server's clock (ISO 8601). */
export type LiveMessage = StateMessage & { id: string; at: string };

function upsert(rows: readonly PublicResult[], changed: readonly PublicResult[]): PublicResult[] {
  const byBib = new Map(rows.map((row) => [row.bib, row]));
  for (const row of changed) byBib.set(row.bib, row);
  return [...byBib.values()].sort(compareResults);
}

// Not Object.hasOwn: phones of before 2022 do not have it.
const hasOwn = (of: object, key: string): boolean => Object.prototype.hasOwnProperty.call(of, key);

function applyDiff(state: LiveState, data: DiffData): LiveState {
  const { raceId, results, startlist, status, ...replaced } = data;
  const next = { ...state, ...replaced };
  if (raceId !== undefined && results !== undefined) {
    const rows = hasOwn(state.results, raceId) ? (state.results[raceId] ?? []) : [];
    next.results = { ...state.results, [raceId]: upsert(rows, results) };
  }
  if (raceId !== undefined && startlist !== undefined) {
    next.startlists = { ...state.startlists, [raceId]: startlist };
  }
  if (status !== undefined) next.event = { ...next.event, status };
  return next;
}

/**
 * What a subscriber holds after a message: the one definition, for the server's tests, too. `full` replaces
 * everything; `diff` upserts results by bib within their race, and replaces whatever else it has; `refresh` and
 * messages of types yet unknown change nothing by themselves (on `refresh` the subscriber reads anew). Nothing is
 * mutated, and what did not change stays the same object. A diff before any `full` has nothing to apply to.
 */
export function apply(state: LiveState | null, message: StateMessage): LiveState | null {
  switch (message.type) {
    case 'full':
      return message.data;
    case 'diff':
      return state && applyDiff(state, message.data);
    case 'refresh':
    default:
      return state;
  }
}
