import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { AnnouncementLine } from '../shared/AnnouncementLine';
import { useFavourites } from '../shared/favourites';
import { GateLegend } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import { useLive, type LiveFeed } from '../shared/live';
import type { LiveState } from '../shared/part';
import { useRaceStates } from '../shared/useRaceStates';
import { remember, remembered } from '../shared/storage';
import { useChoice, type Opening } from './choice';
import { EVERYTHING } from './finding';
import { AthleteCard } from './AthleteCard';
import { EventHeader } from '../shared/EventHeader';
import { EventQr } from './EventQr';
import { EventSearch } from './EventSearch';
import { MyAthletes } from './MyAthletes';
import { comingRaces, racesOfNow, racesOfTab } from './neededRaces';
import { nextUp } from './nextUp';
import { Notices } from './Notices';
import { OnCourse } from './OnCourse';
import { PrintNote } from '../shared/PrintNote';
import { RaceNav } from './RaceNav';
import { RacePanel, type Mode } from './RacePanel';
import { isSearch, type Hit } from './searching';
import { useReopened } from '../shared/useReopened';
import { useNeededRaces } from './useNeededRaces';
import type { Sought } from './useSought';

/** As in the styles. */
const PHONE = '(max-width: 559px)';

/** The mode that was chosen on this device, else on a phone the simple one, else the organiser's. */
function useMode(state: LiveState): { mode: Mode; isModeChosen: boolean; onMode: (mode: Mode) => void } {
  const [chosen, setChosen] = useState(() => remembered('mode'));
  const [isPhone, setPhone] = useState(false);
  // Not before: the server, which draws the page too, knows no screen. Styles hide until then what a phone has no room for.
  useEffect(() => {
    setPhone(matchMedia(PHONE).matches);
  }, []);
  const usual = isPhone ? 'simple' : state.config.displayMode;
  const isModeChosen = chosen === 'simple' || chosen === 'detailed';
  const mode = isModeChosen ? chosen : usual;
  const choose = (next: Mode): void => {
    remember('mode', next);
    setChosen(next);
  };
  return { mode, isModeChosen, onMode: choose };
}

/** The athlete whom the address is about, and how to go there; null for nobody. */
function useAthlete({ prefix, eventId }: LiveFeed): [string | null, (path: string | null) => void] {
  const [athlete, setAthlete] = useState<string | null>(null);
  const page = `${prefix}/events/${encodeURIComponent(eventId)}`;
  useEffect(() => {
    const read = (): void => {
      const [, key] = /\/a\/([^/]+)$/.exec(location.pathname) ?? [];
      setAthlete(key === undefined ? null : decodeURIComponent(key));
    };
    read();
    addEventListener('popstate', read);
    return () => {
      removeEventListener('popstate', read);
    };
  }, []);
  return [
    athlete,
    (path) => {
      history.pushState(null, '', (path === null ? page : `${page}/${path}`) + location.search);
      setAthlete(path && decodeURIComponent(path.slice('a/'.length)));
    },
  ];
}

interface EventPageProps {
  feed: LiveFeed;
  /** Given by the server, which draws the page's first state; a browser finds it in the address. */
  opening?: Opening;
}

/** The spectator's page: who is on the course, and the lists of the race that one looks at. */
export function EventPage({ feed, opening }: EventPageProps): JSX.Element {
  const { t } = useLanguage();
  const { state } = useLive(feed);
  useReopened(feed);
  const states = useRaceStates(feed);
  const [favourites, toggleFavourite] = useFavourites();
  const modes = useMode(state);
  const [wanted, setWanted] = useState(EVERYTHING);
  const [query, setQuery] = useState('');
  const [athlete, setAthlete] = useAthlete(feed);
  const [sought, setSought] = useState<Sought | null>(null);
  const [listRace, setListRace] = useState<string | null>(null);
  const choice = useChoice(state, states, opening);
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
  const ofTab = racesOfTab(state, states, tab);
  const isListOfTab = tab?.races.some(({ raceId }) => raceId === listRace) === true;
  useNeededRaces(feed, {
    // Favourites may be in any race, and whoever is looked for, too.
    all: favourites.size > 0 || isSearch(query) || athlete !== null,
    now: listRace !== null && isListOfTab ? [...ofTab, ...tab.races.map(({ raceId }) => raceId)] : ofTab,
    soon: racesOfNow(state, states),
    later: comingRaces(state, states),
  });
  const show = ({ tab: found, athlete: { bib } }: Hit): void => {
    setQuery('');
    choice.choose(found);
    setSought({ tab: found.key, bib });
  };
  const page = `${feed.prefix}/events/${encodeURIComponent(feed.eventId)}`;
  const base = `${feed.prefix}/api/v1/events/${encodeURIComponent(feed.eventId)}`;

  return (
    <>
      <EventHeader feed={feed} />
      <AnnouncementLine feed={feed} />
      <PrintNote />
      <main class="page event-page">
        <EventSearch {...{ state, query }} tabs={choice.tabs} onQuery={setQuery} onFound={show} />
        <div class="event-aside">
          <MyAthletes {...{ feed, state, favourites }} tabs={choice.tabs} onFound={show} />
          <OnCourse
            {...{ feed, state, next }}
            follow={
              elsewhere !== undefined && (
                <button type="button" class="follow" onClick={choice.follow}>
                  {t('follow')} →
                </button>
              )
            }
          />
        </div>
        <div class="event-main">
          <RaceNav {...{ state, states, choice }} />
          {tab === undefined ? (
            <p class="empty card">{t('noRaces')}</p>
          ) : (
            <RacePanel
              key={tab.key}
              {...{ page, state, states, tab, favourites, wanted, onRead, ...modes }}
              mostRows={opening?.mostRows}
              onWanted={setWanted}
              onList={setListRace}
              sought={sought}
              onAthlete={setAthlete}
              onToggle={toggleFavourite}
            />
          )}
        </div>
        <footer class="page-footer">
          <GateLegend />
          <EventQr page={page} />
          <div class="footer-links">
            <a href={`${feed.prefix}/`}>{t('allEvents')}</a>
            <a href={`${page}/programme`}>{t('programme.title')}</a>
            <a href={`${page}/gates`}>{t('gates.title')}</a>
            <a href={`${page}/book`}>{t('book.title')}</a>
            {tab?.races.at(-1) !== undefined && (
              <a href={`${base}/results/${encodeURIComponent(tab.races.at(-1)?.raceId ?? '')}.csv`}>
                {t('csv')}
              </a>
            )}
            {tab !== undefined && tab.kind !== 'bracket' && (
              <a href={`${page}?race=${encodeURIComponent(tab.key)}&replay`}>{t('replay.watch')}</a>
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
      {athlete !== null && (
        <AthleteCard
          key={athlete}
          {...{ feed, state, athlete, favourites }}
          tabs={choice.tabs}
          onToggle={toggleFavourite}
          onClose={() => {
            setAthlete(null);
          }}
        />
      )}
      <Notices {...{ feed, favourites }} raceIds={tab?.races.map(({ raceId }) => raceId) ?? []} />
    </>
  );
}
