import { correct } from './corrections';
import { courses, gateCountOf } from './courses';
import { crossBracket, crossTrial } from './crossRaces';
import type { CrossRules } from './crossRules';
import { enterHardWeekend, type Field, type HardEntries } from './hardEntries';
import { officialAfterMs } from './plan';
import type { PlanDiscipline, PlanRace, RaceDayPlan } from './plan';
import { createRandom, type Random } from './random';
import { reportImage } from './reportImage';
import { forcedEndings, slalomRace } from './slalomRaces';
import { teamRace } from './teamRaces';
import { Timeline } from './Timeline';

/** What a hard weekend is made from; everything but the seed has a default. */
export interface HardWeekendOptions {
  seed: number | string;
  /** Boats entered for the best runs of the first day, 40 to 5,000; default 60. Everyone else is among them. */
  athletes?: number;
  /** The moment of `atMs` 0, a minute before the first start; default 6 June 2026, 08:59 at the venue. */
  startsAt?: Date;
  /** What the venue's clocks are ahead of UTC, in minutes; default 120. */
  utcOffsetMinutes?: number;
  /** Between two boats of a slalom race; default 40 s. */
  startIntervalSeconds?: number;
  /** Between two races; default 5 minutes, and 30 more at noon. */
  breakMinutes?: number;
  /** Bytes of each of the two report images; default 225,000, which are 300 kB of base64. */
  imageBytes?: number;
  eventId?: string;
  mainTitle?: string;
  /** Other runs of the same athletes for each; default those of the seed. */
  runsSeed?: number | string;
}

const trialIntervalSeconds = 30;
const lunchMs = 30 * 60_000;
const crossCourse = 3;

/**
 * Plans a weekend with all that real exports and live feeds hold and a plain race day does not: teams whose gates are
 * sums, kayak cross with faults, small finals and overall lists, forerunners, classes of one name on two courses, odd
 * ids, absentees whom nobody marks, results that change after the finish, runs under investigation, the best-run leak,
 * and exports that carry images. Equal options give an equal plan.
 * @throws RangeError for fewer than 40 or more than 5,000 boats
 */
export function simulateHardWeekend(options: HardWeekendOptions): RaceDayPlan {
  const random = createRandom(options.seed);
  const startsAt = options.startsAt ?? new Date('2026-06-06T06:59:00Z');
  const entries = enterHardWeekend(random, options.athletes ?? 60, startsAt.getUTCFullYear());
  const { runsSeed } = options;
  const runsRandom = runsSeed === undefined ? random : createRandom(runsSeed);
  const weekend = new Weekend(runsRandom, new Timeline((options.breakMinutes ?? 5) * 60_000), options);
  weekend.saturday(entries);
  weekend.sunday(entries);
  const { races, endMs } = weekend.timeline;
  const fields = [
    ...[entries.forerunners.lower, ...entries.lower, entries.forerunners.upper, ...entries.upper],
    ...[entries.cross.men, entries.cross.women],
  ];
  return {
    seed: options.seed,
    event: {
      eventId: options.eventId ?? `HARD.${startsAt.toISOString().slice(0, 10).replaceAll('-', '')}00`,
      mainTitle: options.mainTitle ?? 'Velká cena Horního Brodu',
      subTitle: 'Slalom, hlídky a kayak cross',
      location: 'Horní Brod',
      facility: 'Kanál U Tří splavů & loděnice',
      discipline: 'Slalom',
      reportImages: [1, 2].map((number) => reportImage(options.imageBytes ?? 225_000, number)),
    },
    startsAt,
    utcOffsetMinutes: options.utcOffsetMinutes ?? 120,
    bestRunLeak: true,
    habits: 'field',
    classes: fields.map(({ planClass }) => planClass),
    participants: [...fields, ...entries.teams].flatMap((field) => field.entries),
    courses: [...courses],
    races,
    endsAtMs: endMs + officialAfterMs,
  };
}

class Weekend {
  constructor(
    private readonly random: Random,
    readonly timeline: Timeline,
    private readonly options: HardWeekendOptions,
  ) {}

  /** Forerunners and best runs on the lower course, the cross trials, and all of the women's bracket. */
  saturday({ forerunners, lower, cross }: HardEntries): void {
    this.slalom(forerunners.lower, 1, 'BR1');
    const firsts = lower.map((field) => this.slalom(field, 1, 'BR1'));
    this.timeline.rest(lunchMs);
    lower.forEach((field, index) => this.slalom(field, 1, 'BR2', firsts[index]));
    const trial = this.trial(cross.women, womensCross);
    this.menTrial = this.trial(cross.men, mensCross);
    this.bracket(cross.women, trial, womensCross);
  }

