import type { JSX } from 'preact';
import { seconds } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { Needs } from './needs';

interface NeedsLineProps {
  needs: Needs;
  /** Penalties so far in hundredths: what is left of the total is for the time. */
  pen: number;
}

/** What it takes to lead, to be among the first three, and to be better than the own first run. */
export function NeedsLine({ needs, pen }: NeedsLineProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { lead, podium, own, rank } = needs;
  const under = (total: number | null): string =>
    total === null
      ? t('speaker.anyTotal')
      : t(pen > 0 ? 'speaker.timeUnder' : 'speaker.under', { total: seconds(total - pen) });
  const isFirst = rank === 1;
  const isOnPodium = rank !== null && rank <= 3;
  return (
    <dl class="needs" data-pen={pen > 0}>
      <div>
        <dt>{t('speaker.toLead')}</dt>
        <dd>{isFirst ? t('speaker.leads') : under(lead)}</dd>
      </div>
      <div>
        <dt>{t('speaker.toPodium')}</dt>
        <dd>{isOnPodium ? t('speaker.onPodium', { rank: ordinal(rank) }) : under(podium)}</dd>
      </div>
      {own !== null && (
        <div>
          <dt>{t('speaker.toImprove')}</dt>
          <dd>{under(own)}</dd>
        </div>
      )}
    </dl>
  );
}
