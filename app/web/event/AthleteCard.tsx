import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { athletePath, isAthlete } from '../shared/athleteKey';
import { className } from '../shared/className';
import { useNow } from '../shared/clock';
import { dayName } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveFeed, LiveState } from '../shared/live';
import { tabText, type RaceTab } from '../shared/races';
import { clubKey, favouriteKey, spokenName } from '../shared/rows';
import { HitState } from './EventSearch';
import { RunDetail } from './RunDetail';
import { hitsOf, type Hit } from './searching';
import { Star } from './Star';
import { startMs } from '../shared/startMs';

/** How often a countdown is told anew. */
const COUNT_MS = 5_000;
const MINUTE_MS = 60_000;

interface AthleteCardProps {
  feed: LiveFeed;
  state: LiveState;
  tabs: readonly RaceTab[];
  /** Whom; see `athleteKey`. */
  athlete: string;
  favourites: ReadonlySet<string>;
  onToggle: (key: string) => void;
  onClose: () => void;
}

/** One athlete in all races of the event: next start, on the course, each run gate by gate; at an address of its own. */
export function AthleteCard(props: AthleteCardProps): JSX.Element {
  const { feed, state, tabs, athlete, favourites, onToggle, onClose } = props;
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const isLoading = state.part !== undefined;
  const hits = useMemo(
    () =>
      isLoading
        ? []
        : tabs.flatMap((tab) => hitsOf(state, tab, (one) => isAthlete(athlete, one, tab.classId))),
    [isLoading, state.results, state.startlists, state.oncourse, tabs, athlete],
  );
  const [first] = hits;
  return (
    <dialog
      ref={dialog}
      class="athlete-card"
      aria-labelledby="athlete-card-title"
      onClose={onClose}
      onClick={(event) => {
        // Beside it is out of it.
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div>
        <div class="athlete-head">
          <h2 id="athlete-card-title">
            {first ? nameOf(first.athlete) : t(isLoading ? 'loading' : 'nobodyFound')}
          </h2>
          {first && (
            <Star
              name={nameOf(first.athlete)}
              isOn={favourites.has(favouriteKey(first.athlete))}
              onToggle={() => {
                onToggle(favouriteKey(first.athlete));
              }}
            />
          )}
          <button
            type="button"
            class="button"
            aria-label={t('dismiss')}
            onClick={() => {
              dialog.current?.close();
            }}
          >
            ×
          </button>
        </div>
        {first && (
          <>
            <p class="muted">{[first.athlete.noc, first.athlete.club].filter(Boolean).join(' · ')}</p>
            {first.athlete.members !== undefined && <p>{first.athlete.members.join(', ')}</p>}
            {first.athlete.club !== null && (
              <ClubToggle club={first.athlete.club} {...{ favourites, onToggle }} />
            )}
            <Share feed={feed} state={state} hit={first} />
            {hits.map((hit) => (
              <AthleteRace key={hit.tab.key} {...{ feed, state, hit }} />
            ))}
          </>
        )}
      </div>
    </dialog>
  );
}

/** Follows everybody of a club, or no longer. */
function ClubToggle({
  club,
  favourites,
  onToggle,
}: Pick<AthleteCardProps, 'favourites' | 'onToggle'> & { club: string }): JSX.Element {
  const { t } = useLanguage();
  const isOn = favourites.has(clubKey(club));
  return (
    <p>
      <button
        type="button"
        class="button"
        aria-pressed={isOn}
        onClick={() => {
          onToggle(clubKey(club));
        }}
      >
        {t(isOn ? 'unfollowClub' : 'followClub', { club })}
      </button>
    </p>
  );
}

const nameOf = ({ name, members }: PublicResult | PublicStart): string =>
  spokenName(name, members !== undefined);

function AthleteRace({
  feed,
  state,
  hit,
}: Pick<AthleteCardProps, 'feed' | 'state'> & { hit: Hit }): JSX.Element {
  const { t, language } = useLanguage();
  const { tab, row, starts } = hit;
  const day = tab.day === null ? '' : dayName(tab.day, language);
  const raceId = tab.races.at(-1)?.raceId ?? '';
  const classIt = state.classes.find(({ classId }) => classId === tab.classId);
  return (
    <section class="athlete-race">
      <h3>
        {[className(state, tab.classId, t), t(tabText(tab)), day].filter(Boolean).join(' · ')}
        <HitState hit={hit} />
      </h3>
      {starts[0] !== undefined && <Countdown feed={feed} tab={tab} start={starts[0]} />}
      {row !== null && (row.time !== null || row.status !== null) && tab.kind !== 'bracket' && (
        <RunDetail
          eventId={state.event.eventId}
          {...{ raceId, row }}
          categoryName={classIt?.categories.find(({ catId }) => catId === row.catId)?.name ?? row.catId}
          star={null}
        />
      )}
    </section>
  );
}

/** How long until a start of today; nothing where that is over, or on another day. */
function Countdown({
  feed,
  tab,
  start,
}: {
  feed: LiveFeed;
  tab: RaceTab;
  start: string;
}): JSX.Element | null {
  const { t } = useLanguage();
  useNow(COUNT_MS);
  const at = startMs(tab.races, start);
  const minutes = at === null ? -1 : Math.ceil((at - feed.serverNow()) / MINUTE_MS);
  if (minutes < 0 || minutes > 24 * 60) return null;
  return (
    <p class="countdown">
      {minutes < 100
        ? t('startsInMinutes', { n: minutes })
        : t('startsInHours', { n: Math.round(minutes / 60) })}
    </p>
  );
}

/** Sends the address on: by what the device has for that, else into the clipboard. */
function Share({ feed, state, hit }: Pick<AthleteCardProps, 'feed' | 'state'> & { hit: Hit }): JSX.Element {
  const { t } = useLanguage();
  const [isCopied, setCopied] = useState(false);
  const { athlete, tab } = hit;
  const path = `${feed.prefix}/events/${encodeURIComponent(feed.eventId)}/${athletePath(athlete, tab.classId)}`;
  const url = location.origin + path;
  const share = async (): Promise<void> => {
    const title = `${nameOf(athlete)} · ${state.event.mainTitle}`;
    if ('share' in navigator) await navigator.share({ title, url });
    else {
      await (navigator as Navigator).clipboard.writeText(url);
      setCopied(true);
    }
  };
  return (
    <p class="athlete-share">
      <button
        type="button"
        class="button"
        onClick={() => {
          // Taken back by whoever presses "cancel", or not allowed here: the address is beside it.
          share().catch(() => undefined);
        }}
      >
        {t(isCopied ? 'copied' : 'share')}
      </button>
      <a href={path}>{t('address')}</a>
    </p>
  );
}
