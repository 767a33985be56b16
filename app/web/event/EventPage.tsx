import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PublicRace, PublicStart } from '../../../lib/domain/views';
import { useFavourites } from '../shared/favourites';
import { GateLegend } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import { useLive, type LiveState } from '../shared/live';
import { isNextKnown, type RaceStates } from '../shared/raceStates';
import { followedRace } from '../shared/races';
import { nextStarters } from '../shared/rows';
import { useRaceStates } from '../shared/useRaceStates';
import { remember, remembered } from '../shared/storage';
import type { PageProps } from '../shared/start';
import { useChoice } from './choice';
import { EVERYTHING } from './finding';
import { EventHeader } from './EventHeader';
import { Notices } from './Notices';
import { OnCourse } from './OnCourse';
import { PrintNote } from './PrintNote';
import { RaceNav } from './RaceNav';
import { RacePanel, type Mode } from './RacePanel';

const NEXT_SHOWN = 3;

/** Who starts next: in the race that is going on, else in the first one due today; null when neither is. */
function nextUp(state: LiveState, states: RaceStates): { race: PublicRace; starts: PublicStart[] } | null {
  const raceId = followedRace(state, states);
  const followed = state.races.find((one) => one.raceId === raceId);
  const race = isNextKnown(state, states.get(followed?.raceId ?? ''))
    ? followed
    : state.races.find((one) => states.get(one.raceId) === 'next');
  if (race === undefined) return null;
  const run = race.raceType === 'best-run-2' ? 'second' : 'first';
  const onCourse = state.oncourse.filter((entry) => entry.raceId === race.raceId);
  const all = state.startlists[race.raceId] ?? [];
  const starts = nextStarters(all, state.results[race.raceId] ?? [], onCourse, run).slice(0, NEXT_SHOWN);
  return starts.length === 0 ? null : { race, starts };
}

/** The mode that was chosen on this device, else the organiser's. */
function useMode(state: LiveState): [Mode, (mode: Mode) => void] {
  const [chosen, setChosen] = useState(() => remembered('mode'));
  const mode = chosen === 'simple' || chosen === 'detailed' ? chosen : state.config.displayMode;
  const choose = (next: Mode): void => {
    remember('mode', next);
    setChosen(next);
  };
  return [mode, choose];
}

/** The spectator's page: who is on the course, and the lists of the race that one looks at. */
export function EventPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state } = useLive(feed);
  const states = useRaceStates(feed);
  const [favourites, toggleFavourite] = useFavourites();
  const [mode, setMode] = useMode(state);
  const [wanted, setWanted] = useState(EVERYTHING);
  const choice = useChoice(state, states);
  const { tab, elsewhere } = choice;
  const stay = useRef(choice.stay);
  stay.current = choice.stay;
  const onRead = useCallback(() => {
    stay.current();
  }, []);
  const next = useMemo(
    () => nextUp(state, states),
    [state.oncourse, state.results, state.races, state.startlists, state.config, states],
  );
  const base = `/api/v1/events/${encodeURIComponent(feed.eventId)}`;

  return (
    <>
      <EventHeader feed={feed} />
      <PrintNote />
      <main class="page">
        <OnCourse {...{ feed, state, next }} />
        {elsewhere !== undefined && (
          <button type="button" class="button button-plain follow" onClick={choice.follow}>
            {t('follow')} →
          </button>
        )}
        <RaceNav {...{ state, states, choice }} />
        {tab === undefined ? (
          <p class="empty card">{t('noRaces')}</p>
        ) : (
          <RacePanel
            key={tab.key}
            {...{ state, states, tab, mode, favourites, wanted, onRead }}
            onWanted={setWanted}
            tabs={choice.tabs}
            onMode={setMode}
            onToggle={toggleFavourite}
            onChoose={choice.choose}
          />
        )}
        <footer class="page-footer">
          <GateLegend />
          <div class="footer-links">
            <a href="/">{t('allEvents')}</a>
            {tab?.races.at(-1) !== undefined && (
              <a href={`${base}/results/${encodeURIComponent(tab.races.at(-1)?.raceId ?? '')}.csv`}>
                {t('csv')}
              </a>
            )}
            <a href={`${base}/schedule.ics`}>{t('ical')}</a>
            <button
              type="button"
              class="link"
              onClick={() => {
                print();
              }}
            >
              {t('print')}
            </button>
          </div>
        </footer>
      </main>
      <Notices {...{ feed, favourites }} raceIds={tab?.races.map(({ raceId }) => raceId) ?? []} />
    </>
  );
}
