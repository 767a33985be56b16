import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Bracket } from '../shared/Bracket';
import { className } from '../shared/className';
import { dateRange, dayName } from '../shared/format';
import { useLanguage } from '../shared/language';
import { useLive } from '../shared/live';
import { OverallTable } from '../shared/OverallTable';
import { PrintNote } from '../shared/PrintNote';
import { currentRace, isOverall, raceTabs, tabText, type RaceTab } from '../shared/races';
import { RaceTitle } from '../shared/RaceTitle';
import { ResultTable } from '../shared/ResultTable';
import type { PageProps } from '../shared/start';
import { SubPage } from '../shared/SubPage';
import { useRaceStates } from '../shared/useRaceStates';

const SIGNATURES = ['chief', 'timing', 'organiser'] as const;

/** All results of the event as one document, to be printed: who won what, class by class, with places for signatures. */
export function BookPage({ feed }: PageProps): JSX.Element {
  const { t, language } = useLanguage();
  const { state } = useLive(feed);
  const states = useRaceStates(feed);
  const tabs = useMemo(
    () => raceTabs(state.races, state.results).filter(({ races }) => races.some(hasRows)),
    [state.races, state.results],
  );
  function hasRows({ raceId }: { raceId: string }): boolean {
    return (state.results[raceId]?.length ?? 0) > 0;
  }
  const { event } = state;
  const where = [event.facility, event.location, dateRange(event.startDate, event.endDate, language)];
  const base = `${feed.prefix}/api/v1/events/${encodeURIComponent(feed.eventId)}`;
  const nameOf = (tab: RaceTab): string =>
    [className(state, tab.classId, t), t(tabText(tab)), tab.day === null ? '' : dayName(tab.day, language)]
      .filter(Boolean)
      .join(' · ');
  return (
    <SubPage
      feed={feed}
      title="book.title"
      look="book-page"
      tools={
        <>
          <button
            type="button"
            class="button"
            onClick={() => {
              print();
            }}
          >
            {t('print')}
          </button>
          <a href={`${base}/results.csv?lang=${language}`}>{t('book.all')}</a>
        </>
      }
    >
      <section class="book-front">
        <p class="book-kind">{t('book.title')}</p>
        <h1>{event.mainTitle}</h1>
        {event.subTitle !== null && <p>{event.subTitle}</p>}
        <p>{where.filter(Boolean).join(' · ')}</p>
        <p class="book-state">
          {t(`status.${event.status}`)}
          {event.status !== 'official' && ` – ${t('book.notFinal')}`}
        </p>
        <PrintNote />
        <h2>{t('book.contents')}</h2>
        <ol>
          {tabs.map((tab) => (
            <li key={tab.key}>
              <a href={`#${encodeURIComponent(tab.key)}`}>{nameOf(tab)}</a>
            </li>
          ))}
        </ol>
        {tabs.length === 0 && <p class="empty">{t('noResults')}</p>}
      </section>
      {tabs.map((tab) => {
        const { key, classId, kind, races } = tab;
        const current = currentRace(tab, states);
        const raceState = states.get(current?.raceId ?? '') ?? 'scheduled';
        const title = (
          <RaceTitle
            {...{ tab, current }}
            name={className(state, classId, t)}
            state={raceState}
            category={null}
          />
        );
        const rows = state.results[races.at(-1)?.raceId ?? ''] ?? [];
        return (
          <section key={key} id={key} class="book-race card" aria-label={nameOf(tab)}>
            {kind === 'bracket' ? (
              <>
                <h3>{title}</h3>
                <Bracket races={races} results={state.results} isFound={null} />
              </>
            ) : races.some(isOverall) ? (
              <OverallTable caption={title} rows={rows} />
            ) : (
              <ResultTable caption={title} rows={rows} mode="detailed" listKey={key} />
            )}
          </section>
        );
      })}
      <section class="book-signatures">
        {SIGNATURES.map((who) => (
          <p key={who}>{t(`book.signature.${who}`)}</p>
        ))}
      </section>
    </SubPage>
  );
}
