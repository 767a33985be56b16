import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PublicOnCourseEntry, PublicRace, PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useTicking } from '../shared/clock';
import { penaltySeconds, runningSeconds, seconds, startTimes } from '../shared/format';
import { Gates, penaltyName } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import type { LiveFeed, LiveState } from '../shared/live';
import { outlookLine, outlookOf } from '../shared/outlook';
import { raceName } from '../shared/raceName';
import { leaderOf, spokenName } from '../shared/rows';
import { remember, remembered } from '../shared/storage';

interface OnCourseProps {
  feed: LiveFeed;
  state: LiveState;
  /** Who starts next, and in which race. */
  next: { race: PublicRace; starts: readonly PublicStart[] } | null;
  /** The way to the race that is going on, where another one is shown. */
  follow: ComponentChildren;
}

/**
 * Who is on the course now, and who comes next: a line for each, in a place that is always as high, so that nothing below it
 * ever moves; opened, with gates and outlook.
 */
export function OnCourse({ feed, state, next, follow }: OnCourseProps): JSX.Element | null {
  const { t } = useLanguage();
  const [isOpen, setOpen] = useState(() => remembered('on-course') === 'open');
  const { oncourse } = state;
  if (oncourse.length === 0 && next === null && state.event.status !== 'running') return null;
  const away = oncourse.filter(({ dtStart }) => dtStart !== null);
  const timeOf = startTimes(next?.starts ?? []);
  const raceIds = [...new Set(away.map(({ raceId }) => raceId))];
  const onlyRace = raceIds.length === 1 ? raceIds[0] : undefined;
  return (
    <section class="on-course" aria-labelledby="on-course-title" data-open={isOpen}>
      <div class="on-course-head">
        <h2 id="on-course-title">{t(away.length > 0 ? 'onCourse' : 'onCourseNobody')}</h2>
        {onlyRace !== undefined && <RaceLine {...{ state }} raceId={onlyRace} />}
        {follow}
        {away.length > 0 && (
          <button
            type="button"
            class="on-course-more"
            aria-expanded={isOpen}
            aria-label={t('moreOfCourse')}
            onClick={() => {
              remember('on-course', isOpen ? 'closed' : 'open');
              setOpen(!isOpen);
            }}
          >
            <span aria-hidden="true">{isOpen ? '▴' : '▾'}</span>
          </button>
        )}
      </div>
      <div class="on-course-lines" tabIndex={0} role="group" aria-labelledby="on-course-title">
        {raceIds.map((raceId) => (
          <RaceOnCourse key={raceId} {...{ feed, state, raceId }} isNamed={raceId !== onlyRace} />
        ))}
      </div>
      {next !== null && (
        <div class="next">
          <h3>
            {t('next')}
            {/* Where boats of the same race are above, its name is there. */}
            {!raceIds.includes(next.race.raceId) && (
              <span class="next-race"> {raceName(state, next.race.raceId, t)}</span>
            )}
          </h3>
          <ol>
            {next.starts.map(({ bib, name, startTime, members }, place) => (
              // By place: a name takes another's, and nothing moves.
              <li key={place}>
                <span class="bib">{bib}</span>
                <AthleteName name={name} isTeam={members !== undefined} />
                <span class="muted">{timeOf(startTime)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

interface RaceOnCourseProps {
  feed: LiveFeed;
  state: LiveState;
  raceId: string;
  /** Whether the race is named above its boats. */
  isNamed: boolean;
}

/** What a race is called, and what its boats have to beat. */
function RaceLine({ state, raceId }: Pick<RaceOnCourseProps, 'state' | 'raceId'>): JSX.Element {
  const { t } = useLanguage();
  const rows = state.results[raceId];
  const leader = isCross(rows) ? null : leaderOf(rows);
  return (
    <p class="on-course-race">
      <strong>{raceName(state, raceId, t)}</strong>
      {leader !== null && (
        <span class="to-beat">
          {t('timeToBeat')} <b>{seconds(leader.total)}</b>{' '}
          {spokenName(leader.row.name, leader.row.members !== undefined)}
        </span>
      )}
    </p>
  );
}

const isCross = (rows: readonly PublicResult[] = []): boolean =>
  rows.some(({ heatNr }) => heatNr !== undefined);

/** The boats of one race. */
function RaceOnCourse({ feed, state, raceId, isNamed }: RaceOnCourseProps): JSX.Element {
  const race = state.races.find((one) => one.raceId === raceId);
  const rows = state.results[raceId] ?? [];
  return (
    <>
      {isNamed && <RaceLine {...{ state, raceId }} />}
      <ul class="boats">
        {state.oncourse
          .filter((entry) => entry.raceId === raceId && entry.dtStart !== null)
          .map((entry) => (
            <Boat
              key={entry.bib}
              {...{ feed, entry, rows }}
              isCross={isCross(rows)}
              raceType={race?.raceType}
            />
          ))}
      </ul>
    </>
  );
}

interface BoatProps {
  feed: LiveFeed;
  entry: PublicOnCourseEntry;
  raceType: PublicRace['raceType'] | undefined;
  /** The results of the race. */
  rows: readonly PublicResult[];
  isCross: boolean;
}

function Boat({ feed, entry, raceType, rows, isCross }: BoatProps): JSX.Element {
  const speech = useLanguage();
  const { t } = speech;
  const { bib, name, club, gates, completed, pen, time } = entry;
  const isTeam = rows.some((row) => row.bib === bib && row.members !== undefined);

  const running = (): number | null => (completed ? time : feed.runningTime(entry));
  const clock = useTicking(() => {
    const now = running();
    if (now === null) return '–';
    return completed ? seconds(now) : runningSeconds(now);
  });
  const standing = useTicking(() => {
    const outlook = raceType === undefined ? null : outlookOf(raceType, entry, rows, running());
    return [completed && speech.t('finished'), outlookLine(outlook, speech)].filter(Boolean).join(' · ');
  });

  return (
    <li class="boat card" data-bib={bib} data-completed={completed}>
      <div class="boat-who">
        <span class="boat-bib">
          <span class="visually-hidden">{t('bib')} </span>
          {bib}
        </span>
        <div>
          <AthleteName name={name ?? bib} isTeam={isTeam} />
          <span class="club">{club}</span>
        </div>
        <div class="boat-clock">
          <span ref={clock} role="timer" aria-live="off" class="clock" />
          {pen !== null && pen > 0 && (
            <span class="run-pen" data-pen={penaltyName(pen / 100)}>
              <span class="visually-hidden">{t('penalty')} </span>+{penaltySeconds(pen)}
            </span>
          )}
        </div>
      </div>
      {gates.length > 0 && !isCross && (
        <Gates gates={gates} size="small" isTeam={isTeam} marksLatest={!completed} />
      )}
      <p class="boat-facts">
        <strong ref={standing} aria-live="off" />
      </p>
    </li>
  );
}
