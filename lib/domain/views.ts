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
  /** Path of the image, for clients that ask for it; null where there is none. */
  imageUrl: string | null;
  /** The organiser has put it into the archive; told in the list of all events only. */
  isArchived?: true;
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
  /** Forerunners test the course: they have times, and no rank. Absent for every other class. */
  isForerunner?: true;
}

export interface PublicRace {
  raceId: string;
  classId: string;
  raceType: RaceType;
  raceOrder: number | null;
  startTime: string | null;
  raceStatus: number;
  title: string | null;
  /** Which of the venue's courses it is run on; what tells two classes of one name apart where their titles do not. */
  courseNr: number | null;
}

/** A category of the whole event, with the classes that have it. */
export interface PublicEventCategory extends PublicCategory {
  classIds: string[];
}

export interface PublicGate {
  /** 1 for the first gate. */
  number: number;
  type: GateType;
  /** Seconds: 0, 2 or 50, for a team the sum over its boats; null where not passed or not judged. */
  penalty: number | null;
  /** When it was judged, hundredths after the start: roughly when it was passed. Absent where not known. Detailed rows only. */
  split?: number;
}

/** A fault in kayak cross: `FLT` at a gate, `RAL` for a breach of the rules that costs the heat. */
export interface PublicFault {
  kind: 'FLT' | 'RAL';
  /** The gate's number; null where the timing does not say. */
  gate: number | null;
}

/** A change of a result after the athlete had finished. */
export interface PublicChange {
  /** ISO 8601. */
  at: string;
  /** Whether the live feed or an export brought it, or the organiser corrected it by hand. */
  by: 'live' | 'export' | 'hand';
  what: 'gate' | 'penalty' | 'time' | 'status';
  /** Which run of a best-run race; absent in other races. */
  run?: 1 | 2;
  /** The gate's number, for a gate. */
  gate?: number;
  /** Before and after: seconds for a gate, hundredths for penalty and time, text for a status; null for none. */
  from: number | string | null;
  to: number | string | null;
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
  /** The jury looks into a run of this row; the result counts meanwhile. Absent where not. */
  isUnderReview?: true;
  /** Why the organiser corrected the row by hand, until an export says otherwise; absent where the timing's word stands. */
  byHand?: string;
  /** What changed after the finish, oldest first, the newest ten; absent where nothing did. */
  changes?: PublicChange[];

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

  /** Kayak cross, overall list included: the faults, absent where there are none. */
  faults?: PublicFault[];
  /** The overall list of kayak cross only: whether the row's bib and time are of the time trial. */
  reached?: 'time-trial' | 'bracket';

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
  /** What the organiser has to say to everyone; null for nothing. */
  announcement: Announcement | null;
  /** What boards of these names show, whatever their address says; absent where none is led. */
  boards?: Record<string, BoardSettings>;
  /** The pictures of boards, `logo` and `sponsor-1` to `sponsor-12`, each with its version; absent where there is none. */
  boardImages?: Record<string, string>;
}

/** How a board is led; null for what its address says. */
export interface BoardSettings {
  /** What the organiser calls it. */
  label: string | null;
  layout: BoardLayout | null;
  rows: number | null;
  race: string | null;
  title: string | null;
  /** Whether it shows the logo and the sponsors. */
  hasImages: boolean | null;
  /** When it was last told to load itself anew, ISO 8601. */
  reloadedAt: string | null;
}

export const BOARD_LAYOUTS = ['vertical', 'ledwall', 'overlay'] as const;
export type BoardLayout = (typeof BOARD_LAYOUTS)[number];

/** Said in one language or both. */
export interface Announcement {
  cs: string | null;
  en: string | null;
  /** When it is over, ISO 8601; null for until it is taken back. */
  until: string | null;
}

/** When the timing was last heard of, so that nobody takes an old state for a new one. */
export interface PublicTiming {
  /** The last accepted push or export, ISO 8601, behind by 10 s at most; null before the first. */
  heardAt: string | null;
  /** Whether somebody was on the course when the timing fell silent. */
  isMidRun: boolean;
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
  /** Absent from servers that do not tell. */
  timing?: PublicTiming;
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
  timing?: PublicTiming;
  viewers?: number;
}

/** What an athlete came to in an event that is over. */
export interface PublicPastResult {
  eventId: string;
  mainTitle: string;
  startDate: string | null;
  className: string;
  raceType: RaceType;
  rnk: number | null;
  /** How many have a rank. */
  of: number;
  /** Hundredths. */
  total: number | null;
  status: string | null;
}

/** Who an athlete is, and what they came to in the newest events of this server that are over. */
export interface PublicAthlete {
  athleteId: string | null;
  name: string;
  club: string | null;
  noc: string | null;
  /** Of birth. */
  year: number | null;
  past: PublicPastResult[];
}
