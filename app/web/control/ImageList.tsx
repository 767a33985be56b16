import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { pagePrefix } from '../shared/prefix';
import { ask, ofEvent, type AdminEvent } from './api';
import { dataUri } from './dataUri';
import { useDoing } from './doing';
import { Failure } from './Failure';
import { useText } from './texts';

/** As many as boards show. */
const SPONSORS = Array.from({ length: 12 }, (_, at) => `sponsor-${at + 1}`);

interface ImageListProps {
  event: AdminEvent;
  /** Version by name. */
  images: Record<string, string>;
  onChanged: () => Promise<void>;
}

/** The logo and the sponsors that boards show. */
export function ImageList({ event, images, onChanged }: ImageListProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [isOpen, setOpen] = useState(false);
  const change = (name: string, file: File | null): void => {
    void run(async () => {
      const imageData = file && (await dataUri(file));
      await ask('PUT', `${ofEvent(event.eventId)}/board-images/${name}`, { imageData });
      await onChanged();
    });
  };
  const free = SPONSORS.find((name) => images[name] === undefined);
  const names = ['logo', ...SPONSORS].filter((name) => images[name] !== undefined);
  const add = (name: string, label: string): JSX.Element => (
    <label>
      {label}
      <input
        type="file"
        name={name}
        accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml"
        disabled={isBusy}
        onChange={(event_) => {
          const [file] = event_.currentTarget.files ?? [];
          if (file) change(name, file);
          event_.currentTarget.value = '';
        }}
      />
    </label>
  );
  return (
    <details
      open={isOpen}
      onToggle={(toggled) => {
        setOpen(toggled.currentTarget.open);
      }}
    >
      <summary>{text('images', { n: names.length })}</summary>
      <div class="control-form">
        <ul class="control-images">
          {names.map((name) => (
            <li key={name}>
              {event.status !== 'draft' && (
                <img
                  src={`${pagePrefix()}/api/v1/events/${encodeURIComponent(event.eventId)}/board-images/${name}?v=${images[name] ?? ''}`}
                  alt={name}
                />
              )}
              <button
                type="button"
                class="button"
                disabled={isBusy}
                aria-label={`${text('image.remove')}: ${name}`}
                onClick={() => {
                  change(name, null);
                }}
              >
                {text('image.remove')}
              </button>
            </li>
          ))}
        </ul>
        {add('logo', text('image.logo'))}
        {free !== undefined && add(free, text('image.sponsor'))}
      </div>
      <Failure text={failure} />
    </details>
  );
}
