import type { JSX } from 'preact';
import type { PublicOnCourseEntry, PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { className } from '../shared/className';
import { useTicking } from '../shared/clock';
import { gapText, penaltySeconds, runningSeconds, seconds, startTimes } from '../shared/format';
import { Gates, penaltyName } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import type { LiveFeed, LiveState } from '../shared/live';
import { countedTotal, leaderOf, provisionalRank, spokenName } from '../shared/rows';

interface OnCourseProps {
  feed: LiveFeed;
  state: LiveState;
  next: readonly PublicStart[];
}

/** Who is on the course now, and who comes next. */
export function OnCourse({ feed, state, next }: OnCourseProps): JSX.Element | null {
  const { t } = useLanguage();
  const { oncourse } = state;
  if (oncourse.length === 0 && next.length === 0) return null;
  const away = oncourse.filter(({ dtStart }) => dtStart !== null);
  const timeOf = startTimes(next);
  const raceIds = [...new Set(away.map(({ raceId }) => raceId))];
  return (
    <section class="on-course" aria-labelledby="on-course-title">
      <h2 id="on-course-title" class={away.length === 0 ? 'visually-hidden' : undefined}>
        {t('onCourse')}
      </h2>
      {raceIds.map((raceId) => (
        <RaceOnCourse key={raceId} {...{ feed, state, raceId }} />
      ))}
      {next.length > 0 && (
        <div class="next">
          <h3>{t('next')}</h3>
          <ol>
            {next.map(({ bib, name, startTime, members }) => (
              <li key={bib}>
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
}

/** The boats of one race, with what they have to beat. */
function RaceOnCourse({ feed, state, raceId }: RaceOnCourseProps): JSX.Element {
  const { t } = useLanguage();
  const race = state.races.find((one) => one.raceId === raceId);
  const rows = state.results[raceId] ?? [];
  const isCross = rows.some(({ heatNr }) => heatNr !== undefined);
  const leader = isCross ? null : leaderOf(rows);
  return (
    <>
      <p class="on-course-race">
        <strong>{race && [className(state, race.classId, t), t(`type.${race.raceType}`)].join(' · ')}</strong>
        {leader !== null && (
          <span class="to-beat">
            {t('timeToBeat')} <b>{seconds(leader.total)}</b>{' '}
            {spokenName(leader.row.name, leader.row.members !== undefined)}
          </span>
        )}
      </p>
      <ul class="boats">
        {state.oncourse
          .filter((entry) => entry.raceId === raceId && entry.dtStart !== null)
          .map((entry) => (
            <Boat key={entry.bib} {...{ feed, entry, rows, isCross }} />
          ))}
      </ul>
    </>
  );
}

interface BoatProps {
  feed: LiveFeed;
  entry: PublicOnCourseEntry;
  /** The results of the race. */
  rows: readonly PublicResult[];
  isCross: boolean;
}

/** The best total of all others. */
function bestOther(rows: readonly PublicResult[], bib: string): number | null {
  let best: number | null = null;
  for (const row of rows) {
    const total = countedTotal(row);
    if (row.bib !== bib && total !== null && (best === null || total < best)) best = total;
  }
  return best;
}

function Boat({ feed, entry, rows, isCross }: BoatProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { bib, name, club, gates, completed, pen, time, total, rank, ttbDiff } = entry;
  const best = isCross ? null : bestOther(rows, bib);
  const isTeam = rows.some((row) => row.bib === bib && row.members !== undefined);

  const running = (): number | null => (completed ? time : feed.runningTime(entry));
  const clock = useTicking(() => {
    const now = running();
    if (now === null) return '–';
    return completed ? seconds(now) : runningSeconds(now);
  });
  const standing = useTicking(() => {
    if (completed) {
      const parts = [
        t('finished'),
        isCross ? '' : seconds(total),
        rank === null ? '' : ordinal(rank),
        ttbDiff ?? '',
      ];
      return parts.filter(Boolean).join(' · ');
    }
    const now = running();
    if (now === null || isCross) return '';
    const soFar = now + (pen ?? 0);
    const place = t('provisional', { rank: ordinal(provisionalRank(rows, bib, soFar)) });
    if (best === null) return place;
    const left = best - soFar;
    const distance =
      left > 0 ? t('lead', { seconds: runningSeconds(left) }) : t('behind', { gap: gapText(-left) });
    return `${place} · ${distance}`;
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
