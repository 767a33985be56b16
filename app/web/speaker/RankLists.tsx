import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { penaltySeconds, seconds } from '../shared/format';
import { useLanguage } from '../shared/language';
import { finishedOutlook, outlookLine } from '../shared/outlook';
import { statusTitle } from '../shared/statusTitle';
import { countedTotal, runsOf, shownBib } from '../shared/rows';
import type { Told } from './happenings';
import { lastFinishers } from './lastFinishers';

const LAST = 8;
const BEST = 8;

interface LastFinishersProps {
  told: readonly Told[];
  rows: readonly PublicResult[];
  run: 'first' | 'second';
  raceIds: readonly string[];
}

/** Who finished last, newest first, with what became of it. */
export function LastFinishers({ told, rows, run, raceIds }: LastFinishersProps): JSX.Element {
  const { t } = useLanguage();
  const last = lastFinishers(rows, run, told, raceIds).slice(0, LAST);
  return (
    <section class="panel panel-last" tabIndex={0} aria-labelledby="last-title">
      <h2 id="last-title">{t('speaker.lastFinishers')}</h2>
      {last.length === 0 ? (
        <p class="quiet">{t('speaker.noFinishers')}</p>
      ) : (
        <RankTable caption={t('speaker.lastFinishers')} rows={last} run={run} />
      )}
    </section>
  );
}

/** The best of the list. */
export function Standing({ rows }: { rows: readonly PublicResult[] }): JSX.Element | null {
  const { t } = useLanguage();
  const best = rows.filter(({ rnk }) => rnk !== null).slice(0, BEST);
  if (best.length === 0) return null;
  return (
    <section class="panel panel-standing" tabIndex={0} aria-labelledby="standing-title">
      <h2 id="standing-title">{t('speaker.standing')}</h2>
      <RankTable caption={t('speaker.standing')} rows={best} run={null} />
    </section>
  );
}

interface RankTableProps {
  caption: string;
  rows: readonly PublicResult[];
  /** The run whose figures are shown beside the rank; null for the result that counts. */
  run: 'first' | 'second' | null;
}

function RankTable({ caption, rows, run }: RankTableProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  return (
    <table class="ranks">
      <caption class="visually-hidden">{caption}</caption>
      <thead class="visually-hidden">
        <tr>
          {(['rank', 'bib', 'name', 'penalty', 'total', 'gap'] as const).map((key) => (
            <th key={key} scope="col">
              {t(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const runs = runsOf(row);
          const shown = run === null ? (runs.second?.counts === true ? runs.second : runs.first) : runs[run];
          const status = shown?.status ?? row.status;
          const isCross = row.heatNr !== undefined;
          // Rank and gap are of the run that counts, so they never stand beside the other one's total.
          const isWorse = run !== null && shown?.counts === false;
          return (
            <tr key={row.bib} data-bib={row.bib} data-worse={isWorse}>
              <td class="rank">{isWorse ? '' : row.rnk}</td>
              <td class="bib">{shownBib(row)}</td>
              <th scope="row">
                <AthleteName name={row.name} isTeam={row.members !== undefined} />
                {row.reached === 'time-trial' && <span class="club"> {t('round.trial')}</span>}
                {isWorse && <span class="counted">{outlookLine(finishedOutlook(row), { t, ordinal })}</span>}
              </th>
              <td class="pen">{(shown?.pen ?? 0) > 0 && !isCross ? `+${penaltySeconds(shown?.pen)}` : ''}</td>
              <td class="total">
                {status !== null && run !== null ? (
                  <abbr title={statusTitle(status, t)}>{status}</abbr>
                ) : (
                  seconds(run === null ? countedTotal(row) : shown?.total)
                )}
              </td>
              <td class="gap">{row.rnk !== null && row.rnk > 1 && !isWorse ? row.totalBehind : ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
