import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { penaltySeconds, seconds } from '../shared/format';
import { useLanguage, type Speech } from '../shared/language';
import { countedTotal, membersText, runsOf, shownBib, type Run } from '../shared/rows';
import { statusTitle } from '../shared/statusTitle';
import type { Column } from './columns';
import { penaltySize } from './penaltySize';

interface BoardRowProps {
  row: PublicResult;
  columns: readonly Column[];
  /** Names the members below a team. */
  hasMembers: boolean;
  isPinned: boolean;
}

export function BoardRow({ row, columns, hasMembers, isPinned }: BoardRowProps): JSX.Element {
  const { t } = useLanguage();
  return (
    <tr data-flip={row.bib} data-bib={row.bib} data-pinned={isPinned} data-rank={row.rnk}>
      {columns.map((column) => cellOf(column, row, hasMembers, t))}
    </tr>
  );
}

function cellOf(column: Column, row: PublicResult, hasMembers: boolean, t: Speech['t']): JSX.Element {
  const { rnk, name, members, status, heatNr, totalBehind, isUnderReview, byHand, reached } = row;
  const { first, second } = runsOf(row);
  switch (column) {
    case 'rank':
      return <td class="rank">{rnk}</td>;
    case 'bib':
      return <td class="bib">{shownBib(row)}</td>;
    case 'who':
      return (
        <th scope="row" class="who">
          <div>
            <AthleteName name={name} isTeam={members !== undefined} />
            {isUnderReview === true && <small class="review">{t('board.review')}</small>}
            {byHand !== undefined && <small class="review">{t('byHand')}</small>}
          </div>
          {hasMembers && members !== undefined && <small class="members">{membersText(members)}</small>}
        </th>
      );
    case 'noc':
      return <td class="noc-cell">{row.noc}</td>;
    case 'club':
      return <td class="club-cell">{row.club}</td>;
    case 'pen':
      return (
        <td class="pen" data-pen={penaltySize(first?.pen)}>
          {status === null ? penaltySeconds(first?.pen) : ''}
        </td>
      );
    case 'run1':
      return <RunCell name="run1" run={first} isOnly={second === null} />;
    case 'run2':
      return <RunCell name="run2" run={second} isOnly={first === null} />;
    case 'run':
      return (
        <td class="run">{rnk === null ? '' : t('board.run', { n: second?.counts === true ? 2 : 1 })}</td>
      );
    case 'total':
      return (
        <td class="total">
          <StatusOr status={status} text={seconds(countedTotal(row))} />
        </td>
      );
    case 'gap':
      return <td class="gap">{rnk !== null && rnk > 1 ? totalBehind : ''}</td>;
    case 'faults':
      return <td class="faults">{faultsText(row)}</td>;
    case 'heat':
      return (
        <td class="total heat-nr">
          <StatusOr status={status} text={typeof heatNr === 'number' ? t('heat', { n: heatNr }) : ''} />
        </td>
      );
    case 'round':
      return <td class="round">{reached === 'time-trial' ? t('type.cross-trial') : ''}</td>;
  }
}

interface RunCellProps {
  name: 'run1' | 'run2';
  run: Run | null;
  /** There is no other run to be worse than. */
  isOnly: boolean;
}

/** One of two runs: the one that does not count is muted. */
function RunCell({ name, run, isOnly }: RunCellProps): JSX.Element {
  const pen = run?.pen ?? 0;
  return (
    <td class={`total ${name}`} data-counts={run !== null && (run.counts || isOnly)}>
      {pen > 0 && run?.status === null && (
        <small class="pen" data-pen={penaltySize(pen)}>{`+${penaltySeconds(pen)}`}</small>
      )}
      <StatusOr status={run?.status ?? null} text={seconds(run?.total)} />
    </td>
  );
}

function StatusOr({ status, text }: { status: string | null; text: string }): JSX.Element {
  const { t } = useLanguage();
  return status === null ? <>{text}</> : <abbr title={statusTitle(status, t)}>{status}</abbr>;
}

/** As the timing says them: `FLT 7`. */
export const faultsText = ({ faults = [] }: PublicResult): string =>
  faults.map(({ kind, gate }) => (gate === null ? kind : `${kind} ${gate}`)).join(', ');
