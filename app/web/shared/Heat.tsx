import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName } from './Athlete';
import { Faults } from './Faults';
import { useLanguage } from './language';
import { hasGoneThrough } from './rows';
import { statusTitle } from './statusTitle';
import { ResultMarks } from './ResultMarks';

interface HeatProps {
  heatNr: number | null;
  caption: string;
  boats: readonly PublicResult[];
  fresh: ReadonlySet<string>;
  isFound: ((row: PublicResult) => boolean) | null;
}

/** One heat of kayak cross: places, faults with their gate, who goes through. */
export function Heat({ heatNr, caption, boats, fresh, isFound }: HeatProps): JSX.Element {
  const { t } = useLanguage();
  return (
    <table class="heat card" data-heat={heatNr}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {(['rank', 'bib', 'name', 'state'] as const).map((key) => (
            <th key={key} scope="col">
              <span class="visually-hidden">{t(key)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {boats.map((row) => {
          const { bib, rnk, name, status } = row;
          const isThrough = hasGoneThrough(row);
          const classes = [
            fresh.has(bib) && 'fresh',
            isThrough && 'through',
            isFound?.(row) === false && 'unfound',
          ];
          return (
            <tr key={bib} data-bib={bib} class={classes.filter(Boolean).join(' ')}>
              <td class="rank">{rnk}</td>
              <td class="bib">{bib}</td>
              <th scope="row">
                <AthleteName name={name} />
                <Faults {...row} />
                <ResultMarks row={row} />
              </th>
              <td class="stage">
                {status !== null && <abbr title={statusTitle(status, t)}>{status}</abbr>}
                {isThrough && (
                  <abbr class="through-mark" title={t('qualified')}>
                    {t('qualifiedShort')}
                  </abbr>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
