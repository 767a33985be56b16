import { bestRunList } from './bestRun';
import { isForerunnerClass } from './forerunners';
import { shownRaces, type HidingConfig } from './hiddenRaces';
import { onCourseList } from './onCourseList';
import { publicConfig, publicEvent, publicTiming, type EventFacts, type TimingFacts } from './publicEvent';
import type { BestRunPair } from './raceType';
import { raceTypeOf } from './raceType';
import type { RaceDayIndex } from './raceDayIndex';
import type { CategoryRecord, OnCourseRecord, RaceRecord } from './records';
import { compareNumbers } from './resultOrder';
import { resultList } from './resultList';
import type { ListOptions } from './resultRow';
import { startList } from './startList';
import type {
  PublicCategory,
  PublicClass,
  PublicConfig,
  PublicEventCategory,
  PublicRace,
  PublicResult,
  Snapshot,
} from './views';

function publicCategory({ catId, name, firstYear, lastYear }: CategoryRecord): PublicCategory {
  return { catId, name, firstYear, lastYear };
}

/** The classes of the event, in the order of the file. */
export function publicClasses(index: RaceDayIndex): PublicClass[] {
  return index.classes.map((one) => {
    const { classId, name, longTitle, categories } = one;
    const shown: PublicClass = { classId, name, longTitle, categories: categories.map(publicCategory) };
    if (isForerunnerClass(one)) shown.isForerunner = true;
    return shown;
  });
}

/** The categories of the event with the classes that have each; name and years are the first class's. */
export function publicCategories(index: RaceDayIndex): PublicEventCategory[] {
  const byId = new Map<string, PublicEventCategory>();
  for (const { classId, categories } of index.classes) {
    for (const category of categories) {
      const known = byId.get(category.catId);
      if (known === undefined) byId.set(category.catId, { ...publicCategory(category), classIds: [classId] });
      else if (!known.classIds.includes(classId)) known.classIds.push(classId);
    }
  }
  return [...byId.values()];
}

/** The races that the public sees, by race order; where that repeats or is missing, in the order of the file. */
function scheduledRaces(index: RaceDayIndex, config: HidingConfig): RaceRecord[] {
  return index.races
    .filter(shownRaces(config, index))
    .sort((a, b) => compareNumbers(a.raceOrder, b.raceOrder));
}

/** A race as the public sees it: its type instead of Canoe123's discipline code. */
export function publicRace(race: RaceRecord): PublicRace {
  const { raceId, classId, disId, raceOrder, startTime, raceStatus, title, courseNr } = race;
  return { raceId, classId, raceType: raceTypeOf(disId), raceOrder, startTime, raceStatus, title, courseNr };
}

/** The schedule as the public sees it, by race order, then in the order of the file. */
export function publicRaces(index: RaceDayIndex, config: HidingConfig = {}): PublicRace[] {
  return scheduledRaces(index, config).map(publicRace);
}

/** Every race's list; the two runs of a best-run race share one, which is made once. */
function allResults(races: readonly RaceRecord[], index: RaceDayIndex, options: ListOptions) {
  const combined = new Map<BestRunPair, PublicResult[]>();
  return races.map((race): [string, PublicResult[]] => {
    const pair = index.pairByRace.get(race.raceId);
    if (pair === undefined) return [race.raceId, resultList(race, index, options)];
    const list = combined.get(pair) ?? bestRunList(pair, index, options);
    combined.set(pair, list);
    return [race.raceId, list];
  });
}

/** What a snapshot says of the event beside its race day. */
export type SnapshotFacts = EventFacts & TimingFacts & { config: PublicConfig & HidingConfig };

/** What an event has before anyone has started, and what is not of one race; with `showOnCourse` off, nobody is on the course. */
export function composeStructure(
  facts: SnapshotFacts,
  index: RaceDayIndex,
  onCourse: readonly OnCourseRecord[],
): Omit<Snapshot, 'results' | 'startlists'> {
  const config = publicConfig(facts.config);
  return {
    event: publicEvent(facts),
    config,
    classes: publicClasses(index),
    races: publicRaces(index, facts.config),
    categories: publicCategories(index),
    oncourse: config.showOnCourse ? onCourseList(onCourse, index, shownRaces(facts.config, index)) : [],
    timing: publicTiming(facts),
  };
}

/**
 * Everything the public may know of an event at this moment. Each public race has a result list and a start list,
 * if only an empty one.
 */
export function composeSnapshot(
  facts: SnapshotFacts,
  index: RaceDayIndex,
  onCourse: readonly OnCourseRecord[],
  options: ListOptions = {},
): Snapshot {
  const races = scheduledRaces(index, facts.config);
  return {
    ...composeStructure(facts, index, onCourse),
    // Object.fromEntries defines its keys, so that no race id can reach the prototype.
    results: Object.fromEntries(allResults(races, index, options)),
    startlists: Object.fromEntries(races.map((race) => [race.raceId, startList(race, index)])),
  };
}
