import type { ComponentChildren, JSX } from 'preact';
import type { PublicOnCourseEntry, PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName, ClubLine } from '../shared/Athlete';
import { seconds, startTimes } from '../shared/format';
import { useLanguage } from '../shared/language';
import { memo } from '../shared/memo';
import { statusTitle } from '../shared/statusTitle';
import { hasRun, runsOf } from '../shared/rows';

interface StartTableProps {
  caption: ComponentChildren;
  starts: readonly PublicStart[];
  rows: readonly PublicResult[];
  onCourse: readonly PublicOnCourseEntry[];
  run: 'first' | 'second';
  /** The same athletes' starts in the other run of the race, and what it is called; null where there is none. */
  other: { starts: readonly PublicStart[]; run: string } | null;
  /** Bibs of those who start next. */
  next: ReadonlySet<string>;
  star: (row: PublicStart) => ComponentChildren;
}

type Stage = 'done' | 'away' | 'next' | 'waiting';

function StartTableView(props: StartTableProps): JSX.Element {
  const { caption, starts, rows, onCourse, run, other, next, star } = props;
  const { t } = useLanguage();
  const byBib = new Map(rows.map((row) => [row.bib, row]));
  const away = new Set(
    onCourse.filter(({ dtStart, completed }) => dtStart !== null && !completed).map(({ bib }) => bib),
  );
  const timeOf = startTimes(starts);
  const otherTimeOf = startTimes(other?.starts ?? []);
  const otherStarts = new Map(other?.starts.map(({ bib, startTime }) => [bib, startTime]));
  const stageOf = (bib: string): Stage => {
    if (away.has(bib)) return 'away';
    if (hasRun(byBib.get(bib), run)) return 'done';
    return next.has(bib) ? 'next' : 'waiting';
  };
  return (
    <table class="starts">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="start-time">
            {t('startTime')}
          </th>
          <th scope="col" class="bib">
            <abbr title={t('bib')}>{t('bibShort')}</abbr>
          </th>
          <th scope="col" class="who">
            {t('name')}
          </th>
          <th scope="col" class="stage">
            {t('state')}
          </th>
          <th scope="col" class="star-cell">
            <span class="visually-hidden">{t('favourites')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {starts.map((start) => {
          const stage = stageOf(start.bib);
          const otherTime = otherTimeOf(otherStarts.get(start.bib) ?? null);
          return (
            <tr key={start.bib} data-bib={start.bib} data-stage={stage}>
              <td class="start-time">{timeOf(start.startTime) || start.startOrder}</td>
              <td class="bib">{start.bib}</td>
              <th scope="row" class="who">
                <AthleteName name={start.name} isTeam={start.members !== undefined} />
                <ClubLine {...start} members={start.members} />
                {other !== null && otherTime !== '' && (
                  <span class="other-start muted">
                    {other.run} {otherTime}
                  </span>
                )}
              </th>
              <td class="stage" data-widest={t('away')}>
                <span class="start-above">{timeOf(start.startTime)}</span>
                <StageText stage={stage} row={byBib.get(start.bib)} run={run} />
              </td>
              <td class="star-cell">{star(start)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Drawn again only when something in it changed: on-course lists come several times a second. */
export const StartTable = memo(StartTableView);

interface StageTextProps {
  stage: Stage;
  row: PublicResult | undefined;
  run: 'first' | 'second';
}

function StageText({ stage, row, run }: StageTextProps): JSX.Element | null {
  const { t, ordinal } = useLanguage();
  if (stage === 'away') return <span class="chip chip-away">{t('away')}</span>;
  if (stage === 'next') return <span class="chip">{t('next')}</span>;
  if (stage === 'waiting' || row === undefined) return <span class="visually-hidden">{t('toStart')}</span>;
  if (row.heatNr !== undefined) return <>{row.status ?? (row.rnk === null ? '' : ordinal(row.rnk))}</>;
  const ended = runsOf(row)[run];
  if (ended?.status) return <abbr title={statusTitle(ended.status, t)}>{ended.status}</abbr>;
  return <>{seconds(ended?.total)}</>;
}
