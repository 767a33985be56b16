import type { JSX } from 'preact';
import type { PublicChange } from '../../../lib/domain/views';
import { changeText } from '../shared/changeText';
import { clockOrDay } from '../shared/format';
import { useLanguage } from '../shared/language';

/** What of a result was changed after the finish, newest first, so that nobody wonders why the list is another one. */
export function Changes({ changes }: { changes: readonly PublicChange[] }): JSX.Element {
  const { t, language } = useLanguage();
  return (
    <section class="changes">
      <h3>{t('changed')}</h3>
      <ul>
        {[...changes].reverse().map((change, at) => {
          const { at: moment, by } = change;
          return (
            <li key={at}>
              {changeText(change, t)}
              <span class="muted">
                , <time dateTime={moment}>{clockOrDay(Date.parse(moment), Date.now(), language)}</time>,{' '}
                {t(`change.by.${by}`)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
