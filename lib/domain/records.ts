import type { PublicChange } from './views';

/**
 * The records of a race day as they are stored: what the export and the live feed say, before any
 * ranking. Times and penalties are whole hundredths of a second; `null` means "not known", never 0.
 * Ids and bibs are trimmed strings, never numbers.
 */

/** A boat class of the event, for example `K1M_ST`. */
export interface ClassRecord {
  classId: string;
  /** Short name, for example `K1M`. */
  name: string;
  longTitle: string | null;
  categories: CategoryRecord[];
}

/** An age category inside a class. `firstYear`/`lastYear` are birth years, or ages, as the club entered them. */
export interface CategoryRecord {
  catId: string;
  name: string | null;
  firstYear: number | null;
  lastYear: number | null;
}

/** One entry of the start lists: an athlete, a C2 crew, or a team. */
export interface ParticipantRecord {
  participantId: string;
  classId: string;
  eventBib: string | null;
  icfId: string | null;
  familyName: string;
  givenName: string | null;
  /** The second paddler of a C2 crew. */
  icfId2: string | null;
  familyName2: string | null;
  givenName2: string | null;
  noc: string | null;
  club: string | null;
  year: number | null;
  catId: string | null;
  isTeam: boolean;
  /** Participant ids of a team's members, in order; empty for everyone else. */
  members: string[];
}

/** One race of the schedule: a class, a discipline, a day. */
export interface RaceRecord {
  raceId: string;
  classId: string;
  /** Canoe123's discipline code, for example `BR1`; see {@link raceTypeOf}. */
  disId: string;
  raceOrder: number | null;
  /** ISO 8601 with offset, as in the export. */
  startTime: string | null;
  /** As in the export, for example `0:40`. */
  startInterval: string | null;
  courseNr: number | null;
  /** Canoe123's own number: 3 in progress, 4 unofficial, 5 official … */
  raceStatus: number;
  title: string | null;
}

/** The gates of a course. */
export interface CourseRecord {
  courseNr: number;
  /** One letter a gate, N downstream, R upstream; S separates sections and is no gate. */
  courseConfig: string;
}

/** An earlier run's figures that Canoe123 repeats in a second run's row. */
export interface PreviousRun {
  time: number | null;
  pen: number | null;
  total: number | null;
  rnk: number | null;
}

/** A change of one run after it was over; see `PublicChange`, which also says which run. */
export type RunChange = Omit<PublicChange, 'run'>;

/** A fault in kayak cross: `FLT` at a gate, `RAL` for a breach of the rules that costs the heat. */
export interface FaultRecord {
  kind: 'FLT' | 'RAL';
  /** The gate's number; null where the timing does not say. */
  gate: number | null;
}

/** What one run of one participant brought; all of it may still be unknown. */
export interface RunRecord {
  /** DNS, DNF, DSQ, CAP, RAL …; null for none. Never `*`. */
  status: string | null;
  /** `*` in the timing: the jury looks into it, and the result counts meanwhile. */
  isUnderReview: boolean;
  /** Time of day or ISO text, as received. */
  dtStart: string | null;
  dtFinish: string | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  /** Fixed-width gate cells exactly as in the export (three characters a gate), never trimmed. */
  gates: string | null;
}

/** One participant's row in one race: place in the start list, and the run. */
export interface ResultRecord extends RunRecord {
  raceId: string;
  participantId: string;
  startOrder: number | null;
  bib: string;
  /** Time of day, `HH:MM:SS`. */
  startTime: string | null;
  /** The row's own category; where null, the participant's holds. */
  catId: string | null;
  /** Canoe123's rank and row order. The rank counts in kayak cross only; slalom is ranked here, ties by bib. */
  rnk: number | null;
  rnkOrder: number | null;
  heatNr: number | null;
  roundNr: number | null;
  qualified: string | null;
  /** Faults in kayak cross; null for none. */
  faults: FaultRecord[] | null;
  prev: PreviousRun | null;
  /** How long after the start each gate was judged, hundredths; see `splitsOf`. Null for not known. */
  splits: (number | null)[] | null;
  /** What became of the run after it was over, as it was taken in here, oldest first; an export brings none. */
  changes: RunChange[];
  /** Why and over what the organiser corrected the run by hand; null or absent where the timing's word stands. */
  byHand?: HandCorrection | null;
}

/** A correction by hand, with the run as the timing had it. */
export interface HandCorrection {
  reason: string;
  before: RunRecord & { rnk: number | null; liveAt: number | null };
}

/** An athlete on the course, or waiting at the start, as the live feed last said. */
export interface OnCourseRecord {
  raceId: string;
  bib: string;
  participantId: string;
  name: string | null;
  club: string | null;
  position: number | null;
  /** Penalty seconds a gate, for a team the sum over its boats; null where not passed or not judged. */
  gates: (number | null)[];
  /** Venue's local clock, as received: says the time of day there and nothing about ours. */
  dtStart: string | null;
  dtFinish: string | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  rank: number | null;
  ttbDiff: string | null;
  ttbName: string | null;
}

/** Details of the event that an export or the administrator gives. Dates are ISO 8601. */
export interface EventDetails {
  mainTitle: string | null;
  subTitle: string | null;
  location: string | null;
  facility: string | null;
  startDate: string | null;
  endDate: string | null;
  discipline: string | null;
}

/** Everything an export carries, in our units and types. Order of arrays is the order of the file. */
export interface RaceDay {
  classes: ClassRecord[];
  participants: ParticipantRecord[];
  races: RaceRecord[];
  courses: CourseRecord[];
  results: ResultRecord[];
}
