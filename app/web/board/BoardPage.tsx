import type { JSX } from 'preact';
import type { RaceState } from '../../../lib/domain/raceState';
import type { PublicRace } from '../../../lib/domain/views';
import { useLanguage, type TextKey } from '../shared/language';
import { useLive } from '../shared/live';
import { raceName } from '../shared/raceName';
import { SilenceNote } from '../shared/SilenceNote';
import type { PageProps } from '../shared/start';
import { useRaceStates } from '../shared/useRaceStates';
import { BoardCourse } from './BoardCourse';
import { BoardList } from './BoardList';
import { useNewVersion, usePin, useWakeLock } from './hooks';
import { boardOptions, type Layout } from './options';
import { sceneOf } from './scene';
import { startText } from './startText';

const options = boardOptions(location.search);

/** Boats that a layout has room for. */
const MOST_BOATS: Record<Layout, number> = { vertical: 2, ledwall: 1, overlay: 1 };
/** Rows beside the picture; the other layouts take what there is room for. */
const OVERLAY_ROWS = 5;

/** What is said of a race beside its name. */
const ENDINGS = new Map<RaceState | undefined, TextKey>([
  ['unofficial', 'race.4'],
  ['official', 'race.5'],
  ['revised', 'race.6'],
  ['cancelled', 'race.7'],
]);

/** A scoreboard: who is on the course, who has just finished, and the list. It needs nobody to look after it. */
export function BoardPage({ feed }: PageProps): JSX.Element {
  const { t } = useLanguage();
  const { state, status } = useLive(feed);
  const states = useRaceStates(feed);
  const { layout, title } = options;
  // A bib is pinned in the race that is shown, and which one that is does not hang on the pin.
  const { race, raceIds } = sceneOf(state, { options, states, pinned: null });
  const pinned = usePin(feed, raceIds);
  const { rows, listed, course, upcoming } = sceneOf(state, { options, states, pinned });
  useNewVersion(feed, document.getElementById('app')?.dataset.version ?? '');
  useWakeLock();

  const ending = ENDINGS.get(states.get(race?.raceId ?? ''));
  const isOverlay = layout === 'overlay';
  const name = race === null ? '' : raceName(state, race.raceId, t);
  const size = options.rows ?? (isOverlay ? OVERLAY_ROWS : null);
  const hasList = size !== 0;

  return (
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
        <h1>{title ?? state.event.mainTitle}</h1>
        <p class="board-race">
          {name}
          {ending !== undefined && <span class="board-status">{t(ending)}</span>}
        </p>
      </header>
      {race !== null && course !== null && (
        <BoardCourse {...{ feed, course, race, rows }} most={MOST_BOATS[layout]} />
      )}
      {hasList && listed.length > 0 && (
        <BoardList
          caption={`${t('results')}: ${name}`}
          rows={isOverlay ? listed.slice(0, size ?? OVERLAY_ROWS) : listed}
          size={size}
          pinned={isOverlay ? null : pinned}
          listKey={race?.raceId ?? ''}
          isNarrow={layout !== 'vertical'}
        />
      )}
      {hasList && listed.length === 0 && <BoardMessage race={race} upcoming={upcoming} feed={feed} />}
      <p class="board-note">
        {status.phase === 'offline' ? (
          <span class="board-offline">{t('connection.offline')}</span>
        ) : (
          <SilenceNote feed={feed} />
        )}
      </p>
    </main>
  );
}

/** Instead of a list: which race comes and when, or that there is nothing yet. */
function BoardMessage({
  race,
  upcoming,
  feed,
}: PageProps & { race: PublicRace | null; upcoming: PublicRace | null }): JSX.Element {
  const { t, language } = useLanguage();
  const start = upcoming === null ? '' : startText(upcoming.startTime, feed.serverNow(), language);
  return (
    <div class="board-message">
      {upcoming !== null && <p class="message-race">{raceName(feed.state, upcoming.raceId, t)}</p>}
      <p>
        {start !== ''
          ? t('board.starts', { time: start })
          : t(race === null ? 'noRaces' : upcoming === null ? 'noResults' : stateText(upcoming))}
      </p>
    </div>
  );
}

/** Where the schedule has no time: `Scheduled`, `Getting ready`. */
const stateText = ({ raceStatus }: PublicRace): 'race.0' | 'race.1' | 'race.2' =>
  raceStatus === 1 ? 'race.1' : raceStatus === 2 ? 'race.2' : 'race.0';
