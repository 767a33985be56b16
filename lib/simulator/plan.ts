/**
 * The shape of a simulated race day: everything that will happen, decided beforehand. Times on the
 * timeline (`…AtMs`) are milliseconds since `startsAt`; run times are milliseconds, penalties whole
 * seconds, as in the export.
 */
export interface RaceDayPlan {
  seed: number | string;
  event: PlanEvent;
  /** The moment of `atMs` 0: a minute before the first start of day 1. */
  startsAt: Date;
  /** What the venue's clocks are ahead of UTC. */
  utcOffsetMinutes: number;
  /** BR2 rows of the live feed carry the better run's penalty and total, as the timing system really does. */
  bestRunLeak: boolean;
  /** How timing system and bridge write; see {@link Habits}. */
  habits: Habits;
  classes: PlanClass[];
  participants: PlanParticipant[];
  courses: PlanCourse[];
  /** In the order they are raced. */
  races: PlanRace[];
  /** When the last race has become official. */
  endsAtMs: number;
}

/**
 * `plain`: the least that the format knows. `field`: as real files are. Zeros stand where nothing is meant, report
 * images and gate statistics come along, gates may be cut short, absentees of a time trial carry a rank, a heat's start
 * time is the lane; and the bridge sends null for a bib that is no number.
 */
export type Habits = 'plain' | 'field';

export interface PlanEvent {
  eventId: string;
  mainTitle: string;
  subTitle: string;
  location: string;
  facility: string;
  discipline: string;
  /** Images for printed reports, as base64 text; none on a plain day. */
  reportImages: string[];
}

export interface PlanClass {
  classId: string;
  name: string;
  longTitle: string;
  categories: PlanCategory[];
}

/** `firstYear` and `lastYear` are birth years, or ages where the plan was asked for those. */
export interface PlanCategory {
  catId: string;
  name: string;
  firstYear: number;
  lastYear: number;
}

export interface PlanParticipant {
  participantId: string;
  classId: string;
  eventBib: string;
  icfId: string;
  familyName: string;
  /** Empty for a team. */
  givenName: string;
  /** The second paddler of a C2. */
  second: { icfId: string; familyName: string; givenName: string; year?: number } | null;
  noc: string;
  club: string;
  /** Year of birth; null for a team. */
  year: number | null;
  catId: string;
  isTeam: boolean;
  /** Participant ids of a team's three boats; empty for everyone else. */
  members: string[];
  /** 0 (best) to 1 (slowest): what the runs are drawn from; never leaves the simulator. */
  weakness: number;
}

export interface PlanCourse {
  courseNr: number;
  /** One letter a gate, N downstream, R upstream; S separates sections and is no gate. */
  courseConfig: string;
}

/** Best runs, single run, team run, kayak-cross time trial, heats, semifinals, final, and the overall list of a class. */
export type PlanDiscipline = 'BR1' | 'BR2' | 'SR' | 'TSR' | 'XT' | 'X4' | 'XS' | 'XF' | 'XER';

export interface PlanRace {
  raceId: string;
  raceOrder: number;
  classId: string;
  disId: PlanDiscipline;
  day: 1 | 2;
  courseNr: number;
  title: string;
  startIntervalSeconds: number;
  /** Before this the start list is unknown and the export has no rows: kayak-cross rounds are drawn late. */
  drawnAtMs: number;
  startAtMs: number;
  /** When the last run is decided. */
  endAtMs: number;
  /** The first run of a best-run pair, for a BR2. */
  previousRaceId: string | null;
  /** In start order; none for an overall list, which follows from the other races of its class. */
  runs: PlanRun[];
}

export type PlanStatus = '' | 'DNS' | 'DNF' | 'DSQ' | 'CAP' | 'RAL';

/** 0 clean, 2 touch, 50 missed, for a team the sum over its boats; null not passed or not judged. */
export type GatePenalty = number | null;

export interface PlanRun {
  raceId: string;
  participantId: string;
  startOrder: number;
  /** As the athlete wears it; the export pads it to four characters. */
  bib: string;
  catId: string;
  startAtMs: number;
  /** When the run is known: finished, given up, or, for a DNS, when the race starts. */
  decidedAtMs: number;
  status: PlanStatus;
  /** Whole hundredths, given in ms; in kayak-cross heats the finish order (1000, 2000 …). Null with a status. */
  timeMs: number | null;
  /** One cell a gate of the course; empty in the kayak cross of a plain day. */
  gates: GatePenalty[];
  penSeconds: number;
  /** timeMs + penSeconds × 1000. */
  totalMs: number | null;
  heatNr: number | null;
  roundNr: number | null;
  qualified: boolean;
  /** In heats that are judged as in the field. */
  heat?: PlanHeat;
  /** An absentee whom nobody has marked: the row stays as it was before the race. The status is DNS. */
  isSilent?: true;
  /** What the judges changed after the finish, in order of time. */
  corrections?: PlanCorrection[];
  /** The live feed says `*` in between: under investigation, and the result counts. */
  review?: { fromMs: number; untilMs: number };
}

/** What a heat knows of a boat, beside its arrival. */
export interface PlanHeat {
  /** 1 to 4. */
  lane: number;
  /** Place in the heat, faults considered; null for who did not finish. */
  place: number | null;
  /** As the timing system gives it: the place, in a small final counted on from 5. */
  rank: number | null;
  /** Rank in the heat before; in the first round the seed. */
  previousRank: number;
  /** Numbers of the gates with a fault. */
  faults: number[];
}

/** A run as it stands from a moment on. */
export type PlanCorrection = { atMs: number } & Pick<
  PlanRun,
  'status' | 'timeMs' | 'gates' | 'penSeconds' | 'totalMs'
>;

/** How long before and after a race its status moves on, as the race office works. */
export const officialAfterMs = 10 * 60_000;

/** The gates of a course configuration, without section marks. */
export function gatesOf(courseConfig: string): string[] {
  return Array.from(courseConfig).filter((letter) => letter !== 'S');
}

/** Kayak-cross heats and finals: decided by the order of arrival, not by time. */
export function isHeadToHead(disId: PlanDiscipline): boolean {
  return disId === 'X4' || disId === 'XS' || disId === 'XF';
}
