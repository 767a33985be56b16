import type { JSX } from 'preact';
import { isOver, type RaceState } from '../../../lib/domain/raceState';
import type { BoardLayout, PublicRace } from '../../../lib/domain/views';
import { AnnouncementLine } from '../shared/AnnouncementLine';
import { useLanguage } from '../shared/language';
import { useLive } from '../shared/live';
import { raceName } from '../shared/raceName';
import { SilenceNote } from '../shared/SilenceNote';
import type { PageProps } from '../shared/start';
import { useReopened } from '../shared/useReopened';
import { useRaceStates } from '../shared/useRaceStates';
import { BoardBracket } from './BoardBracket';
import { BoardCourse } from './BoardCourse';
import { BoardList } from './BoardList';
import { BoardLogo, Sponsors } from './BoardImages';
import { useNewVersion, usePin, useWakeLock } from './hooks';
import { useBoardOptions } from './leading';
import { SMALL_PX } from './options';
import { sceneOf } from './scene';
import { startText } from './startText';

/** Boats that a layout has room for. */
const MOST_BOATS: Record<BoardLayout, number> = { vertical: 2, ledwall: 1, overlay: 1 };
/** Rows beside the picture; the other layouts take what there is room for. */
const OVERLAY_ROWS = 5;

/** A scoreboard: who is on the course, who has just finished, and the list. It needs nobody to look after it. */
export function BoardPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state, status } = useLive(feed);
  useReopened(feed);
  const states = useRaceStates(feed);
  const options = useBoardOptions(feed);
  const { layout, title } = options;
  // A bib is pinned in the race that is shown, and which one that is does not hang on the pin.
  const { race, raceIds } = sceneOf(state, { options, states, pinned: null });
  const pinned = usePin(feed, raceIds);
  const { rows, listed, bracket, course, upcoming } = sceneOf(state, { options, states, pinned });
  useNewVersion(feed, document.getElementById('app')?.dataset.version ?? '');
  useWakeLock();

  const raceState = states.get(race?.raceId ?? '');
  const isOverlay = layout === 'overlay';
  const name = race === null ? '' : raceName(state, race.raceId, t);
  const size = options.rows ?? (isOverlay ? OVERLAY_ROWS : null);
  const hasList = size !== 0;

  const hasImages = options.hasImages && !isOverlay;

  return (
    <div class="board-screen">
      <main
        class="board"
        data-layout={layout}
        data-phase={status.phase}
        data-race={race?.raceId}
        data-has-course={course !== null}
        data-has-list={hasList}
        style={{ '--rows': size ?? '' }}
      >
        <header class="board-header">
          {hasImages && <BoardLogo feed={feed} />}
          <h1>{title ?? state.event.mainTitle}</h1>
          <p class="board-race">
            {name}
            {raceState !== undefined && isOver(raceState) && raceState !== 'no-results' && (
              <span class="board-status">{t(`race.${raceState}`)}</span>
            )}
          </p>
        </header>
        {race !== null && course !== null && (
          <BoardCourse
            {...{ feed, course, race, rows }}
            most={innerHeight <= SMALL_PX ? 1 : MOST_BOATS[layout]}
          />
        )}
        {hasList && listed.length > 0 && bracket !== null && (
          <BoardBracket races={bracket} results={state.results} current={race?.raceId ?? ''} />
        )}
        {hasList && listed.length > 0 && bracket === null && (
          <BoardList
            caption={`${t('results')}: ${name}`}
            rows={isOverlay ? listed.slice(0, size ?? OVERLAY_ROWS) : listed}
            size={size}
            pinned={isOverlay ? null : pinned}
            listKey={race?.raceId ?? ''}
            isNarrow={layout !== 'vertical'}
            hasMembers={!isOverlay}
          />
        )}
        {hasList && listed.length === 0 && <BoardMessage {...{ race, upcoming, feed }} state={raceState} />}
        <div class="board-note">
          <AnnouncementLine feed={feed} />
          {status.phase === 'offline' ? (
            <span class="board-offline">{t('connection.offline')}</span>
          ) : (
            <SilenceNote feed={feed} />
          )}
        </div>
      </main>
      {!isOverlay && <Sponsors {...{ feed, hasImages }} hasQr={options.hasQr} />}
    </div>
  );
}

interface BoardMessageProps extends PageProps {
  race: PublicRace | null;
  upcoming: PublicRace | null;
  /** Of the race. */
  state: RaceState | undefined;
}

/** Instead of a list: which race comes and when, or that there is nothing yet. */
function BoardMessage({ race, upcoming, feed, state = 'scheduled' }: BoardMessageProps): JSX.Element {
  const { t, language } = useLanguage();
  // A race that is put off keeps the time at which it was to start.
  const isDue = state === 'scheduled' || state === 'next';
  const start = upcoming === null || !isDue ? '' : startText(upcoming.startTime, feed.serverNow(), language);
  return (
    <div class="board-message">
      {upcoming !== null && <p class="message-race">{raceName(feed.state, upcoming.raceId, t)}</p>}
      <p>
        {start !== ''
          ? t('board.starts', { time: start })
          : t(race === null ? 'noRaces' : upcoming === null ? 'noResults' : `race.${state}`)}
      </p>
    </div>
  );
}
