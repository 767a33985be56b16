import { useEffect, useMemo, useState } from 'preact/hooks';
import { hasRows, type LiveState } from '../shared/part';
import type { RaceStates } from '../shared/raceStates';
import { followedRace, isOverall, isRunning, raceTabs, type RaceTab } from '../shared/races';

export interface Choice {
  tabs: RaceTab[];
  /** What is shown; undefined while the event has no races. */
  tab: RaceTab | undefined;
  /** The tab of the race that is going on, where it is another one. */
  elsewhere: RaceTab | undefined;
  choose: (tab: RaceTab) => void;
  /** Goes along with the race that is going on, from now on. */
  follow: () => void;
  /** Stays with what is shown, for somebody reads in it. */
  stay: () => void;
}

/** Where the page is opened: the server says so, for it has no address bar. */
export interface Opening {
  raceId: string | null;
  /** Of a list as many rows are drawn. */
  mostRows: number;
}

const raceInAddress = (): string | null => new URLSearchParams(location.search).get('race');

function writeAddress(raceId: string | null): void {
  const address = new URL(location.href);
  if (raceId === null) address.searchParams.delete('race');
  else address.searchParams.set('race', raceId);
  history.replaceState(null, '', address);
}

const tabOf = (tabs: readonly RaceTab[], raceId: string | null): RaceTab | undefined =>
  tabs.find((tab) => tab.races.some((race) => race.raceId === raceId));

/**
 * Which of the tabs is shown, and which one is about what is going on: the race that was chosen, else the one that is going
 * on. The server draws the page by the same.
 */
export function shownTab(
  state: LiveState,
  states: RaceStates,
  tabs: readonly RaceTab[],
  chosen: string | null,
): { tab: RaceTab | undefined; followed: RaceTab | undefined } {
  const followed = tabOf(tabs, followedRace(state, states)) ?? tabs[0];
  return { tab: tabOf(tabs, chosen) ?? followed, followed };
}

/**
 * Which race is shown: the one that was chosen (it is in the address, so that it can be sent on), else the one that is
 * going on.
 */
export function useChoice(state: LiveState, states: RaceStates, opening?: Opening): Choice {
  const [chosen, setChosen] = useState(() => (opening ? opening.raceId : raceInAddress()));
  const { races, results, part } = state;
  // Tabs depend on results only by which overall lists have rows; they stay the same objects while results stream in.
  const overalls = races
    .filter((race) => isOverall(race) && hasRows(state, race))
    .map(({ raceId }) => raceId);
  const tabs = useMemo(() => raceTabs(races, results, part), [races, overalls.join('\n')]);
  const { tab, followed } = shownTab(state, states, tabs, chosen);

  useEffect(() => {
    const onPop = (): void => {
      setChosen(raceInAddress());
    };
    addEventListener('popstate', onPop);
    return () => {
      removeEventListener('popstate', onPop);
    };
  }, []);

  const settle = (raceId: string | null): void => {
    writeAddress(raceId);
    setChosen(raceId);
  };
  return {
    tabs,
    tab,
    elsewhere:
      followed !== undefined && followed.key !== tab?.key && isRunning(followed, states)
        ? followed
        : undefined,
    choose: ({ key }) => {
      settle(key);
    },
    follow: () => {
      settle(null);
    },
    stay: () => {
      if (tab !== undefined && chosen === null) setChosen(tab.key);
    },
  };
}
