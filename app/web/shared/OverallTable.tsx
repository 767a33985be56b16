/**
 * The final result of a kayak-cross class, from all its rounds: `<OverallTable caption="Overall" rows={rows} />`.
 *
 * Ranks are as given. Who did not reach the bracket is listed with the bib and the time of the time trial, and that is said
 * beside the bib, for in the bracket the same number is somebody else's. `star` is what each row ends with.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName, ClubLine } from './Athlete';
import { Faults } from './Faults';
import { seconds } from './format';
import { useLanguage } from './language';
import { memo } from './memo';
import { useFlip } from './motion';
import { countedTotal, shownBib } from './rows';
import { statusTitle } from './statusTitle';
import { ResultMarks } from './ResultMarks';

interface OverallTableProps {
  caption: ComponentChildren;
  rows: readonly PublicResult[];
  star?: (row: PublicResult) => ComponentChildren;
}

function OverallTableView({ caption, rows, star }: OverallTableProps): JSX.Element {
  const { t } = useLanguage();
  const body = useRef<HTMLTableSectionElement>(null);
  useFlip(body);
  const hasTimes = rows.some((row) => countedTotal(row) !== null);
  return (
    <table class="results overall">
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
          {hasTimes && (
            <th scope="col" class="total">
              {t('type.cross-trial')}
            </th>
          )}
          {star && (
            <th scope="col" class="star-cell">
              <span class="visually-hidden">{t('favourites')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <tr key={row.bib} data-flip={row.bib} data-bib={row.bib}>
            <td class="rank">{row.rnk ?? <Status status={row.status} />}</td>
            <td class="bib">
              {shownBib(row)}
              <BibRound row={row} />
            </td>
            <th scope="row" class="who">
              <AthleteName name={row.name} />
              <BibRound row={row} />
              <ClubLine club={row.club} noc={row.noc} />
              {row.rnk !== null && <Status status={row.status} />}
              <Faults {...row} />
              <ResultMarks row={row} />
            </th>
            {hasTimes && <td class="total">{seconds(countedTotal(row))}</td>}
            {star && <td class="star-cell">{star(row)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The round that a bib is of: beside it where there is room, on a phone below the name; styles show one of the two. */
function BibRound({ row }: { row: PublicResult }): JSX.Element | null {
  const { t } = useLanguage();
  return row.reached === 'time-trial' ? <span class="bib-round"> {t('round.trial')}</span> : null;
}

/** A status stands where the rank would, or beside the name of who has a rank with it. */
function Status({ status }: { status: string | null }): JSX.Element | null {
  const { t } = useLanguage();
  if (status === null) return null;
  return (
    <abbr class="athlete-status" title={statusTitle(status, t)}>
      {status}
    </abbr>
  );
}

export const OverallTable = memo(OverallTableView);
