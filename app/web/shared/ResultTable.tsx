/**
 * A result list as a table that is read at a glance.
 *
 *   <ResultTable caption="K1M, 1st run" rows={state.results[raceId]} mode="simple" listKey={raceId} />
 *
 * `mode="detailed"` shows runs, times and penalties too. With `category`, rank and gap are those in the category (the
 * caller filters the rows). With `onOpen` names are buttons that open what `renderDetail` gives; with `star` each row
 * ends with what it gives. New results light up and rows move to their new place by themselves.
 */
import { Fragment } from 'preact';
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName, ClubLine } from './Athlete';
import { penaltySeconds, seconds } from './format';
import { penaltyName } from './Gates';
import { useLanguage } from './language';
import { memo } from './memo';
import { useFlip, useFresh } from './motion';
import { countedTotal, isBestRun, runsOf, type Run } from './rows';
import { statusTitle } from './statusTitle';
import { ResultMarks } from './ResultMarks';

export interface ResultTableProps {
  caption: ComponentChildren;
  rows: readonly PublicResult[];
  mode: 'simple' | 'detailed';
  /** Tells one list from another: what changes together with it was not raced just now. */
  listKey: string;
  category?: string | null;
  openBib?: string | null;
  onOpen?: (bib: string) => void;
  renderDetail?: (row: PublicResult) => ComponentChildren;
  star?: (row: PublicResult) => ComponentChildren;
}

function ResultTableView(props: ResultTableProps): JSX.Element {
  const { caption, rows, mode, listKey, category = null, openBib, onOpen, renderDetail, star } = props;
  const { t } = useLanguage();
  const fresh = useFresh(listKey, rows);
  const body = useRef<HTMLTableSectionElement>(null);
  useFlip(body);
  const hasRuns = rows.some(isBestRun);
  const isDetailed = mode === 'detailed';
  const columns = 5 + (isDetailed ? 2 : 0) + (star ? 1 : 0);

  return (
    <table class="results" data-mode={mode} data-runs={hasRuns}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col" class="rank">
            <abbr title={t('rank')}>{t('rankShort')}</abbr>
          </th>
          <th scope="col" class="bib">
            <abbr title={t('bib')}>{t('bibShort')}</abbr>
          </th>
          <th scope="col" class="who">
            {t('name')}
          </th>
          {isDetailed && (
            <>
              <th scope="col" class="run">
                {t(hasRuns ? 'run1' : 'time')}
              </th>
              <th scope="col" class="run">
                {hasRuns ? t('run2') : <abbr title={t('penalty')}>{t('penaltyShort')}</abbr>}
              </th>
            </>
          )}
          <th scope="col" class="total">
            {t('total')}
          </th>
          <th scope="col" class="gap">
            {t('gap')}
          </th>
          {star && (
            <th scope="col" class="star-cell">
              <span class="visually-hidden">{t('favourites')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <ResultRow
            key={row.bib}
            {...{ row, category, hasRuns, isDetailed, columns, onOpen, renderDetail, star }}
            isFresh={fresh.has(row.bib)}
            isOpen={openBib === row.bib}
          />
        ))}
      </tbody>
    </table>
  );
}

export const ResultTable = memo(ResultTableView);

interface ResultRowProps {
  row: PublicResult;
  onOpen: ResultTableProps['onOpen'];
  renderDetail: ResultTableProps['renderDetail'];
  star: ResultTableProps['star'];
  category: string | null;
  hasRuns: boolean;
  isDetailed: boolean;
  columns: number;
  isFresh: boolean;
  isOpen: boolean;
}

