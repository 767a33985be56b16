import type { JSX } from 'preact';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/live';
import { memo } from '../shared/memo';
import { useFresh } from '../shared/motion';
import { statusTitle } from '../shared/statusTitle';

interface BracketProps {
  races: readonly PublicRace[];
  results: LiveState['results'];
  /** Says of a boat whether it is looked for; others are muted. */
  isFound: ((row: PublicResult) => boolean) | null;
}

/** The heats of a round, in their order. */
function heatsOf(rows: readonly PublicResult[]): { heatNr: number | null; rows: PublicResult[] }[] {
  const heats = new Map<string, { heatNr: number | null; rows: PublicResult[] }>();
  for (const row of rows) {
    const key = `${row.roundNr ?? ''} ${row.heatNr ?? ''}`;
    const heat = heats.get(key);
    if (heat === undefined) heats.set(key, { heatNr: row.heatNr ?? null, rows: [row] });
    else heat.rows.push(row);
  }
  return [...heats.values()];
}

const hasGoneThrough = ({ qualified }: PublicResult): boolean =>
  qualified !== null && qualified !== undefined && !/^(|0|n|no|false)$/i.test(qualified.trim());

/** A kayak-cross class from its first heats to the final: a column for each round. */
function BracketView({ races, results, isFound }: BracketProps): JSX.Element {
  const { t } = useLanguage();
  const count = (type: PublicRace['raceType']): number =>
    races.filter(({ raceType }) => raceType === type).length;
  return (
    <div class="bracket" tabIndex={0} role="group" aria-label={t('type.bracket')}>
      {races.map((race, at) => {
        const sameBefore = races.slice(0, at + 1).filter(({ raceType }) => raceType === race.raceType).length;
        const title = t(`type.${race.raceType}`);
        return (
          <Round
            key={race.raceId}
            race={race}
            title={count(race.raceType) > 1 ? `${title} ${sameBefore}` : title}
            rows={results[race.raceId] ?? []}
            isFound={isFound}
          />
        );
      })}
    </div>
  );
}

export const Bracket = memo(BracketView);

interface RoundProps {
  race: PublicRace;
  title: string;
  rows: readonly PublicResult[];
  isFound: BracketProps['isFound'];
}

function Round({ race, title, rows, isFound }: RoundProps): JSX.Element {
  const { t } = useLanguage();
  const fresh = useFresh(race.raceId, rows);
  const heats = heatsOf(rows);
  return (
    <section class="round" data-race={race.raceId} aria-labelledby={`round-${race.raceId}`}>
      <h3 id={`round-${race.raceId}`}>{title}</h3>
      {heats.length === 0 && <p class="empty">{t('noStarts')}</p>}
      <div class="heats">
        {heats.map(({ heatNr, rows: boats }) => (
          <table key={heatNr} class="heat card" data-heat={heatNr}>
            <caption>{heats.length > 1 ? t('heat', { n: heatNr ?? '' }) : title}</caption>
            <thead>
              <tr>
                <th scope="col">
                  <span class="visually-hidden">{t('rank')}</span>
                </th>
                <th scope="col">
                  <span class="visually-hidden">{t('bib')}</span>
                </th>
                <th scope="col">
                  <span class="visually-hidden">{t('name')}</span>
                </th>
                <th scope="col">
                  <span class="visually-hidden">{t('state')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {boats.map((row) => {
                const classes = [
                  fresh.has(row.bib) && 'fresh',
                  hasGoneThrough(row) && 'through',
                  isFound?.(row) === false && 'unfound',
                ];
                return (
                  <tr key={row.bib} data-bib={row.bib} class={classes.filter(Boolean).join(' ')}>
                    <td class="rank">{row.rnk}</td>
                    <td class="bib">{row.bib}</td>
                    <th scope="row">
                      <AthleteName name={row.name} />
                    </th>
                    <td class="stage">
                      {row.status !== null && <abbr title={statusTitle(row.status, t)}>{row.status}</abbr>}
                      {hasGoneThrough(row) && (
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
        ))}
      </div>
    </section>
  );
}
