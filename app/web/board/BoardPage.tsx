import type { JSX } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { useLanguage } from '../shared/language';
import { useLive } from '../shared/live';
import { raceName } from '../shared/raceName';
import { nextStarters } from '../shared/rows';
import type { PageProps } from '../shared/start';
import { BoardCourse } from './BoardCourse';
import { BoardList } from './BoardList';
import { useNewVersion, usePin, useWakeLock } from './hooks';
import { boardOptions, type Layout } from './options';
import { racesOfList, shownRace } from './shown';

const options = boardOptions(location.search);

/** Boats that a layout has room for. */
const MOST_BOATS: Record<Layout, number> = { vertical: 2, ledwall: 1, overlay: 1 };
/** Rows beside the picture; the other layouts take what there is room for. */
const OVERLAY_ROWS = 5;

/** A scoreboard: who is on the course, who has just finished, and the list. It needs nobody to look after it. */
export function BoardPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state, status } = useLive(feed);
  const { layout, title } = options;
  const raceId = shownRace(state, options);
  const raceIds = raceId === null ? [] : racesOfList(state, raceId);
  const pinned = usePin(feed, raceIds);
  useNewVersion(feed, document.getElementById('app')?.dataset.version ?? '');
  useWakeLock();
  useLayoutEffect(() => {
    document.documentElement.dataset.layout = layout;
  }, [layout]);

  const rows = (raceId === null ? undefined : state.results[raceId]) ?? [];
  const race = state.races.find((one) => one.raceId === raceId);
  const entries = state.oncourse.filter((one) => raceIds.includes(one.raceId) && one.dtStart !== null);
  const run = race?.raceType === 'best-run-2' ? 'second' : 'first';
  const starts = (raceId === null ? undefined : state.startlists[raceId]) ?? [];
  const [next] = race?.raceStatus === RACE_RUNNING ? nextStarters(starts, rows, entries, run) : [];
  const ranked = rows.filter((row) => row.rnk !== null || row.status !== null);
  const finisher = rows.find(({ bib }) => bib === pinned) ?? null;
  const name = raceId === null ? '' : raceName(state, raceId, t);
  const size = options.rows ?? (layout === 'overlay' ? OVERLAY_ROWS : null);

  return (
    <main
      class="board"
      data-layout={layout}
      data-phase={status.phase}
      data-race={raceId}
      style={{ '--rows': size ?? '' }}
    >
      <header class="board-header">
        <h1>{title ?? state.event.mainTitle}</h1>
        <p class="board-race">
          {name}
          {race !== undefined && race.raceStatus >= 4 && race.raceStatus <= 6 && (
            <span class="board-status">{t(`race.${race.raceStatus as 4 | 5 | 6}`)}</span>
          )}
        </p>
      </header>
      <BoardCourse {...{ feed, entries, rows, finisher, next }} most={MOST_BOATS[layout]} />
      {ranked.length === 0 ? (
        <p class="board-empty">{layout === 'overlay' ? '' : t('board.waiting')}</p>
      ) : (
        size !== 0 && (
          <BoardList
            caption={`${t('results')}: ${name}`}
            rows={layout === 'overlay' ? ranked.slice(0, size ?? OVERLAY_ROWS) : ranked}
            size={size}
            pinned={layout === 'overlay' ? null : pinned}
            listKey={raceId ?? ''}
            isNarrow={layout !== 'vertical'}
          />
        )
      )}
      {status.phase === 'offline' && <p class="board-offline">{t('connection.offline')}</p>}
    </main>
  );
}

const RACE_RUNNING = 3;
