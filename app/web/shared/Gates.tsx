/**
 * A run gate by gate: `<Gates gates={entry.gates} size="small" />`. Every mark has a shape, a text and a colour of its
 * own: clean is a ring, a touch an amber square with a 2, a miss a red diamond with a 50; a dot was not judged yet. A
 * team's gate has the sum over its boats in the mark of the worst.
 * Upstream gates carry a red triangle that points up, downstream ones a green one that points down, as the poles do.
 */
import type { JSX } from 'preact';
import type { PublicGate } from '../../../lib/domain/views';
import { useLanguage, type Speech } from './language';
import { memo } from './memo';

interface GatesProps {
  gates: readonly PublicGate[];
  /** `small` is one line of marks, `large` says numbers and gate types too; default `large`. */
  size?: 'small' | 'large';
  /** A team's gate is the sum over its boats, and said so. Default false. */
  isTeam?: boolean;
  /** The gate that was judged last is pointed out; for runs under way. */
  marksLatest?: boolean;
}

/** A gate's penalty in words. */
function penaltyText(penalty: number | null, isTeam: boolean, t: Speech['t']): string {
  if (penalty === null || penalty === 0 || !isTeam) return t(`gate.${penaltyName(penalty)}`);
  return t('gate.sum', { n: penalty });
}

/** What a penalty counts as, for its look: 50 as soon as a gate was missed, `null` for none judged. Seconds. */
export const penaltyName = (penalty: number | null): '0' | '2' | '50' | 'null' =>
  penalty === null ? 'null' : penalty >= 50 ? '50' : penalty > 0 ? '2' : '0';

function GatesView({ gates, size = 'large', isTeam = false, marksLatest = false }: GatesProps): JSX.Element {
  const { t } = useLanguage();
  const latest = marksLatest ? gates.map(({ penalty }) => penalty !== null).lastIndexOf(true) : -1;
  return (
    <ol class={`gates gates-${size}`} aria-label={t('gates')}>
      {gates.map(({ number, type, penalty }, at) => (
        <li key={number} class={at === latest ? 'gate gate-latest' : 'gate'} data-type={type}>
          <span class="gate-number" aria-hidden="true">
            {number}
          </span>
          <span
            class="gate-mark"
            data-penalty={penaltyName(penalty)}
            data-long={(penalty ?? 0) >= 100 ? 'true' : undefined}
            aria-hidden="true"
          >
            {penalty === null || penalty === 0 ? '' : <span>{penalty}</span>}
          </span>
          <span class="visually-hidden">
            {`${[t('gate', { n: number }), t(`gate.${type}`)].filter(Boolean).join(' ')}: ${penaltyText(penalty, isTeam, t)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

export const Gates = memo(GatesView);

/** What the marks mean, for those who see them for the first time. */
export function GateLegend(): JSX.Element {
  const { t } = useLanguage();
  return (
    <details class="legend">
      <summary>{t('legend')}</summary>
      <ul>
        {(['0', '2', '50', 'null'] as const).map((penalty) => (
          <li key={penalty}>
            <span class="gate-mark" data-penalty={penalty} aria-hidden="true">
              {penalty === '2' || penalty === '50' ? <span>{penalty}</span> : ''}
            </span>
            {t(`gate.${penalty}`)}
          </li>
        ))}
        <li>{t('legend.team')}</li>
        {(['normal', 'reverse'] as const).map((type) => (
          <li key={type} class="gate" data-type={type}>
            <span class="gate-number" aria-hidden="true" />
            {t(`legend.${type}`)}
          </li>
        ))}
      </ul>
    </details>
  );
}
