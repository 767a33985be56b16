import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { useLanguage } from './language';

/** Says that the jury looks into a result, which counts meanwhile, or that it was corrected by hand: `<ResultMarks row={row} />`. */
export function ResultMarks({ row }: { row: Pick<PublicResult, 'isUnderReview' | 'byHand'> }): JSX.Element {
  const { t } = useLanguage();
  return (
    <>
      {row.isUnderReview === true && <span class="under-review">{t('underReview')}</span>}
      {row.byHand !== undefined && (
        <span class="under-review" title={row.byHand}>
          {t('byHand')}
        </span>
      )}
    </>
  );
}
