import { boatClasses, classIdOf, crossClassId, planClass, spreadEntries } from './classes';
import type { BoatClass, BoatClassName } from './classes';
import { crossBracket, crossTrial } from './crossRaces';
import { plainCross } from './crossRules';
import { enterAgain, enterClass, formTeams, giveLongId } from './entries';
import { courses, gateCountOf } from './courses';
import { officialAfterMs } from './plan';
import type { PlanClass, PlanParticipant, RaceDayPlan } from './plan';
import { createRandom, type Random } from './random';
import { forcedEndings, slalomRace, type SlalomDraw } from './slalomRaces';
import { Timeline } from './Timeline';

/** What a simulated race day is made from; everything but the seed has a default. */
export interface RaceDayOptions {
  seed: number | string;
  /** Boats entered for the best runs, 5 to 5,000; default 120. Teams and cross entries come on top. */
  athletes?: number;
  /** Boats in each class, instead of a total. */
  athletesPerClass?: number;
  /** Default: all six, in this order on the timeline. */
  classes?: readonly BoatClassName[];
  /** The moment of `atMs` 0, a minute before the first start; default 6 June 2026, 08:59 at the venue. */
  startsAt?: Date;
  /** What the venue's clocks are ahead of UTC, in minutes; default 120. */
  utcOffsetMinutes?: number;
  /** Between two boats of a slalom race; default 40 s. Days get longer than 24 h when many boats start slowly. */
  startIntervalSeconds?: number;
  /** Between two races; default 5 minutes. */
  breakMinutes?: number;
  /** Whether there is a team race; default true (it needs a class with three boats). */
  hasTeamRace?: boolean;
  /** Whether there is kayak cross; default true (it needs four K1M). */
  hasCross?: boolean;
  /** BR2 rows of the live feed carry the better run's penalty and total; default false. */
  bestRunLeak?: boolean;
  /** Whether category bounds are birth years or, as some clubs enter them, ages; default years. */
  categoryBounds?: 'years' | 'ages';
  eventId?: string;
  mainTitle?: string;
}

const teamIntervalSeconds = 90;
const trialIntervalSeconds = 30;
const mostTeams = 12;
const mostCrossBoats = 40;

/**
 * Plans a whole race day: two days of best runs on two courses, a kayak-cross trial after the first, a
 * team race and the cross bracket after the second. Equal options give an equal plan.
 * @throws RangeError for fewer than 5 or more than 5,000 boats
 */
