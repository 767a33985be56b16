import type { PublicChange } from '../../../lib/domain/views';
import { penaltySeconds, seconds } from './format';
import type { Speech } from './language';

/** What changed: `Gate 5`, `Penalties`. */
export const changedThing = ({ what, gate }: PublicChange, t: Speech['t']): string =>
  what === 'gate' && gate !== undefined ? t('change.gate', { n: gate }) : t(`change.${what}`);

/** A value before or after a change, as lists write it. */
export function changedValue(
  what: PublicChange['what'],
  value: PublicChange['from'],
  t: Speech['t'],
): string {
  if (value === null) return t('change.none');
  if (typeof value === 'string' || what === 'gate') return String(value);
  return what === 'penalty' ? penaltySeconds(value) : seconds(value);
}

/** A change in one breath: `Gate 5: 2 → 0`. */
export const changeText = (change: PublicChange, t: Speech['t']): string =>
  `${changedThing(change, t)}: ${changedValue(change.what, change.from, t)} → ${changedValue(change.what, change.to, t)}`;
