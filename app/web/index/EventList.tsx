import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PublicEvent } from '../../../lib/domain/views';
import { dateRange, dayOf } from '../shared/format';
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

/** The events as they are now: read at once, when somebody comes back to the page, and every minute. */
function useEvents(): { events: PublicEvent[] | null; hasFailed: boolean; read: () => void } {
  const [events, setEvents] = useState<PublicEvent[] | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [asked, setAsked] = useState(0);
  const read = (): void => {
    setAsked((count) => count + 1);
  };

  useEffect(() => {
    const asking = new AbortController();
    readEvents(asking.signal).then(
      (found) => {
        setEvents(found);
        setHasFailed(false);
      },
      () => {
        if (!asking.signal.aborted) setHasFailed(true);
      },
    );
    return () => {
      asking.abort();
    };
  }, [asked]);

  useEffect(() => {
    const readIfSeen = (): void => {
      if (document.visibilityState === 'visible') read();
    };
    const soon = setTimeout(readIfSeen, SOON_MS);
    const timer = setInterval(readIfSeen, REFRESH_MS);
    document.addEventListener('visibilitychange', readIfSeen);
    return () => {
      clearTimeout(soon);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', readIfSeen);
    };
  }, []);
  return { events, hasFailed, read };
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
          const held = events?.filter(holds) ?? [];
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
      </main>
    </>
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
