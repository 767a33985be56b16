import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { AthleteName } from '../shared/Athlete';
import { className } from '../shared/className';
import { dayName, seconds, startTimes } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/part';
import { tabText, type RaceTab } from '../shared/races';
import { countedTotal, shownBib } from '../shared/rows';
import { isSearch, search, type Hit } from './searching';

interface EventSearchProps {
  state: LiveState;
  tabs: readonly RaceTab[];
  query: string;
  onQuery: (query: string) => void;
  /** Shows somebody in the list. */
  onFound: (hit: Hit) => void;
}

/** Somebody of the whole event: by name, club or bib, wherever they race. */
export function EventSearch({ state, tabs, query, onQuery, onFound }: EventSearchProps): JSX.Element {
  const { t, plural } = useLanguage();
  const box = useRef<HTMLElement>(null);
  const isAsked = isSearch(query);
  const isLoading = state.part !== undefined;
  const found = useMemo(
    () => (isAsked && !isLoading ? search(state, tabs, query) : []),
    [isAsked, isLoading, state.results, state.startlists, state.oncourse, tabs, query],
  );
  const count = found.reduce((sum, { hits }) => sum + hits.length, 0);
  useEffect(() => {
    if (!isAsked) return;
    const leave = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) onQuery('');
    };
    document.addEventListener('pointerdown', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
    };
  }, [isAsked]);
  return (
    <search
      ref={box}
      class="event-search"
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape') onQuery('');
      }}
    >
      <label>
        <span class="visually-hidden">{t('search')}</span>
        <input
          type="search"
          value={query}
          placeholder={t('searchHint')}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            onQuery(currentTarget.value);
          }}
        />
      </label>
      <p class="visually-hidden" role="status">
        {isAsked && !isLoading && plural('found', count)}
      </p>
      {isAsked && (
        <div class="search-hits card">
          {isLoading ? (
            <p class="empty">{t('loading')}</p>
          ) : count === 0 ? (
            <p class="empty">{t('nobodyFound')}</p>
          ) : (
            found.map(({ classId, hits }) => (
              <section key={classId} aria-label={className(state, classId, t)}>
                <h3>{className(state, classId, t)}</h3>
                <ul>
                  {hits.map((hit) => (
                    <HitItem key={`${hit.tab.key} ${hit.athlete.bib}`} hit={hit} onFound={onFound} />
                  ))}
                </ul>
              </section>
            ))
          )}
        </div>
      )}
    </search>
  );
}

function HitItem({ hit, onFound }: { hit: Hit; onFound: (hit: Hit) => void }): JSX.Element {
  const { t, language } = useLanguage();
  const { tab, athlete } = hit;
  const day = tab.day === null ? '' : dayName(tab.day, language);
  return (
    <li>
      <button
        type="button"
        onClick={() => {
          onFound(hit);
        }}
      >
        <span class="bib">{shownBib(athlete)}</span>
        <span>
          <AthleteName name={athlete.name} isTeam={athlete.members !== undefined} />
          <span class="club">{[t(tabText(tab)), day, athlete.club].filter(Boolean).join(' · ')}</span>
        </span>
        <HitState hit={hit} />
      </button>
    </li>
  );
}

/** How somebody stands in a race: on the course, rank and total, or when the start is. */
export function HitState({ hit }: { hit: Pick<Hit, 'row' | 'starts' | 'isOnCourse'> }): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { row, starts, isOnCourse } = hit;
  const timeOf = startTimes(starts.map((startTime) => ({ startTime })));
  const total = row === null ? '' : seconds(countedTotal(row));
  return (
    <span class="hit-state">
      {isOnCourse ? (
        <span class="chip chip-away">{t('onCourse')}</span>
      ) : (
        <>
          {row !== null && (row.rnk !== null || row.status !== null) && (
            <b>{row.status ?? [ordinal(row.rnk ?? 0), total].filter(Boolean).join(' · ')}</b>
          )}
          {starts.length > 0 && <span class="muted">{starts.map(timeOf).join(' · ')}</span>}
        </>
      )}
    </span>
  );
}
