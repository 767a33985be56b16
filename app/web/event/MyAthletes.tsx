import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { className } from '../shared/className';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import type { LiveState } from '../shared/part';
import type { RaceTab } from '../shared/races';
import { isFavourite, spokenName } from '../shared/rows';
import { HitState } from './EventSearch';
import { usePush } from './push';
import { hitsOf, type Hit } from './searching';

interface MyAthletesProps {
  feed: LiveFeed;
  state: LiveState;
  tabs: readonly RaceTab[];
  favourites: ReadonlySet<string>;
  onFound: (hit: Hit) => void;
}

/** Who was marked on this device, in whatever class: on the course, next start, rank. */
export function MyAthletes({ feed, state, tabs, favourites, onFound }: MyAthletesProps): JSX.Element | null {
  const { t } = useLanguage();
  const [push, togglePush] = usePush(feed, favourites);
  const isLoading = state.part !== undefined;
  const hits = useMemo(
    () =>
      isLoading || favourites.size === 0
        ? []
        : tabs
            .flatMap((tab) => hitsOf(state, tab, (athlete) => isFavourite(favourites, athlete)))
            .sort(byNeed),
    [isLoading, favourites, state.results, state.startlists, state.oncourse, tabs],
  );
  if (favourites.size === 0 || (!isLoading && hits.length === 0)) return null;
  return (
    <section class="my-athletes" aria-labelledby="my-athletes">
      <h2 id="my-athletes" class="visually-hidden">
        {t('favourites')}
      </h2>
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.tab.key} ${hit.athlete.bib}`} class="card" data-on-course={hit.isOnCourse}>
            <button
              type="button"
              onClick={() => {
                onFound(hit);
              }}
            >
              <b>{spokenName(hit.athlete.name, hit.athlete.members !== undefined)}</b>
              <span class="muted">{className(state, hit.tab.classId, t)}</span>
              <HitState hit={hit} />
            </button>
          </li>
        ))}
        {(push === 'on' || push === 'off') && state.event.status !== 'official' && (
          <li class="push">
            <button type="button" aria-pressed={push === 'on'} onClick={togglePush}>
              {t(push === 'on' ? 'push.off' : 'push.on')}
            </button>
          </li>
        )}
        {push === 'failed' && (
          <li class="push muted" role="status">
            {t('push.failed')}
          </li>
        )}
      </ul>
    </section>
  );
}

/** Who is on the course is first, then who is still to start, by time; who is done is last. */
function byNeed(a: Hit, b: Hit): number {
  const order = ({ isOnCourse, starts }: Hit): string =>
    isOnCourse ? '0' : starts[0] === undefined ? '2' : `1 ${starts[0]}`;
  return order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0;
}
