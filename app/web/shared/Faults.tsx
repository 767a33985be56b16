/** The faults of a kayak-cross row: `<Faults {...row} />`; each with its gate, where the timing says it. */
import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { useLanguage } from './language';

export function Faults({ faults = [], status }: Pick<PublicResult, 'faults' | 'status'>): JSX.Element | null {
  const { t } = useLanguage();
  // Of a RAL without a gate the status says all there is to say.
  const told = faults.filter(({ kind, gate }) => gate !== null || kind !== status);
  if (told.length === 0) return null;
  return (
    <span class="faults">
      {told.map(({ kind, gate }, at) => {
        const meaning = t(`fault.${kind}`);
        return (
          <span key={at} class="fault">
            <abbr title={gate === null ? meaning : t('fault.gate', { kind: meaning, n: gate })}>{kind}</abbr>
            {gate !== null && ` · ${t('gate', { n: gate }).toLocaleLowerCase()}`}
          </span>
        );
      })}
    </span>
  );
}
