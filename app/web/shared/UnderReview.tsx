import type { JSX } from 'preact';
import { useLanguage } from './language';

/** Says that the jury looks into a result, which counts meanwhile: `<UnderReview row={row} />`. */
export function UnderReview({ row }: { row: { isUnderReview?: true } }): JSX.Element | null {
  const { t } = useLanguage();
  return row.isUnderReview === true ? <span class="under-review">{t('underReview')}</span> : null;
}
