/**
 * How the races of an event are offered: by day, class and tab. The two runs of a best-run race are one tab, for they
 * have one list; so are the rounds of a kayak-cross class after its time trial, which make a bracket.
 */
import type { PublicClass, PublicRace } from '../../../lib/domain/views';
import { dayOf } from './format';
import type { TextKey } from './language';
import type { LiveState } from './live';

export type TabKind = 'single' | 'best-run' | 'bracket';

export interface RaceTab {
  /** The id of its first race. */
  key: string;
  kind: TabKind;
  classId: string;
  /** The venue's day, `2026-05-30`; null where the schedule gives none. */
  day: string | null;
  /** At least one; in the order in which they are raced. */
  races: PublicRace[];
}

const IN_BRACKET = new Set(['cross-heat', 'cross-semifinal', 'cross-final']);

/** Whether a race is the overall list of a kayak-cross class: no race, but what all its rounds came to. */
export const isOverall = ({ raceType }: PublicRace): boolean => raceType === 'cross-extra';

/** The status of a race that is going on, in Canoe123's numbers; see `race.…` in the texts. */
export const RUNNING = 3;

function kindOf({ raceType }: PublicRace): TabKind {
  if (raceType === 'best-run-1' || raceType === 'best-run-2') return 'best-run';
  return IN_BRACKET.has(raceType) ? 'bracket' : 'single';
}

/** What races of one tab have in common. Best runs pair by what follows `BR1` or `BR2` in their ids, as on the server. */
function tabKeyOf(race: PublicRace): string {
  const kind = kindOf(race);
  if (kind === 'single') return race.raceId;
  if (kind === 'bracket') return `${race.classId} bracket`;
  const discipline = race.raceType === 'best-run-1' ? 'BR1' : 'BR2';
  const prefix = `${race.classId}_${discipline}`;
  const suffix = race.raceId.startsWith(prefix) ? race.raceId.slice(prefix.length) : null;
  return suffix === '' || suffix?.startsWith('_') === true
    ? `${race.classId} best ${suffix}`
    : `${race.classId} best ${dayOf(race.startTime) ?? ''}`;
}

/**
 * The tabs in the order of the programme. The overall list of a kayak-cross class is the first of its class and day, for it
 * is what people look for; while it has no rows in `results` there is none.
 */
export function raceTabs(races: readonly PublicRace[], results: LiveState['results'] = {}): RaceTab[] {
  const tabs = programmeTabs(races.filter((race) => !isOverall(race)));
  for (const race of races) {
    if (!isOverall(race) || (results[race.raceId] ?? []).length === 0) continue;
    const { raceId: key, classId } = race;
    const ofClass = tabs.filter((tab) => tab.classId === classId);
    const day = dayOf(race.startTime) ?? ofClass.at(-1)?.day ?? null;
    const before = ofClass.find((tab) => tab.day === day);
    const at = before === undefined ? tabs.length : tabs.indexOf(before);
    tabs.splice(at, 0, { key, kind: 'single', classId, day, races: [race] });
  }
  return tabs;
}

function programmeTabs(races: readonly PublicRace[]): RaceTab[] {
  const byKey = new Map<string, RaceTab>();
  for (const race of races) {
    const key = tabKeyOf(race);
    const tab = byKey.get(key);
    const isTaken = tab?.kind === 'best-run' && tab.races.some(({ raceType }) => raceType === race.raceType);
    if (tab !== undefined && !isTaken) {
      tab.races.push(race);
    } else {
      byKey.set(isTaken ? race.raceId : key, {
        key: race.raceId,
        kind: kindOf(race),
        classId: race.classId,
        day: dayOf(race.startTime),
        races: [race],
      });
    }
  }
  const tabs = [...byKey.values()];
  for (const tab of tabs) {
    if (tab.kind === 'best-run') tab.races.sort((a, b) => (a.raceType < b.raceType ? -1 : 1));
  }
  return tabs;
}

/** The text that names a tab within its class. */
export const tabText = ({ kind, races: [first] }: RaceTab): TextKey =>
  kind === 'single' ? `type.${first?.raceType ?? 'unknown'}` : `type.${kind}`;

/** Unofficial, official, revised or cancelled: nobody starts any more. */
const isOver = ({ raceStatus }: PublicRace): boolean => raceStatus > RUNNING && raceStatus <= 7;

/** The race that a tab is about now: the one that is running, else the first that is not over, else the last. */
export const currentRace = ({ races }: RaceTab): PublicRace | undefined =>
  races.find(({ raceStatus }) => raceStatus === RUNNING) ??
  races.find((race) => !isOver(race)) ??
  races.at(-1);

/** The race that a page shows by itself: of who is on the course, the organiser's choice, the running one, the latest. */
export function followedRace(state: LiveState): string | null {
  const { oncourse, config, races, results } = state;
  const onCourse = oncourse.find(({ completed, dtStart }) => !completed && dtStart !== null) ?? oncourse[0];
  const hasResults = ({ raceId }: PublicRace): boolean =>
    results[raceId]?.some(({ rnk, status }) => rnk !== null || status !== null) ?? false;
  const chosen =
    races.find(({ raceId }) => raceId === onCourse?.raceId) ??
    races.find(({ raceId }) => raceId === config.activeRaceId) ??
    races.find(({ raceStatus }) => raceStatus === RUNNING) ??
    [...races].reverse().find(hasResults) ??
    races[0];
  return chosen?.raceId ?? null;
}

export const classOf = ({ classes }: Pick<LiveState, 'classes'>, classId: string): PublicClass | undefined =>
  classes.find((one) => one.classId === classId);
