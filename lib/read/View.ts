/** A part of the snapshot that someone watches. */
export interface View {
  /** Only what an event has before anyone starts: no results, start lists, on-course list. */
  structureOnly: boolean;
  /** The races whose lists are wanted, sorted, each once; null for all. */
  races: readonly string[] | null;
}

/** The whole event, every race. */
export const WHOLE: View = { structureOnly: false, races: null };

/** One text for each distinct view; no race at all is another than every race. */
export const viewKey = ({ structureOnly, races }: View): string =>
  structureOnly ? 'structure' : races === null ? 'whole' : `races ${races.join(',')}`;

/** What a message is about, as far as views are concerned. */
export interface About {
  /** The race whose lists it holds; null for every other message. */
  raceId: string | null;
  /** Messages of one topic supersede one another. */
  topic: string | null;
}

/** Whether a message concerns a view. */
export function isWanted({ raceId, topic }: About, { structureOnly, races }: View): boolean {
  if (structureOnly) return raceId === null && topic !== 'oncourse';
  return raceId === null || races === null || races.includes(raceId);
}

/** A view as it was asked for, without the races that the event does not have. */
export interface KnownView {
  view: View;
  /** The races that were left out. */
  unknown: string[];
}

/** Leaves out what the event does not have: names that nobody knows must not make views of their own. */
export function knownView(asked: View, known: ReadonlySet<string>): KnownView {
  if (asked.races === null) return { view: asked, unknown: [] };
  return {
    view: { ...asked, races: asked.races.filter((raceId) => known.has(raceId)) },
    unknown: asked.races.filter((raceId) => !known.has(raceId)),
  };
}

/** What is said to someone who asked for races that the event does not have; null for nobody. */
export function noticeOf({ unknown }: KnownView): string | null {
  if (unknown.length === 0) return null;
  const names = unknown.map((raceId) => `"${raceId}"`).join(', ');
  return `races: the event has no race ${names}; whoever stays is shown it as soon as an export brings it.`;
}
