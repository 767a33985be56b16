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
  /** Names the members below a team. */
  hasMembers: boolean;
}

/** A row's height in relation to its type; below a team stand its members. */
const LEADING = 1.55;
const TEAM_LEADING = 2.2;
/** What is added at most, where rows have more room than they need. */
const MORE_LEADING = 0.85;
/** A list of this width for its height, or less, leaves out what a small wall leaves out. */
const SLIM = 0.75;
/** Rows of a list that may choose: fewer would waste a wall, more could not be read from afar. */
const FEWEST = 3;
const CHOSEN = 10;
/** Two runs with their penalties have room beside one another in type that is a little smaller. */
const CHOSEN_OF_TWO = 12;
const CHOSEN_TEAMS = 7;
/** Smaller letters are none on a wall of few pixels; below a team those of its members are the smallest. */
const LEAST_TYPE = 12;
const LEAST_TEAM_TYPE = 14;
/** Characters that a row holds side by side. */
const CHARACTERS = { wide: 25, slim: 21, narrow: 18 };

/** From this width on, in sizes of type, each of two runs has room for its penalties, too. */
const ROOMY = 33;

/** Ranks, names and totals, as large as the place allows; a longer list is shown page by page. */
export function BoardList({
  caption,
  rows,
  size,
  pinned,
  listKey,
  isNarrow,
  hasMembers,
}: BoardListProps): JSX.Element {
  const { t } = useLanguage();
  const { ref, width, height } = useSize();
  const body = useRef<HTMLTableSectionElement>(null);
  const kind = kindOf(rows);
  const turn = useTurn(listKey);
  // An upright screen has the room of a small wall, whatever its size.
  const isSlim = isNarrow || width < height * SLIM;
  const isOfTeams = hasMembers && rows.some(({ members }) => members !== undefined);
  const leading = isOfTeams ? TEAM_LEADING : LEADING;
  const widest = width / CHARACTERS[isNarrow ? 'narrow' : isSlim ? 'slim' : 'wide'];
  const wanted = isOfTeams ? CHOSEN_TEAMS : kind === 'two-runs' && !isSlim ? CHOSEN_OF_TWO : CHOSEN;
  const chosen = Math.min(
    widest,
    Math.max(isOfTeams ? LEAST_TEAM_TYPE : LEAST_TYPE, height / (wanted * leading)),
  );
  const count = size ?? Math.max(FEWEST, Math.floor(height / (chosen * leading)) || FEWEST);
  // Whole pixels: tables round rows up, and a list of twenty would grow over its place.
  const roomHeight = Math.floor(height / count);
  const type = Math.min(roomHeight / leading, widest);
  // Where the width bounds the type and the list is short, its rows have the height for themselves.
  const rowHeight =
    size === null && rows.length >= wanted && rows.length < count
      ? Math.floor(Math.min(height / rows.length, type * (leading + MORE_LEADING)))
      : roomHeight;
  const columns = columnsOf(rows, isSlim, width / type);
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
                <BoardRow key={row.bib} {...{ row, columns, hasMembers }} isPinned={row.bib === pinned} />
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
