/** The stages of an event, in their usual order. */
export const EVENT_STATUSES = ['draft', 'startlist', 'running', 'finished', 'official'] as const;

/** `draft` is hidden from the public; `official` is final, unless it is said why it is not. */
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** What a producer may send: a whole export, one race's results, or the list of athletes on the course. */
export const INGEST_KINDS = ['xml', 'results', 'oncourse'] as const;
export type IngestKind = (typeof INGEST_KINDS)[number];

const TRANSITIONS: Record<EventStatus, readonly EventStatus[]> = {
  draft: ['startlist'],
  startlist: ['running', 'draft'],
  running: ['finished'],
  finished: ['official', 'running'],
  official: [],
};

/** Ways back out of what somebody did by mistake: open only to who says why. */
const STEPS_BACK: Partial<Record<EventStatus, EventStatus>> = {
  running: 'startlist',
  official: 'finished',
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

/** Whether an event may go from one status to the other where a reason is given, for it should not have come there. */
export function isStepBack(from: EventStatus, to: EventStatus): boolean {
  return STEPS_BACK[from] === to;
}

/** Whether an event of this status takes that kind of data. */
export function acceptsIngest(status: EventStatus, kind: IngestKind): boolean {
  return ACCEPTED[status].includes(kind);
}

/** Whether the public may know that the event exists. */
export function isPublic(status: EventStatus): boolean {
  return status !== 'draft';
}
