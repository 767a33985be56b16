import type { JSX } from 'preact';
import type { PublicChange } from '../../../lib/domain/views';
import { clockOrDay, penaltySeconds, seconds } from '../shared/format';
import { useLanguage, type Speech } from '../shared/language';

/** What changed, as `Gate 5`; in a best-run race with the run before it. */
function whatChanged({ what, gate, run }: PublicChange, t: Speech['t']): string {
  const subject = what === 'gate' && gate !== undefined ? t('change.gate', { n: gate }) : t(`change.${what}`);
  return run === undefined ? subject : `${t(run === 1 ? 'run1' : 'run2')}, ${subject.toLocaleLowerCase()}`;
}

/** A value before or after the change, as lists write it. */
function valueText(what: PublicChange['what'], value: number | string | null, t: Speech['t']): string {
  if (value === null) return t('change.none');
  if (typeof value === 'string' || what === 'gate') return String(value);
  return what === 'penalty' ? penaltySeconds(value) : seconds(value);
}

/** What of a result was changed after the finish, newest first, so that nobody wonders why the list is another one. */
export function Changes({ changes }: { changes: readonly PublicChange[] }): JSX.Element {
  const { t, language } = useLanguage();
  return (
    <section class="changes">
      <h3>{t('changed')}</h3>
      <ul>
        {[...changes].reverse().map((change, at) => {
          const { at: moment, by, what, from, to } = change;
          return (
            <li key={at}>
              {whatChanged(change, t)}: {valueText(what, from, t)} → <b>{valueText(what, to, t)}</b>
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
