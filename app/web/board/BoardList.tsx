import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { useLanguage } from '../shared/language';
import { useFlip } from '../shared/motion';
import { BoardRow } from './BoardRow';
import { columnsOf, HEADERS, kindOf } from './columns';
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
  /** Leaves out penalties and gap; of two runs the counted one is shown. */
  isNarrow: boolean;
}

/** A row's height in relation to its type. */
const LEADING = 1.55;
/** Rows of a list that may choose: fewer would waste a wall, more could not be read from afar. */
const FEWEST = 3;
const CHOSEN = 10;
/** Characters that a row holds side by side. */
const CHARACTERS = 25;

/** From this width on, in sizes of type, each of two runs has room for its penalties, too. */
const ROOMY = 33;

/** Ranks, names and totals, as large as the place allows; a longer list is shown page by page. */
export function BoardList({ caption, rows, size, pinned, listKey, isNarrow }: BoardListProps): JSX.Element {
  const { t } = useLanguage();
  const { ref, width, height } = useSize();
  const body = useRef<HTMLTableSectionElement>(null);
  const kind = kindOf(rows);
  const columns = columnsOf(kind, isNarrow);
  const turn = useTurn(listKey);
  const widest = width / (isNarrow ? CHARACTERS * 0.72 : CHARACTERS);
  const chosen = Math.min(widest, height / (CHOSEN * LEADING));
  const count = size ?? Math.max(FEWEST, Math.floor(height / (chosen * LEADING)) || FEWEST);
  // Whole pixels: tables round rows up, and a list of twenty would grow over its place.
  const rowHeight = Math.floor(height / count);
  const type = Math.min(rowHeight / LEADING, widest);
  const page = pageAt(rows, count, turn, pinned);
  useFlip(body);

  return (
    <div class="board-list">
      <div class="board-rows" ref={ref} style={{ '--row': `${rowHeight}px`, '--type': `${type}px` }}>
        {height > 0 && (
          <table data-kind={kind} data-roomy={width / type >= ROOMY}>
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
                <BoardRow key={row.bib} row={row} columns={columns} isPinned={row.bib === pinned} />
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
