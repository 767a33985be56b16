import type { JSX } from 'preact';
import type { PublicGate } from '../../../lib/domain/views';
import { useLanguage } from '../shared/language';

/** A gate's number with the mark of its type, as over its poles. */
export function GateName({ number, type }: Pick<PublicGate, 'number' | 'type'>): JSX.Element {
  const { t } = useLanguage();
  return (
    <span class="gate" data-type={type}>
      <span class="gate-number">{number}</span>
      <span class="visually-hidden"> {t(`gate.${type}`)}</span>
    </span>
  );
}