const ResultRow = memo(function ResultRowView(props: ResultRowProps): JSX.Element {
  const { row, category, hasRuns, isDetailed, columns, isFresh, isOpen, onOpen, renderDetail, star } = props;
  const { t } = useLanguage();
  const { bib, name, status } = row;
  const rank = category === null ? row.rnk : row.catRnk;
  const gap = category === null ? row.totalBehind : row.catTotalBehind;
  const detailId = `detail-${bib}`;
  const who = <AthleteName name={name} isTeam={row.members !== undefined} />;

  return (
    <Fragment>
      {/* All of the row is to be tapped; the button's click, which Enter makes too, comes up to it. */}
      <tr
        class={isFresh ? 'fresh' : undefined}
        data-flip={bib}
        data-bib={bib}
        data-open={isOpen}
        onClick={
          onOpen &&
          ((): void => {
            onOpen(bib);
          })
        }
      >
        <td class="rank">{rank ?? ''}</td>
        <td class="bib">{bib}</td>
        <th scope="row" class="who">
          {onOpen ? (
            <button
              type="button"
              class="row-open"
              aria-expanded={isOpen}
              aria-controls={isOpen ? detailId : undefined}
            >
              {who}
            </button>
          ) : (
            who
          )}
          <ClubLine {...row} members={row.members} />
          <ResultMarks row={row} />
          {isDetailed && <RunLine row={row} />}
        </th>
        {isDetailed && <RunCells row={row} hasRuns={hasRuns} />}
        <td class="total">
          {status === null ? (
            seconds(countedTotal(row))
          ) : (
            <abbr class="athlete-status" title={statusTitle(status, t)}>
              {status}
            </abbr>
          )}
          {rank !== null && rank > 1 && <span class="gap-below">{gap}</span>}
        </td>
        <td class="gap">{rank !== null && rank > 1 ? gap : ''}</td>
        {star && <td class="star-cell">{star(row)}</td>}
      </tr>
      {isOpen && renderDetail && (
        <tr class="detail" id={detailId}>
          <td colSpan={columns}>{renderDetail(row)}</td>
        </tr>
      )}
    </Fragment>
  );
});

function RunCells({ row, hasRuns }: { row: PublicResult; hasRuns: boolean }): JSX.Element {
  if (!hasRuns) {
    return (
      <>
        <td class="run">{seconds(row.time)}</td>
        <td class="run">{penaltySeconds(row.pen)}</td>
      </>
    );
  }
  const { first, second } = runsOf(row);
  return (
    <>
      <RunCell run={first} />
      <RunCell run={second} />
    </>
  );
}

/** A run's total and penalty; the worse of two is muted. */
function RunCell({ run }: { run: Run | null }): JSX.Element {
  return <td class={run?.counts === false ? 'run worse' : 'run'}>{run && <RunFigures run={run} />}</td>;
}

export function RunFigures({ run }: { run: Run }): JSX.Element {
  const { t } = useLanguage();
  if (run.status !== null) return <abbr title={statusTitle(run.status, t)}>{run.status}</abbr>;
  return (
    <>
      {seconds(run.total)}
      {run.pen !== null && (
        <span class="run-pen" data-pen={penaltyName(run.pen / 100)}>
          <span class="visually-hidden"> {t('penalty')} </span>
          {penaltySeconds(run.pen)}
        </span>
      )}
    </>
  );
}

/** The runs once more in a line below the name, for screens that have no room for their columns. */
function RunLine({ row }: { row: PublicResult }): JSX.Element | null {
  const { t } = useLanguage();
  const { first, second } = runsOf(row);
  if (!isBestRun(row)) {
    if (row.time === null) return null;
    return (
      <span class="run-line">
        <span>
          {t('time')} {seconds(row.time)}
          {row.pen !== null && ` + ${penaltySeconds(row.pen)}`}
        </span>
      </span>
    );
  }
  const runs = [first, second].map((run, at) => ({ run, number: at + 1 }));
  return (
    <span class="run-line">
      {runs.map(
        ({ run, number }) =>
          run && (
            <span key={number} class={run.counts ? undefined : 'worse'}>
              <span class="run-number">{number}.</span> <RunFigures run={run} />
            </span>
          ),
      )}
    </span>
  );
}
