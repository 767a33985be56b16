import type { EventStatus } from './lifecycle';
import type { RaceType } from './raceType';
import type { GateType } from './gates';

/**
 * What the public sees: the wire shapes of REST answers and live messages. Internal ids, Canoe123's
 * codes and participant ids never appear here. Times are hundredths of a second.
 */

export interface PublicEvent {
  eventId: string;
  mainTitle: string;
  subTitle: string | null;
  location: string | null;
  facility: string | null;
  startDate: string | null;
  endDate: string | null;
  discipline: string | null;
  status: EventStatus;
  hasImage: boolean;
}

export interface PublicCategory {
  catId: string;
  name: string | null;
  firstYear: number | null;
  lastYear: number | null;
}

export interface PublicClass {
  classId: string;
  name: string;
  longTitle: string | null;
  categories: PublicCategory[];
}

export interface PublicRace {
  raceId: string;
  classId: string;
  raceType: RaceType;
  raceOrder: number | null;
  startTime: string | null;
  raceStatus: number;
  title: string | null;
}

/** A category of the whole event, with the classes that have it. */
export interface PublicEventCategory extends PublicCategory {
  classIds: string[];
}

export interface PublicGate {
  /** 1 for the first gate. */
  number: number;
  type: GateType;
  /** Seconds: 0, 2 or 50; null where not passed or not judged. */
  penalty: number | null;
}

export interface PublicResult {
  rnk: number | null;
  bib: string;
  /** Place in the start list, so that whoever holds rows can sort them as the server does; see `compareResults`. */
  startOrder: number | null;
  athleteId: string | null;
  name: string;
  club: string | null;
  noc: string | null;
  catId: string | null;
  catRnk: number | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  totalBehind: string | null;
  catTotalBehind: string | null;
  status: string | null;
  /** Display names of a team's members; only on rows of teams. */
  members?: string[];

  /** Best-run races only. */
  betterRunNr?: 1 | 2 | null;
  totalTotal?: number | null;
  prevTime?: number | null;
  prevPen?: number | null;
  prevTotal?: number | null;
  prevRnk?: number | null;
  prevStatus?: string | null;
  currStatus?: string | null;

  /** Kayak-cross heats only. */
  heatNr?: number | null;
  roundNr?: number | null;
  qualified?: string | null;

  /** Detailed rows only. */
  dtStart?: string | null;
  dtFinish?: string | null;
  gates?: PublicGate[];
  courseGateCount?: number | null;
  prevDtStart?: string | null;
  prevDtFinish?: string | null;
  prevGates?: PublicGate[];
}

export interface PublicStart {
  startOrder: number | null;
  bib: string;
  athleteId: string | null;
  name: string;
  club: string | null;
  noc: string | null;
  catId: string | null;
  startTime: string | null;
  /** Display names of a team's members; only on rows of teams. */
  members?: string[];
  /** Kayak-cross heats only. */
  heatNr?: number | null;
}

export interface PublicOnCourseEntry {
  raceId: string;
  bib: string;
  name: string | null;
  club: string | null;
  position: number | null;
  gates: PublicGate[];
  /** The athlete has crossed the finish line. */
  completed: boolean;
  dtStart: string | null;
  dtFinish: string | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  rank: number | null;
  ttbDiff: string | null;
  ttbName: string | null;
}

/** What the organiser chose to show; see the event's config route. */
export interface PublicConfig {
  activeRaceId: string | null;
  displayMode: 'simple' | 'detailed';
  showOnCourse: boolean;
}

/** Everything the public may know of an event: the `data` of a `full` message. */
export interface Snapshot {
  event: PublicEvent;
  config: PublicConfig;
  classes: PublicClass[];
  races: PublicRace[];
  categories: PublicEventCategory[];
  oncourse: PublicOnCourseEntry[];
  results: Record<string, PublicResult[]>;
  startlists: Record<string, PublicStart[]>;
  /** How many watch live, all processes together; absent where that is not counted. */
  viewers?: number;
}

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
