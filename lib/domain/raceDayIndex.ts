import { courseGates } from './gates';
import type { GateType } from './gates';
import { bestRunPairs } from './raceType';
import type { BestRunPair } from './raceType';
import type { ClassRecord, ParticipantRecord, RaceDay, RaceRecord, ResultRecord } from './records';

/** A race day laid out for look-ups; built once, then every list of the day comes from it. */
export interface RaceDayIndex {
  classes: readonly ClassRecord[];
  /** In the order of the file. */
  races: readonly RaceRecord[];
  raceById: ReadonlyMap<string, RaceRecord>;
  participantById: ReadonlyMap<string, ParticipantRecord>;
  resultsByRace: ReadonlyMap<string, readonly ResultRecord[]>;
  /** The gates of each course that has any, by course number. */
  gatesByCourse: ReadonlyMap<number, readonly GateType[]>;
  /** The two runs that count together, by the race id of either. */
  pairByRace: ReadonlyMap<string, BestRunPair>;
}

/** Lays out a race day for look-ups. Linear in the number of records. */
export function indexRaceDay(day: RaceDay): RaceDayIndex {
  const resultsByRace = new Map<string, ResultRecord[]>();
  for (const result of day.results) {
    const rows = resultsByRace.get(result.raceId);
    if (rows === undefined) resultsByRace.set(result.raceId, [result]);
    else rows.push(result);
  }
  const gatesByCourse = new Map<number, GateType[]>();
  for (const { courseNr, courseConfig } of day.courses) {
    const gates = courseGates(courseConfig);
    // A course without gates is one that nobody has entered yet, not one to clip every run by.
    if (gates.length > 0) gatesByCourse.set(courseNr, gates);
  }
  return {
    classes: day.classes,
    races: day.races,
    raceById: new Map(day.races.map((race) => [race.raceId, race])),
    participantById: new Map(day.participants.map((one) => [one.participantId, one])),
    resultsByRace,
    gatesByCourse,
    pairByRace: bestRunPairs(day.races),
  };
}

/** The gates of a race's course, or null where the course is not known. */
export function courseOf(race: RaceRecord | null, index: RaceDayIndex): readonly GateType[] | null {
  const courseNr = race?.courseNr ?? null;
  return courseNr === null ? null : (index.gatesByCourse.get(courseNr) ?? null);
}