  private menTrial: PlanRace | null = null;

  /** Forerunners and best runs on the upper course, team races, and the men's bracket. */
  sunday({ forerunners, upper, teams, cross }: HardEntries): void {
    this.timeline.startDay2();
    this.slalom(forerunners.upper, 2, 'SR');
    const firsts = upper.map((field) => this.slalom(field, 2, 'BR1'));
    upper.forEach((field, index) => this.slalom(field, 2, 'BR2', firsts[index]));
    this.timeline.rest(lunchMs);
    for (const field of teams) this.teams(field);
    if (this.menTrial !== null) this.bracket(cross.men, this.menTrial, mensCross);
  }

  private slalom(
    { planClass: { classId, longTitle }, boat, entries }: Field,
    day: 1 | 2,
    disId: 'BR1' | 'BR2' | 'SR',
    previous?: PlanRace,
  ): PlanRace {
    const raceId = `${classId}_${disId}_${day + 5}`;
    const random = this.random.fork(raceId);
    const hasEveryEnding = disId === 'BR1' && boat.name === 'K1M' && entries.length > 8;
    const race = slalomRace(
      random,
      {
        ...{ raceId, classId, disId, day, courseNr: day, drawnAtMs: 0 },
        title: `${longTitle} - ${disId === 'BR2' ? 2 : 1}. jízda`,
        startIntervalSeconds: this.options.startIntervalSeconds ?? 40,
        startAtMs: this.timeline.nextStartMs,
        previousRaceId: previous?.raceId ?? null,
      },
      {
        athletes: entries,
        gateCount: gateCountOf(day),
        parTimeMs: boat.parTimeMs,
        ...(hasEveryEnding && { forced: forcedEndings(random.fork('endings'), entries.length) }),
        ...(previous && { previous }),
      },
    );
    leaveOneUnmarked(race);
    if (entries.length > 8)
      correct(random.fork('judges'), race, ['gate missed', 'touch lifted', 'time', 'disqualified']);
    return this.timeline.add(race);
  }

  private teams({ planClass: { classId }, boat, entries }: Field): void {
    const raceId = `${classId}_TSR_7`;
    const random = this.random.fork(raceId);
    const race = teamRace(random, { raceId, classId, startAtMs: this.timeline.nextStartMs }, boat, entries);
    correct(random.fork('judges'), race, ['gate missed', 'touch lifted']);
    this.timeline.add(race);
  }

  private trial({ entries }: Field, rules: CrossRules): PlanRace {
    const head = {
      ...({ day: 1, courseNr: crossCourse, drawnAtMs: 0 } as const),
      startIntervalSeconds: trialIntervalSeconds,
      startAtMs: this.timeline.nextStartMs,
    };
    return this.timeline.add(crossTrial(this.random.fork(rules.raceIdOf('XT')), head, entries, rules));
  }

  /** The rounds, and the overall list, which stands in the schedule as a race of its own. */
  private bracket({ entries, planClass }: Field, trial: PlanRace, rules: CrossRules): void {
    const head = {
      courseNr: crossCourse,
      startAtMs: this.timeline.nextStartMs,
      breakMs: this.timeline.breakMs,
    };
    const random = this.random.fork(rules.raceIdOf('X4'));
    const rounds = crossBracket(random, trial, entries, head, rules);
    for (const race of rounds) this.timeline.add(race);
    const final = rounds.at(-1);
    if (final === undefined) return;
    this.timeline.add({
      ...final,
      ...{ raceId: rules.raceIdOf('XER'), disId: 'XER', runs: [], drawnAtMs: trial.endAtMs },
      title: `${planClass.longTitle} - celkové výsledky`,
    });
  }
}

const mensCross = crossRules('MX1', '', 2);
/** Race ids carry a suffix now and then. */
const womensCross = crossRules('WX1J', '_JUN', 1);

function crossRules(classId: string, suffix: string, bracketDay: 1 | 2): CrossRules {
  return {
    ...{ classId, bracketDay, isJudged: true, gateCount: gateCountOf(crossCourse) },
    raceIdOf: (disId: PlanDiscipline, round = '') => {
      const day = disId === 'XT' ? 6 : bracketDay + 5;
      return `${classId}_${disId}_${day}${round}${suffix}`;
    },
  };
}

/** Nobody enters the status of the first absentee: the row stays empty, though the race is long over. */
function leaveOneUnmarked(race: Omit<PlanRace, 'raceOrder'>): void {
  const absentee = race.runs.find(({ status }) => status === 'DNS');
  if (absentee !== undefined) absentee.isSilent = true;
}
