/** The stages of an event, in their usual order. */
export const EVENT_STATUSES = ['draft', 'startlist', 'running', 'finished', 'official'] as const;

/** `draft` is hidden from the public; `official` is final. */
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** What a producer may send: a whole export, one race's results, or the list of athletes on the course. */
export type IngestKind = 'xml' | 'results' | 'oncourse';

const TRANSITIONS: Record<EventStatus, readonly EventStatus[]> = {
  draft: ['startlist'],
  startlist: ['running', 'draft'],
  running: ['finished'],
  finished: ['official', 'running'],
  official: [],
};

const ACCEPTED: Record<EventStatus, readonly IngestKind[]> = {
  draft: ['xml'],
  startlist: ['xml'],
  running: ['xml', 'oncourse', 'results'],
  finished: ['xml', 'results'],
  official: [],
};

/** The statuses that an event of this status may take next; empty for `official`. */
export function validTransitions(status: EventStatus): EventStatus[] {
  return [...TRANSITIONS[status]];
}

/** Whether an event may go from one status to the other; staying where it is counts as no transition. */
export function canTransition(from: EventStatus, to: EventStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Whether an event of this status takes that kind of data. */
export function acceptsIngest(status: EventStatus, kind: IngestKind): boolean {
  return ACCEPTED[status].includes(kind);
}

/** Whether the public may know that the event exists. */
export function isPublic(status: EventStatus): boolean {
  return status !== 'draft';
}
