import type { JSX } from 'preact';
import { useTicking } from '../shared/clock';
import { seconds } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { Needs } from './needs';

interface NeedsLineProps {
  needs: Needs;
  /** Penalties so far in hundredths: what is left of the total is for the time. */
  pen: number;
  /** Running time in hundredths, for who is on the course; null while it is not known. */
  running?: () => number | null;
}

/** What it takes to lead, to be among the first three, and to be better than the own first run; as long as it can be. */
export function NeedsLine({ needs, pen, running = () => null }: NeedsLineProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { lead, podium, own, rank } = needs;
  const under = (total: number | null) => (): string => {
    if (total === null) return t('speaker.anyTotal');
    const now = running();
    if (now !== null && now + pen >= total) return t('speaker.outOfReach');
    return t(pen > 0 ? 'speaker.timeUnder' : 'speaker.under', { total: seconds(total - pen) });
  };
  const isOnPodium = rank !== null && rank <= 3;
  return (
    <dl class="needs" data-pen={pen > 0}>
      <Need name={t('speaker.toLead')} text={rank === 1 ? () => t('speaker.leads') : under(lead)} />
      <Need
        name={t('speaker.toPodium')}
        text={isOnPodium ? () => t('speaker.onPodium', { rank: ordinal(rank) }) : under(podium)}
      />
      {own !== null && <Need name={t('speaker.toImprove')} text={under(own)} />}
    </dl>
  );
}

function Need({ name, text }: { name: string; text: () => string }): JSX.Element {
  const value = useTicking(text);
  return (
    <div>
      <dt>{name}</dt>
      <dd ref={value} aria-live="off" />
    </div>
  );
}
