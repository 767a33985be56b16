import type { PublicChange } from '../../../lib/domain/views';
import { penaltySeconds, seconds } from './format';
import type { Speech } from './language';

/** What was changed after the finish: `Gate 5: 2 → 0`, in a best-run race `1st run, gate 5: 2 → 0`. */
export function changeText({ what, gate, run, from, to }: PublicChange, t: Speech['t']): string {
  const thing = what === 'gate' && gate !== undefined ? t('change.gate', { n: gate }) : t(`change.${what}`);
  const subject =
    run === undefined ? thing : `${t(run === 1 ? 'run1' : 'run2')}, ${thing.toLocaleLowerCase()}`;
  return `${subject}: ${valueText(what, from, t)} → ${valueText(what, to, t)}`;
}

/** A value before or after the change, as lists write it. */
function valueText(what: PublicChange['what'], value: PublicChange['from'], t: Speech['t']): string {
  if (value === null) return t('change.none');
  if (typeof value === 'string' || what === 'gate') return String(value);
  return what === 'penalty' ? penaltySeconds(value) : seconds(value);
}