export function simulateRaceDay(options: RaceDayOptions): RaceDayPlan {
  const random = createRandom(options.seed);
  const startsAt = options.startsAt ?? new Date('2026-06-06T06:59:00Z');
  const year = startsAt.getUTCFullYear();
  const bounds = options.categoryBounds ?? 'years';
  const boats = boatClasses.filter(({ name }) => options.classes?.includes(name) ?? true);
  const fields = enterFields(random, options, boats, year);
  const timeline = new Timeline((options.breakMinutes ?? 5) * 60_000);
  const participants = fields.flatMap(({ entries }) => entries);
  const classes = fields.map(({ boat }) =>
    planClass(classIdOf(boat.name), boat.name, boat.longTitle, year, bounds),
  );
  const interval = options.startIntervalSeconds ?? 40;

  const slalom = (field: Field, day: 1 | 2, disId: 'BR1' | 'BR2', more: Partial<SlalomDraw> = {}): void => {
    const raceId = `${classIdOf(field.boat.name)}_${disId}_${day + 5}`;
    const head = {
      raceId,
      classId: classIdOf(field.boat.name),
      disId,
      day,
      courseNr: day,
      title: `${field.boat.longTitle} - ${disId === 'BR1' ? 1 : 2}. jízda`,
      startIntervalSeconds: interval,
      drawnAtMs: 0,
      startAtMs: timeline.nextStartMs,
      previousRaceId: more.previous?.raceId ?? null,
    };
    const draw = {
      athletes: field.entries,
      gateCount: gateCountOf(day),
      parTimeMs: field.boat.parTimeMs,
      ...more,
    };
    timeline.add(slalomRace(random.fork(raceId), head, draw));
  };
  const bestRuns = (day: 1 | 2): void => {
    const largest = fields.reduce((a, b) => (b.entries.length > a.entries.length ? b : a));
    for (const field of fields) {
      const forced =
        day === 1 && field === largest ? forcedEndings(random.fork('endings'), field.entries.length) : null;
      slalom(field, day, 'BR1', forced === null ? {} : { forced });
    }
    for (const field of fields) {
      const first = timeline.races.find(
        ({ raceId }) => raceId === `${classIdOf(field.boat.name)}_BR1_${day + 5}`,
      );
      slalom(field, day, 'BR2', first === undefined ? {} : { previous: first });
    }
  };

  bestRuns(1);
  const kayaks = fields.find(({ boat }) => boat.name === 'K1M')?.entries ?? [];
  const crossers =
    (options.hasCross ?? true) && kayaks.length >= 4 ? enterAgain(kayaks, crossClassId, mostCrossBoats) : [];
  const trial =
    crossers.length === 0
      ? null
      : timeline.add(
          crossTrial(
            random.fork('trial'),
            {
              ...{ day: 1, courseNr: 2, drawnAtMs: 0 },
              startIntervalSeconds: trialIntervalSeconds,
              startAtMs: timeline.nextStartMs,
            },
            crossers,
            plainCross,
          ),
        );

  timeline.startDay2();
  bestRuns(2);
  if (options.hasTeamRace ?? true) {
    for (const { boat, entries } of fields.filter((field) => field.entries.length >= 3).slice(0, 2)) {
      const teams = formTeams(entries, mostTeams);
      participants.push(...teams);
      timeline.add(teamRace(random, boat, teams, timeline.nextStartMs));
    }
  }
  if (trial !== null) {
    participants.push(...crossers);
    classes.push(crossClass(year, bounds));
    const head = { courseNr: 2, startAtMs: timeline.nextStartMs, breakMs: timeline.breakMs };
    for (const race of crossBracket(random.fork('bracket'), trial, crossers, head, plainCross))
      timeline.add(race);
  }

  return {
    seed: options.seed,
    event: {
      eventId: options.eventId ?? `SIM.${startsAt.toISOString().slice(0, 10).replaceAll('-', '')}00`,
      mainTitle: options.mainTitle ?? 'Vlnovský slalom',
      subTitle: 'Pohár Stříbřité řeky',
      location: 'Horní Brod',
      facility: 'Kanál U Tří splavů & loděnice',
      discipline: 'Slalom',
      reportImages: [],
    },
    startsAt,
    utcOffsetMinutes: options.utcOffsetMinutes ?? 120,
    bestRunLeak: options.bestRunLeak ?? false,
    habits: 'plain',
    classes,
    participants,
    courses: courses.slice(0, 2),
    races: timeline.races,
    endsAtMs: timeline.endMs + officialAfterMs,
  };
}

interface Field {
  boat: BoatClass;
  entries: PlanParticipant[];
}

function enterFields(
  random: Random,
  options: RaceDayOptions,
  boats: readonly BoatClass[],
  year: number,
): Field[] {
  const perClass = options.athletesPerClass;
  const total = perClass === undefined ? (options.athletes ?? 120) : perClass * boats.length;
  if (!(total >= 5 && total <= 5000)) throw new RangeError(`5 to 5000 boats make a race day, not ${total}.`);
  const counts = perClass === undefined ? spreadEntries(total, boats) : boats.map(() => perClass);
  let icfId = 10_000 + random.int(0, 500);
  const fields = boats.map((boat, index) => {
    const count = counts[index] ?? 0;
    const entries = enterClass(random.fork(`entries-${boat.name}`), boat, count, icfId, year);
    icfId += count * 3 + 100;
    return { boat, entries };
  });
  const last = fields.at(-1)?.entries.at(-1);
  if (last !== undefined) giveLongId(last);
  return fields.filter(({ entries }) => entries.length > 0);
}

function teamRace(random: Random, boat: BoatClass, teams: readonly PlanParticipant[], startAtMs: number) {
  const classId = classIdOf(boat.name);
  const raceId = `${classId}_TSR_7`;
  return slalomRace(
    random.fork(raceId),
    {
      ...{ raceId, classId, disId: 'TSR', day: 2, courseNr: 2, title: `${boat.longTitle} - hlídky` },
      ...{ startIntervalSeconds: teamIntervalSeconds, drawnAtMs: 0, startAtMs, previousRaceId: null },
    },
    { athletes: teams, gateCount: gateCountOf(2), parTimeMs: boat.parTimeMs * 1.15 },
  );
}

function crossClass(year: number, bounds: 'years' | 'ages'): PlanClass {
  return planClass(crossClassId, 'X1M', 'Kayak cross - muži', year, bounds);
}
