import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { useFavourites } from '../shared/favourites';
import { GateLegend } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import { useLive, type LiveState } from '../shared/live';
import { followedRace } from '../shared/races';
import { nextStarters } from '../shared/rows';
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

/** Those who start next in the race that is going on; none before it begins or when it is over. */
function nextInRace(state: LiveState): ReturnType<typeof nextStarters> {
  const raceId = followedRace(state);
  const race = state.races.find((one) => one.raceId === raceId);
  if (race === undefined || state.event.status !== 'running') return [];
  const run = race.raceType === 'best-run-2' ? 'second' : 'first';
  const onCourse = state.oncourse.filter((entry) => entry.raceId === race.raceId);
  const starts = state.startlists[race.raceId] ?? [];
  return nextStarters(starts, state.results[race.raceId] ?? [], onCourse, run).slice(0, NEXT_SHOWN);
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
  const { state, status } = useLive(feed);
  const [favourites, toggleFavourite] = useFavourites();
  const [mode, setMode] = useMode(state);
  const [wanted, setWanted] = useState(EVERYTHING);
  const choice = useChoice(state);
  const { tab, elsewhere } = choice;
  const stay = useRef(choice.stay);
  stay.current = choice.stay;
  const onRead = useCallback(() => {
    stay.current();
  }, []);
  const next = useMemo(
    () => nextInRace(state),
    [state.oncourse, state.results, state.races, state.startlists],
  );
  const base = `/api/v1/events/${encodeURIComponent(feed.eventId)}`;

  return (
    <>
      <EventHeader state={state} status={status} />
      <PrintNote />
      <main class="page">
        <OnCourse {...{ feed, state, next }} />
        {elsewhere !== undefined && state.event.status === 'running' && (
          <button type="button" class="button button-plain follow" onClick={choice.follow}>
            {t('follow')} →
          </button>
        )}
        <RaceNav state={state} choice={choice} />
        {tab === undefined ? (
          <p class="empty card">{t('noRaces')}</p>
        ) : (
          <RacePanel
            key={tab.key}
            {...{ state, tab, mode, favourites, wanted, onRead }}
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
