import type { JSX } from 'preact';
import type { PublicOnCourseEntry, PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useTicking } from '../shared/clock';
import { gapText, penaltySeconds, runningSeconds, seconds } from '../shared/format';
import { Gates } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { statusTitle } from '../shared/statusTitle';
import { countedTotal, isBestRun, leaderOf, runsOf } from '../shared/rows';
import { penaltySize } from './BoardList';

interface BoardCourseProps {
  feed: LiveFeed;
  entries: readonly PublicOnCourseEntry[];
  rows: readonly PublicResult[];
  /** Who has just finished, instead of those on the course. */
  finisher: PublicResult | null;
  next: PublicStart | undefined;
  /** At most this many boats. */
  most: number;
}

/** The running boats; for some seconds who has just finished; and who comes next while nobody is there. */
export function BoardCourse({
  feed,
  entries,
  rows,
  finisher,
  next,
  most,
}: BoardCourseProps): JSX.Element | null {
  const { t } = useLanguage();
  if (finisher !== null) return <Finisher row={finisher} />;
  if (entries.length > 0) {
    return (
      <div class="board-course" role="group" aria-label={t('onCourse')}>
        {entries.slice(0, most).map((entry) => (
          <Running key={entry.bib} {...{ feed, entry, rows }} />
        ))}
      </div>
    );
  }
  if (next === undefined) return null;
  return (
    <div class="board-course">
      <div class="boat boat-next">
        <span class="label">{t('board.next')}</span>
        <span class="bib">{next.bib}</span>
        <span class="who">
          <AthleteName name={next.name} />
          <span class="club">{next.club}</span>
        </span>
      </div>
    </div>
  );
}

function Running({
  feed,
  entry,
  rows,
}: {
  feed: LiveFeed;
  entry: PublicOnCourseEntry;
  rows: readonly PublicResult[];
}) {
  const { bib, name, club, gates, pen, completed, time } = entry;
  const leader = leaderOf(rows);
  const clock = useTicking(() => {
    if (completed) return seconds(time);
    const now = feed.runningTime(entry);
    return now === null ? '' : runningSeconds(now);
  });
  const toBeat = useTicking(() => {
    const now = completed ? time : feed.runningTime(entry);
    if (now === null || leader === null || leader.row.bib === bib) return '';
    // Still ahead: what is left to take the lead. Behind: by how much.
    return gapText(now + (pen ?? 0) - leader.total);
  });
  return (
    <div class="boat" data-bib={bib}>
      <span class="bib">{bib}</span>
      <span class="who">
        <AthleteName name={name ?? bib} />
        <span class="club">{club}</span>
      </span>
      <span class="figures">
        <span class="pen" data-pen={penaltySize(pen)}>
          {pen === null || pen === 0 ? '' : `+${penaltySeconds(pen)}`}
        </span>
        <span class="clock" ref={clock} role="timer" aria-live="off" />
        <span class="gap" ref={toBeat} aria-hidden="true" />
      </span>
      <Gates gates={gates} size="small" marksLatest />
    </div>
  );
}

function Finisher({ row }: { row: PublicResult }): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { bib, name, club, rnk, totalBehind, heatNr } = row;
  const { first, second } = runsOf(row);
  const run = second ?? first;
  const status = run?.status ?? row.status;
  const isFirstBetter = isBestRun(row) && run?.counts === false;
  return (
    <div class="board-course" role="status">
      <div class="boat boat-finished" data-bib={bib} data-lead={rnk === 1 && !isFirstBetter}>
        {rnk !== null && status === null && <span class="place">{ordinal(rnk)}</span>}
        <span class="bib">{bib}</span>
        <span class="who">
          <AthleteName name={name} />
          <span class="club">{club}</span>
        </span>
        <span class="figures">
          {status !== null ? (
            <span class="clock">
              <abbr title={statusTitle(status, t)}>{status}</abbr>
            </span>
          ) : (
            heatNr === undefined && (
              <>
                <span class="pen" data-pen={penaltySize(run?.pen)}>
                  {(run?.pen ?? 0) > 0 ? `+${penaltySeconds(run?.pen)}` : t('board.clean')}
                </span>
                <span class="clock">{seconds(run?.total)}</span>
                <span class="gap">
                  {isFirstBetter
                    ? `${t('run1')} ${seconds(countedTotal(row))}`
                    : rnk !== null && rnk > 1
                      ? totalBehind
                      : ''}
                </span>
              </>
            )
          )}
        </span>
      </div>
    </div>
  );
}
