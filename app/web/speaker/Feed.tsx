import type { JSX } from 'preact';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/live';
import type { Happening, Told } from './happenings';
import { sentence } from './sentence';

/** What changes who leads or who is out: not to be missed. */
function weightOf(happened: Happening): 'lead' | 'bad' | 'plain' {
  if (happened.kind === 'finish') return happened.rank === 1 ? 'lead' : 'plain';
  if (happened.kind === 'status') return 'bad';
  return happened.kind === 'penalty' && happened.penalty >= 50 ? 'bad' : 'plain';
}

/** What happened, in plain sentences, the newest first; finishes and statuses are announced to screen readers. */
export function Feed({ told, state }: { told: readonly Told[]; state: LiveState }): JSX.Element {
  const { t, ordinal, language } = useLanguage();
  const clock = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const announced = told.find(({ happened }) => happened.kind === 'finish' || happened.kind === 'status');
  return (
    <section class="panel panel-feed" aria-labelledby="feed-title">
      <h2 id="feed-title">{t('speaker.feed')}</h2>
      <p class="visually-hidden" role="status">
        {announced && sentence(announced.happened, state, { t, ordinal })}
      </p>
      {told.length === 0 ? (
        <p class="quiet">{t('speaker.noFeed')}</p>
      ) : (
        <ol class="feed" tabIndex={0} aria-labelledby="feed-title">
          {told.map(({ number, at, happened }) => (
            <li key={number} data-kind={happened.kind} data-weight={weightOf(happened)}>
              <time>{clock.format(at)}</time>
              <span>{sentence(happened, state, { t, ordinal })}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
