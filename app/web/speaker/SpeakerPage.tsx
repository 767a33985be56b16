import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isOver } from '../../../lib/domain/raceState';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { AnnouncementLine } from '../shared/AnnouncementLine';
import { ConnectionBadge } from '../shared/ConnectionBadge';
import { useDetails } from '../shared/details';
import { useLanguage } from '../shared/language';
import { useLive, useMessages, type LiveFeed } from '../shared/live';
import { currentRace, followedRace, isOverall, raceTabs, type RaceTab } from '../shared/races';
import { raceName } from '../shared/raceName';
import { isNextKnown, type RaceStates } from '../shared/raceStates';
import { nextStarters } from '../shared/rows';
import { startMs } from '../shared/startMs';
import { SilenceNote } from '../shared/SilenceNote';
import { useRaceStates } from '../shared/useRaceStates';
import { useReopened } from '../shared/useReopened';
import type { PageProps } from '../shared/start';
import { Feed } from './Feed';
import { HardGates } from './HardGates';
import { happenings, type Told } from './happenings';
import { NextStarters } from './NextStarters';
import { PriorityLine } from './PriorityLine';
import { LastFinishers, Standing } from './RankLists';
import { SpeakerCourse } from './SpeakerCourse';
import { storyOf } from './story';
import { TextSize } from './TextSize';

/** Sentences that are kept; more than anyone scrolls back to. */
const MOST_TOLD = 120;
const NEXT = 4;
/** Shares of gates need not be of this second. */
const GATES_MS = 10_000;
const NO_ROWS: readonly PublicResult[] = [];

/** All that happened since the page was opened, newest first. */
function useTold(feed: LiveFeed): readonly Told[] {
  const [told, setTold] = useState<readonly Told[]>([]);
  const count = useRef(0);
  useMessages(feed, (now, before) => {
    const at = feed.serverNow();
    const what = happenings(before, now, at);
    if (what.length === 0) return;
    const news = what.map((happened): Told => {
      count.current += 1;
      return { number: count.current, at, happened };
    });
    setTold((held) => [...news.reverse(), ...held].slice(0, MOST_TOLD));
  });
  return told;
}

/** The races of the tab's list; none of kayak cross, which has neither gates nor times. */
const racesOf = (tab: RaceTab | undefined): readonly PublicRace[] =>
  tab === undefined || tab.kind === 'bracket' || tab.races.some(isOverall) ? [] : tab.races;

/** What happened in the shown race before the page was opened, newest first; `rows` as they were read with gates and times. */
function useStory(feed: LiveFeed, tab: RaceTab | undefined, rows: readonly PublicResult[]): readonly Told[] {
  // What happens from now on is heard.
  const [opened] = useState(() => feed.serverNow());
  return useMemo(() => {
    const races = racesOf(tab);
    const midnight = startMs(races, '00:00:00');
    if (rows.length === 0 || midnight === null || feed.replay) return [];
    return storyOf(feed.state, races, rows, midnight)
      .filter(({ at }) => at <= opened)
      .map(({ at, happened }, number): Told => ({ number: number - MOST_TOLD, at, happened }))
      .reverse();
    // Later rows say the same of what was before.
  }, [tab?.key, rows.length > 0]);
}

/** The race that is shown: chosen by hand, or by itself the one that is going on. */
function useRace(
  feed: LiveFeed,
  states: RaceStates,
): {
  raceId: string | null;
  chosen: string | null;
  choose: (raceId: string | null) => void;
} {
  const asked = new URLSearchParams(location.search).get('race');
  const [chosen, choose] = useState(asked);
  const isThere = feed.state.races.some(({ raceId }) => raceId === chosen);
  return {
    raceId: isThere ? chosen : followedRace(feed.state, states),
    chosen: isThere ? chosen : null,
    choose,
  };
}

/** One dense screen for who speaks: who is on the course and what it takes, who was last, who is next, what happened. */
export function SpeakerPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state, status } = useLive(feed);
  useReopened(feed);
  const told = useTold(feed);
  const states = useRaceStates(feed);
  const { raceId, chosen, choose } = useRace(feed, states);
  useEffect(() => {
    document.title = `${t('speaker.title')} · ${feed.state.event.mainTitle}`;
  }, [feed, t]);

  const tabs = raceTabs(state.races, state.results);
  const race = state.races.find((one) => one.raceId === raceId);
  const tab = tabs.find(({ races }) => races.some((one) => one.raceId === raceId));
  const rows = (raceId === null ? undefined : state.results[raceId]) ?? [];
  const raceIds = tab?.races.map((one) => one.raceId) ?? [];
  const entries = state.oncourse.filter((one) => raceIds.includes(one.raceId) && one.dtStart !== null);
  const run = race?.raceType === 'best-run-2' ? 'second' : 'first';
  const starts = (raceId === null ? undefined : state.startlists[raceId]) ?? [];
  const raceState = states.get(raceId ?? '');
  const next = isOver(raceState) ? [] : nextStarters(starts, rows, entries, run);

  const listRace = racesOf(tab).at(-1)?.raceId ?? null;
  const read = useDetails(feed.eventId, listRace, state.results[listRace ?? ''], GATES_MS);
  const detailed = read === null || read === 'failed' ? NO_ROWS : read;
  const story = useStory(feed, tab, detailed);
  const allTold = useMemo(() => [...told, ...story].slice(0, MOST_TOLD), [told, story]);

  return (
    <div class="speaker">
      <header class="speaker-header">
        <h1>{state.event.mainTitle}</h1>
        <label class="speaker-race">
          <span class="visually-hidden">{t('nav.races')}</span>
          <select
            value={chosen ?? ''}
            onChange={({ currentTarget }) => {
              choose(currentTarget.value === '' ? null : currentTarget.value);
            }}
          >
            <option value="">
              {t([...states.values()].includes('running') ? 'follow' : 'speaker.auto')}
              {chosen === null && raceId !== null ? `: ${raceName(state, raceId, t)}` : ''}
            </option>
            {tabs.map((one) => {
              const current = currentRace(one, states);
              return (
                current && (
                  <option key={one.key} value={current.raceId}>
                    {raceName(state, current.raceId, t)}
                  </option>
                )
              );
            })}
          </select>
        </label>
        <SilenceNote feed={feed} />
        <ConnectionBadge status={status} isReplay={feed.replay !== undefined} />
        <TextSize />
        <AnnouncementLine feed={feed} />
      </header>
      <PriorityLine {...{ feed, entries, rows }} told={allTold} />
      <main class="speaker-panels">
        <div class="speaker-column column-course">
          <SpeakerCourse {...{ feed, entries, rows }} races={state.races} />
          <NextStarters
            {...{ feed, rows }}
            classId={race?.classId ?? ''}
            next={next.slice(0, NEXT)}
            left={next.length}
            isNow={isNextKnown(state, raceState)}
          />
        </div>
        <div class="speaker-column column-ranks">
          {/* Nobody finishes an overall list. */}
          {race?.raceType !== 'cross-extra' && <LastFinishers {...{ rows, run, raceIds }} told={allTold} />}
          <Standing rows={rows} />
          <HardGates rows={detailed} />
        </div>
        <Feed {...{ state }} told={allTold} />
      </main>
    </div>
  );
}
