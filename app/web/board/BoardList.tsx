import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { penaltySeconds, seconds } from '../shared/format';
import { useLanguage, type TextKey } from '../shared/language';
import { useFlip } from '../shared/motion';
import { statusTitle } from '../shared/statusTitle';
import { countedTotal, isBestRun, runsOf } from '../shared/rows';
import { useSize, useTurn } from './hooks';
import { pageAt } from './pages';

interface BoardListProps {
  caption: string;
  rows: readonly PublicResult[];
  /** Rows at once; null for as many as are large enough. */
  size: number | null;
  /** Who has just finished. */
  pinned: string | null;
  listKey: string;
  /** Leaves out penalties and gap. */
  isNarrow?: boolean;
}

/** A row's height in relation to its type. */
const LEADING = 1.55;
/** Rows of a list that may choose: fewer would waste a wall, more could not be read from afar. */
const FEWEST = 3;
const CHOSEN = 10;
/** Characters that a row holds side by side. */
const CHARACTERS = 25;

const COLUMNS = ['rank', 'bib', 'who', 'pen', 'total', 'gap'] as const;
const NARROW = ['rank', 'bib', 'who', 'total'] as const;

type Column = (typeof COLUMNS)[number];

const HEADERS: Record<Column, TextKey> = {
  rank: 'rank',
  bib: 'bib',
  who: 'name',
  pen: 'penalty',
  total: 'total',
  gap: 'gap',
};

/** Ranks, names and totals, as large as the place allows; a longer list is shown page by page. */
export function BoardList({ caption, rows, size, pinned, listKey, isNarrow }: BoardListProps): JSX.Element {
  const { t } = useLanguage();
  const { ref, width, height } = useSize();
  const body = useRef<HTMLTableSectionElement>(null);
  const columns = isNarrow === true ? NARROW : COLUMNS;
  const turn = useTurn(listKey);
  const widest = width / (isNarrow === true ? CHARACTERS * 0.72 : CHARACTERS);
  const chosen = Math.min(widest, height / (CHOSEN * LEADING));
  const count = size ?? Math.max(FEWEST, Math.floor(height / (chosen * LEADING)) || FEWEST);
  // Whole pixels: tables round rows up, and a list of twenty would grow over its place.
  const rowHeight = Math.floor(height / count);
  const page = pageAt(rows, count, turn, pinned);
  useFlip(body);

  return (
    <div class="board-list">
      <div
        class="board-rows"
        ref={ref}
        style={{ '--row': `${rowHeight}px`, '--type': `${Math.min(rowHeight / LEADING, widest)}px` }}
      >
        {height > 0 && (
          <table>
            <caption class="visually-hidden">{caption}</caption>
            <colgroup>
              {columns.map((column) => (
                <col key={column} class={`col-${column}`} />
              ))}
            </colgroup>
            <thead class="visually-hidden">
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(HEADERS[column])}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={body}>
              {page.rows.map((row) => (
                <BoardRow
                  key={row.bib}
                  row={row}
                  isPinned={row.bib === pinned}
                  isNarrow={isNarrow === true}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {page.count > 1 && (
        <p class="board-page" aria-hidden="true">
          {t('board.page', { page: page.number + 1, pages: page.count })}
        </p>
      )}
    </div>
  );
}

interface BoardRowProps {
  row: PublicResult;
  isPinned: boolean;
  isNarrow: boolean;
}

function BoardRow({ row, isPinned, isNarrow }: BoardRowProps): JSX.Element {
  const { t } = useLanguage();
  const { bib, name, rnk, status, heatNr, totalBehind } = row;
  const isCross = heatNr !== undefined;
  const { first, second } = runsOf(row);
  const counted = isBestRun(row) && second?.counts === true ? second : first;
  return (
    <tr data-flip={bib} data-bib={bib} data-pinned={isPinned} data-rank={rnk}>
      <td class="rank">{rnk}</td>
      <td class="bib">{bib}</td>
      <th scope="row" class="who">
        <AthleteName name={name} />
      </th>
      {!isNarrow && (
        <td class="pen" data-pen={penaltySize(counted?.pen)}>
          {rnk !== null && !isCross ? penaltySeconds(counted?.pen) : ''}
        </td>
      )}
      <td class="total">
        {status !== null ? (
          <abbr title={statusTitle(status, t)}>{status}</abbr>
        ) : isCross ? (
          heatNr !== null && t('heat', { n: heatNr })
        ) : (
          seconds(countedTotal(row))
        )}
      </td>
      {!isNarrow && <td class="gap">{rnk !== null && rnk > 1 ? totalBehind : ''}</td>}
    </tr>
  );
}

/** How bad a penalty is, for its colour: touches only, or a missed gate. Hundredths. */
export const penaltySize = (pen: number | null | undefined): '0' | '2' | '50' =>
  (pen ?? 0) >= 5_000 ? '50' : (pen ?? 0) > 0 ? '2' : '0';
