import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PublicEvent } from '../../../lib/domain/views';
import { TIMINGS } from '../../../lib/client/options';
import { comeBackMs } from '../shared/comeBack';
import { dateRange, dayOf, folded } from '../shared/format';
import { useLanguage } from '../shared/language';
import { LanguageSwitch } from '../shared/LanguageSwitch';
import { pagePrefix } from '../shared/prefix';

/** How often the list is read anew while somebody looks at it. */
const REFRESH_MS = 60_000;
/** And once soon after it was opened: a cache may answer with what is some seconds old. */
const SOON_MS = 7_000;

const GROUPS = [
  { title: 'events.running', holds: ({ status }: PublicEvent) => status === 'running' },
  { title: 'events.startlist', holds: ({ status }: PublicEvent) => status === 'startlist' },
  {
    title: 'events.finished',
    holds: ({ status }: PublicEvent) => status === 'finished' || status === 'official',
  },
] as const;

async function readEvents(signal: AbortSignal): Promise<PublicEvent[]> {
  const response = await fetch(`${pagePrefix()}/api/v1/events`, { signal });
  if (!response.ok) throw new Error(`the events answered ${response.status}`);
  return ((await response.json()) as { events: PublicEvent[] }).events;
}

/** The events as they are now: read at once, when somebody comes back to the page, every minute, and soon again while that fails. */
function useEvents(): { events: PublicEvent[] | null; hasFailed: boolean; read: () => void } {
  const [events, setEvents] = useState<PublicEvent[] | null>(null);
  /** How often in a row they could not be read. */
  const [failures, setFailures] = useState(0);
  const [asked, setAsked] = useState(0);
  const read = (): void => {
    setAsked((count) => count + 1);
  };
  const readIfSeen = (): void => {
    if (document.visibilityState === 'visible') read();
  };

  useEffect(() => {
    const asking = new AbortController();
    let isLeft = false;
    const late = setTimeout(() => {
      asking.abort();
    }, TIMINGS.silentMs);
    readEvents(asking.signal)
      .then(
        (found) => {
          setEvents(found);
          setFailures(0);
        },
        () => {
          if (!isLeft) setFailures((count) => count + 1);
        },
      )
      .finally(() => {
        clearTimeout(late);
      });
    return () => {
      isLeft = true;
      asking.abort();
    };
  }, [asked]);

  useEffect(() => {
    if (failures === 0) return;
    const timer = setTimeout(readIfSeen, comeBackMs(failures - 1));
    return () => {
      clearTimeout(timer);
    };
  }, [failures]);

  useEffect(() => {
    const soon = setTimeout(readIfSeen, SOON_MS);
    const timer = setInterval(readIfSeen, REFRESH_MS);
    document.addEventListener('visibilitychange', readIfSeen);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', readIfSeen);
    };
  }, []);
  return { events, hasFailed: failures > 0, read };
}

/** All events: what is on now, what is coming up, what has been. */
export function EventList(): JSX.Element {
  const { t } = useLanguage();
  const { events, hasFailed, read } = useEvents();
  useEffect(() => {
    document.title = `${t('events')} · slalom-live`;
  }, [t]);
  return (
    <>
      <header class="event-header">
        <div>
          <h1>{t('events')}</h1>
        </div>
        <LanguageSwitch />
      </header>
      <main class="page event-list">
        {events === null && !hasFailed && <p class="empty">{t('loading')}</p>}
        {events === null && hasFailed && (
          <p class="empty" role="alert">
            {t('eventsFailed')}{' '}
            <button type="button" class="button" onClick={read}>
              {t('retry')}
            </button>
          </p>
        )}
        {events !== null && hasFailed && (
          <p class="empty" role="status">
            {t('eventsOld')}
          </p>
        )}
        {events?.length === 0 && <p class="empty card">{t('noEvents')}</p>}
        {GROUPS.map(({ title, holds }) => {
          const held = events?.filter((event) => event.isArchived !== true && holds(event)) ?? [];
          // What is coming up soonest is first; what has been, last.
          if (title === 'events.startlist') held.reverse();
          return (
            held.length > 0 && (
              <section key={title} aria-labelledby={title}>
                <h2 id={title}>{t(title)}</h2>
                <ul>
                  {held.map((event) => (
                    <EventCard key={event.eventId} event={event} isOld={hasFailed} />
                  ))}
                </ul>
              </section>
            )
          );
        })}
        <Archive events={events?.filter(({ isArchived }) => isArchived === true) ?? []} isOld={hasFailed} />
      </main>
    </>
  );
}

interface ArchiveProps {
  /** The newest first. */
  events: readonly PublicEvent[];
  isOld: boolean;
}

/** Events of the past, by season, to be looked through by words of their title or place. */
function Archive({ events, isOld }: ArchiveProps): JSX.Element | null {
  const { t } = useLanguage();
  const [search, setSearch] = useState('');
  if (events.length === 0) return null;
  const words = folded(search).split(/\s+/).filter(Boolean);
  const found = events.filter(({ mainTitle, subTitle, location }) => {
    const text = folded([mainTitle, subTitle, location].join(' '));
    return words.every((word) => text.includes(word));
  });
  const seasons = new Map<string, PublicEvent[]>();
  for (const event of found) {
    const season = dayOf(event.startDate)?.slice(0, 4) ?? '';
    seasons.set(season, [...(seasons.get(season) ?? []), event]);
  }
  return (
    <section class="archive" aria-labelledby="events.archive">
      <h2 id="events.archive">{t('events.archive')}</h2>
      <input
        type="search"
        aria-label={t('events.search')}
        placeholder={t('events.search')}
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
        }}
      />
      {found.length === 0 && <p class="empty">{t('events.notFound')}</p>}
      {[...seasons].map(([season, held]) => (
        <details key={season} open={words.length > 0}>
          <summary>
            {season || t('events.undated')} <span class="muted">({held.length})</span>
          </summary>
          <ul>
            {held.map((event) => (
              <EventCard key={event.eventId} event={event} isOld={isOld} />
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}

/** @param isOld the list could not be read anew: nobody knows what is live now */
function EventCard({ event, isOld }: { event: PublicEvent; isOld: boolean }): JSX.Element {
  const { t, language } = useLanguage();
  const { eventId, mainTitle, subTitle, location, startDate, endDate, status, hasImage } = event;
  return (
    <li class="card event-card">
      {hasImage && (
        <img
          src={`${pagePrefix()}/api/v1/events/${encodeURIComponent(eventId)}/image`}
          alt=""
          width="64"
          height="64"
        />
      )}
      <div>
        <h3>
          <a href={`${pagePrefix()}/events/${encodeURIComponent(eventId)}`}>{mainTitle}</a>
        </h3>
        <p class="muted">{[subTitle, location].filter(Boolean).join(' · ')}</p>
        <p class="muted">
          <time dateTime={dayOf(startDate) ?? undefined}>{dateRange(startDate, endDate, language)}</time>
        </p>
      </div>
      {!(isOld && status === 'running') && (
        <span class="chip" data-status={status}>
          {t(`status.${status}`)}
        </span>
      )}
    </li>
  );
}
