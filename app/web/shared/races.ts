/**
 * How the races of an event are offered: by day, class and tab. The two runs of a best-run race are one tab, for they
 * have one list; so are the rounds of a kayak-cross class after its time trial, which make a bracket.
 */
import { hasBegun, isOver } from '../../../lib/domain/raceState';
import type { PublicClass, PublicRace } from '../../../lib/domain/views';
import { dayOf } from './format';
import type { TextKey } from '../locales/TextKey';
import { hasRows, type LiveState } from './part';
import type { RaceStates } from './raceStates';

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

const IN_BRACKET: ReadonlySet<string> = new Set(['cross-heat', 'cross-semifinal', 'cross-final']);

/** Whether a race is a round of heats in a kayak-cross class. */
export const isInBracket = ({ raceType }: PublicRace): boolean => IN_BRACKET.has(raceType);

/** Whether a race is the overall list of a kayak-cross class: no race, but what all its rounds came to. */
export const isOverall = ({ raceType }: PublicRace): boolean => raceType === 'cross-extra';

function kindOf(race: PublicRace): TabKind {
  const { raceType } = race;
  if (raceType === 'best-run-1' || raceType === 'best-run-2') return 'best-run';
  return isInBracket(race) ? 'bracket' : 'single';
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
 * is what people look for; while it has no rows there is none.
 */
export function raceTabs(
  races: readonly PublicRace[],
  results: LiveState['results'] = {},
  part?: LiveState['part'],
): RaceTab[] {
  const tabs = programmeTabs(races.filter((race) => !isOverall(race)));
  for (const race of races) {
    if (!isOverall(race) || !hasRows({ results, ...(part && { part }) }, race)) continue;
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

/** Whether a race of the tab is going on. */
export const isRunning = ({ races }: RaceTab, states: RaceStates): boolean =>
  races.some(({ raceId }) => states.get(raceId) === 'running');

/** The race that a tab is about now: the running one, else the first that is not over, else the last that was raced. */
export function currentRace({ races }: RaceTab, states: RaceStates): PublicRace | undefined {
  const stateOf = ({ raceId }: PublicRace) => states.get(raceId);
  return (
    races.find((race) => stateOf(race) === 'running') ??
    races.find((race) => !isOver(stateOf(race))) ??
    [...races].reverse().find((race) => hasBegun(stateOf(race))) ??
    races.at(-1)
  );
}

/**
 * The race that a page shows by itself: of who is on the course, the organiser's choice, the running one, the latest.
 * Whoever an event that is over still has on its course was left there by a feed that broke; until it is over, the
 * overall list of kayak cross is no more than a beginning.
 */
export function followedRace(state: LiveState, states: RaceStates): string | null {
  const { event, config, races } = state;
  const isEventOver = event.status === 'finished' || event.status === 'official';
  const oncourse = isEventOver ? [] : state.oncourse;
  const onCourse = oncourse.find(({ completed, dtStart }) => !completed && dtStart !== null) ?? oncourse[0];
  const wasRaced = ({ raceId, raceType }: PublicRace): boolean =>
    hasBegun(states.get(raceId)) && (raceType !== 'cross-extra' || isEventOver);
  const chosen =
    races.find(({ raceId }) => raceId === onCourse?.raceId) ??
    races.find(({ raceId }) => raceId === config.activeRaceId) ??
    races.find(({ raceId }) => states.get(raceId) === 'running') ??
    [...races].reverse().find(wasRaced) ??
    races[0];
  return chosen?.raceId ?? null;
}

export const classOf = ({ classes }: Pick<LiveState, 'classes'>, classId: string): PublicClass | undefined =>
  classes.find((one) => one.classId === classId);
