import type { JSX } from 'preact';
import { useLanguage } from '../shared/language';
import { useLive } from '../shared/live';
import { OverallTable } from '../shared/OverallTable';
import { followedRace, isOverall } from '../shared/races';
import { raceName } from '../shared/raceName';
import { ResultTable } from '../shared/ResultTable';
import type { PageProps } from '../shared/start';
import { useRaceStates } from '../shared/useRaceStates';
import { usePostedHeight } from './usePostedHeight';

const query = new URLSearchParams(location.search);

/** The result table of one race and nothing around it, for a frame on a club's site. */
export function EmbedPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state, status } = useLive(feed);
  const states = useRaceStates(feed);
  usePostedHeight();
  const asked = query.get('race');
  const isThere = state.races.some(({ raceId }) => raceId === asked);
  const raceId = isThere ? asked : followedRace(state, states);
  const catId = query.get('catId');
  const all = (raceId === null ? undefined : state.results[raceId]) ?? [];
  const rows = catId === null ? all : all.filter((row) => row.catId === catId);
  const race = state.races.find((one) => one.raceId === raceId);
  const name = raceId === null ? '' : raceName(state, raceId, t);
  const caption = (
    <span class="embed-caption">
      <b>{name}</b>
      {race !== undefined && (
        <span class="embed-status">{t(`race.${states.get(race.raceId) ?? 'scheduled'}`)}</span>
      )}
    </span>
  );
  const page = `${feed.prefix}/events/${encodeURIComponent(state.event.eventId)}`;

  return (
    <main class="embed" data-phase={status.phase}>
      <h1 class="visually-hidden">{[state.event.mainTitle, name].filter(Boolean).join(' · ')}</h1>
      {rows.length === 0 ? (
        <p class="empty">{t('noResults')}</p>
      ) : race !== undefined && isOverall(race) ? (
        <OverallTable {...{ caption, rows }} />
      ) : (
        <ResultTable
          caption={caption}
          rows={rows}
          mode={query.get('detailed') === 'true' ? 'detailed' : 'simple'}
          listKey={raceId ?? ''}
          category={catId}
        />
      )}
      <p class="embed-foot">
        {status.phase === 'offline' && <span class="embed-offline">{t('connection.offline')}</span>}
        {/* Out of the frame: on a phone the frame is small. */}
        <a
          href={raceId === null ? page : `${page}?race=${encodeURIComponent(raceId)}`}
          target="_blank"
          rel="noopener"
        >
          {t('embed.more')}
        </a>
      </p>
    </main>
  );
}
