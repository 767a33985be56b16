import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { gateStatistics } from '../../../lib/domain/gateStatistics';
import type { PublicResult } from '../../../lib/domain/views';
import { runsWithGates } from '../gates/runs';
import { useLanguage } from '../shared/language';

const MOST = 3;
/** Of fewer runs a share says nothing. */
const LEAST_RUNS = 5;

/** The gates that cost the race most: `14: touched 31 %, missed 4 %`. */
export function HardGates({ rows }: { rows: readonly PublicResult[] }): JSX.Element | null {
  const { t } = useLanguage();
  const gates = useMemo(
    () =>
      gateStatistics(runsWithGates(rows).map((run) => run.gates))
        .filter(({ runs, touched, missed }) => runs >= LEAST_RUNS && touched + missed > 0)
        .sort((a, b) => cost(b) - cost(a))
        .slice(0, MOST),
    [rows],
  );
  if (gates.length === 0) return null;
  return (
    <section class="panel panel-gates" aria-labelledby="hard-gates">
      <h2 id="hard-gates">{t('gates.statistics')}</h2>
      <ul>
        {gates.map(({ number, runs, touched, missed }) => (
          <li key={number}>
            <b>{t('gate', { n: number })}</b>
            {touched > 0 && ` · ${t('gates.touched')} ${percent(touched, runs)}`}
            {missed > 0 && ` · ${t('gates.missed')} ${percent(missed, runs)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Seconds a run on average. */
const cost = ({ runs, touched, missed }: { runs: number; touched: number; missed: number }): number =>
  (2 * touched + 50 * missed) / runs;

const percent = (part: number, all: number): string => `${Math.round((part / all) * 100)} %`;
