import type { JSX } from 'preact';
import type { GateStatistics } from '../../../lib/domain/gateStatistics';
import { useLanguage } from '../shared/language';
import { GateName } from './GateName';

/** What each gate of a race cost: how many of the runs touched it, and how many missed it. */
export function GateTable({ gates }: { gates: readonly GateStatistics[] }): JSX.Element {
  const { t } = useLanguage();
  return (
    <section class="card" aria-labelledby="gate-statistics">
      <table class="gate-table">
        <caption>
          <strong id="gate-statistics">{t('gates.statistics')}</strong>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('gates')}</th>
            <th scope="col">{t('gates.touched')}</th>
            <th scope="col">{t('gates.missed')}</th>
            <th scope="col">{t('gates.runs')}</th>
            <td class="gate-bar" />
          </tr>
        </thead>
        <tbody>
          {gates.map(({ number, type, runs, touched, missed }) => (
            <tr key={number}>
              <th scope="row">
                <GateName number={number} type={type} />
              </th>
              <td>{share(touched, runs)}</td>
              <td>{share(missed, runs)}</td>
              <td class="muted">{runs}</td>
              <td class="gate-bar" aria-hidden="true">
                {runs > 0 && (
                  <div>
                    <span data-penalty="2" style={{ width: share(touched, runs).replace(' ', '') }} />
                    <span data-penalty="50" style={{ width: share(missed, runs).replace(' ', '') }} />
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const share = (part: number, all: number): string =>
  all === 0 ? '' : `${Math.round((part / all) * 100).toString()} %`;
