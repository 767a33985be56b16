import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dateRange } from '../shared/format';
import { useLanguage } from '../shared/language';
import { ask, type AdminEvent } from './api';
import { useDoing } from './doing';
import { EventForm, NO_DETAILS } from './EventForm';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

/** All events, the newest first, and a new one. */
export function EventList(): JSX.Element {
  const text = useText();
  const { t, language } = useLanguage();
  const { failure, run } = useDoing();
  const [events, setEvents] = useState<AdminEvent[] | null>(null);
  const [isNew, setNew] = useState(false);
  const [hasArchive, setHasArchive] = useState(false);
  const read = async (): Promise<void> => {
    setEvents((await ask<{ events: AdminEvent[] }>('GET', '/admin/events')).events);
  };
  useEffect(() => {
    void run(read);
  }, []);
  return (
    <Panel name="events" title={text('events')}>
      {isNew ? (
        <EventForm
          first={NO_DETAILS}
          isNew
          onSave={async (filled) => {
            const { eventId } = await ask<{ eventId: string }>('POST', '/admin/events', filled);
            location.hash = encodeURIComponent(eventId);
          }}
          onCancel={() => {
            setNew(false);
          }}
        />
      ) : (
        <button
          type="button"
          class="button control-main"
          onClick={() => {
            setNew(true);
          }}
        >
          {text('newEvent')}
        </button>
      )}
      {events?.length === 0 && !isNew && <p>{text('noEvents')}</p>}
      {events?.some(({ isArchived }) => isArchived) && (
        <label class="control-check">
          <input
            type="checkbox"
            name="archived"
            checked={hasArchive}
            onChange={(event) => {
              setHasArchive(event.currentTarget.checked);
            }}
          />
          {text('showArchive')}
        </label>
      )}
      <ul class="control-list">
        {events
          ?.filter(({ isArchived }) => hasArchive || !isArchived)
          .map(({ eventId, mainTitle, startDate, endDate, location: place, status }) => (
            <li key={eventId}>
              <a href={`#${encodeURIComponent(eventId)}`}>{mainTitle}</a>
              <span class="muted">
                {[eventId, place, dateRange(startDate, endDate, language)].filter(Boolean).join(' · ')}
              </span>
              <span class="chip" data-status={status}>
                {t(`status.${status}`)}
              </span>
            </li>
          ))}
      </ul>
      <Failure text={failure} />
    </Panel>
  );
}
