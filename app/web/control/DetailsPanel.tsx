import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask, ofEvent, type Config } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { EventForm } from './EventForm';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

/** What was entered of the event: changed, taken for a new one, or deleted with all the rest. */
export function DetailsPanel({ event, onChanged }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [open, setOpen] = useState<'edit' | 'copy' | 'delete' | null>(null);
  const [typed, setTyped] = useState('');
  const close = (): void => {
    setOpen(null);
    setTyped('');
  };
  return (
    <Panel name="details" title={event.eventId}>
      <p class="control-buttons">
        {(['edit', 'copy', 'delete'] as const).map((name) => (
          <button
            key={name}
            type="button"
            class="button"
            aria-expanded={open === name}
            onClick={() => {
              setOpen(open === name ? null : name);
            }}
          >
            {text(name)}
          </button>
        ))}
        <button
          type="button"
          class="button"
          disabled={isBusy}
          onClick={() => {
            void run(async () => {
              await ask('PATCH', ofEvent(event.eventId), { isArchived: !event.isArchived });
              await onChanged();
            });
          }}
        >
          {text(event.isArchived ? 'unarchive' : 'archive')}
        </button>
      </p>
      {event.isArchived && <p class="muted">{text('isArchived')}</p>}
      {open === 'edit' && (
        <EventForm
          first={event}
          isNew={false}
          onSave={async (filled) => {
            await ask('PATCH', ofEvent(event.eventId), filled);
            await onChanged();
            close();
          }}
          onCancel={close}
        />
      )}
      {open === 'copy' && (
        <EventForm
          first={event}
          isNew
          onSave={async (filled) => {
            const { eventId } = await ask<{ eventId: string }>('POST', '/admin/events', filled);
            // What is said of races, and what is announced, is of this event alone.
            const { displayMode, showOnCourse, mergeStrategy } = await ask<Config>(
              'GET',
              `${ofEvent(event.eventId)}/config`,
            );
            await ask('PATCH', `${ofEvent(eventId)}/config`, { displayMode, showOnCourse, mergeStrategy });
            location.hash = encodeURIComponent(eventId);
          }}
          onCancel={close}
        />
      )}
      {open === 'delete' && (
        <form
          class="control-form"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            void run(async () => {
              await ask('DELETE', ofEvent(event.eventId));
              location.hash = '';
            });
          }}
        >
          <label>
            {text('deleteWhy', { id: event.eventId })}
            <input
              name="confirm"
              autocomplete="off"
              value={typed}
              onInput={(input) => {
                setTyped(input.currentTarget.value);
              }}
            />
          </label>
          <button class="button control-danger" disabled={isBusy || typed !== event.eventId}>
            {text('delete')}
          </button>
        </form>
      )}
      <Failure text={failure} />
    </Panel>
  );
}
