import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { bracketRounds, type HeatOfRound } from '../shared/bracketRounds';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/live';
import { hasGoneThrough, shownBib } from '../shared/rows';
import { statusTitle } from '../shared/statusTitle';
import { faultsText } from './BoardRow';
import { BRACKET_LEADING, bracketPlan } from './bracketPlan';
import { useSize, useTurn } from './hooks';

interface BoardBracketProps {
  /** The rounds of the class. */
  races: readonly PublicRace[];
  results: LiveState['results'];
  /** Race id of the round that is shown first. */
  current: string;
}

/** A kayak-cross class from heats to final, as much of it as can be read at once. */
export function BoardBracket({ races, results, current }: BoardBracketProps): JSX.Element {
  const { t, language } = useLanguage();
  const { ref, width, height } = useSize();
  const turn = useTurn(current);
  const plan = useMemo(
    () =>
      bracketPlan(bracketRounds(races, results, t), current, {
        width,
        height,
        screen: Math.min(innerWidth, innerHeight),
      }),
    [races, results, current, language, width, height],
  );
  const { type, pages } = plan;
  const columns = pages[turn % Math.max(1, pages.length)] ?? [];
  return (
    <div class="board-rounds">
      <div
        class="board-bracket"
        ref={ref}
        style={{ '--type': `${type}px`, '--line': `${type * BRACKET_LEADING}px` }}
      >
        {height > 0 &&
          columns.map((parts, at) => (
            <div key={`${parts[0]?.title ?? ''} ${at}`}>
              {parts.map(({ raceId, title, heats }) => (
                <section key={raceId} data-race={raceId}>
                  {/* A round that goes on in the next column is not named again. */}
                  <h2>{columns[at - 1]?.at(-1)?.title === title ? '' : title}</h2>
                  {heats.map((heat) => (
                    <BracketHeat key={heat.rows[0]?.bib} heat={heat} isAlone={heat.caption === title} />
                  ))}
                </section>
              ))}
            </div>
          ))}
      </div>
      {pages.length > 1 && (
        <p class="board-page" aria-hidden="true">
          {t('board.page', { page: (turn % pages.length) + 1, pages: pages.length })}
        </p>
      )}
    </div>
  );
}

/** `isAlone`: the name of the round is that of its only heat. */
function BracketHeat({ heat, isAlone }: { heat: HeatOfRound; isAlone: boolean }): JSX.Element {
  return (
    <table class="bracket-heat">
      <caption class={isAlone ? 'visually-hidden' : ''}>{heat.caption}</caption>
      <colgroup>
        <col class="col-rank" />
        <col class="col-bib" />
        <col />
        <col class="col-stage" />
      </colgroup>
      <tbody>
        {heat.rows.map((row) => (
          <BracketRow key={row.bib} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function BracketRow({ row }: { row: PublicResult }): JSX.Element {
  const { t } = useLanguage();
  const { bib, rnk, name, status } = row;
  const isThrough = hasGoneThrough(row);
  return (
    <tr data-bib={bib} data-through={isThrough}>
      <td class="rank">{rnk}</td>
      <td class="bib">{shownBib(row)}</td>
      <th scope="row" class="who">
        <AthleteName name={name} />
      </th>
      <td class="stage">
        {faultsText(row) || (status !== null && <abbr title={statusTitle(status, t)}>{status}</abbr>)}
        {isThrough && <abbr title={t('qualified')}>{t('qualifiedShort')}</abbr>}
      </td>
    </tr>
  );
}
