import type { JSX, TargetedInputEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { EventDetails } from '../../../lib/domain/records';

import { dataUri } from './dataUri';
import { useDoing } from './doing';
import { Failure } from './Failure';
import { useText } from './texts';

export const NO_DETAILS: EventDetails = {
  mainTitle: null,
  subTitle: null,
  location: null,
  facility: null,
  startDate: null,
  endDate: null,
  discipline: null,
};

const FIELDS = Object.keys(NO_DETAILS) as (keyof EventDetails)[];

export interface Filled extends Partial<EventDetails> {
  eventId?: string;
  /** Of the picture; absent where none was chosen. */
  imageData?: string;
}

interface EventFormProps {
  first: EventDetails;
  /** Whether the id is asked for. */
  isNew: boolean;
  /** Throws where the server refuses it. */
  onSave: (filled: Filled) => Promise<void>;
  onCancel: () => void;
}

/** What is entered of an event. */
export function EventForm({ first, isNew, onSave, onCancel }: EventFormProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [eventId, setEventId] = useState('');
  const [details, setDetails] = useState(first);
  const [image, setImage] = useState<File | null>(null);
  const save = async (): Promise<void> => {
    const imageData = image === null ? undefined : await dataUri(image);
    const changed = FIELDS.filter((field) => isNew || details[field] !== first[field]);
    await onSave({
      ...(isNew && { eventId }),
      ...Object.fromEntries(changed.map((field) => [field, details[field]])),
      ...(imageData !== undefined && { imageData }),
    });
  };
  return (
    <form
      class="control-form control-fields"
      onSubmit={(event) => {
        event.preventDefault();
        void run(save);
      }}
    >
      {isNew && (
        <label class="wide">
          {text('eventId')}
          <input
            name="eventId"
            required
            value={eventId}
            onInput={(event) => {
              setEventId(event.currentTarget.value);
            }}
          />
        </label>
      )}
      {FIELDS.map((field) => {
        const onInput = ({ currentTarget }: TargetedInputEvent<HTMLInputElement>): void => {
          setDetails({ ...details, [field]: currentTarget.value || null });
        };
        const value = details[field] ?? '';
        return (
          <label key={field}>
            {text(field)}
            {field === 'startDate' || field === 'endDate' ? (
              <input type="date" name={field} value={value.slice(0, 10)} onInput={onInput} />
            ) : (
              <input name={field} required={field === 'mainTitle'} value={value} onInput={onInput} />
            )}
          </label>
        );
      })}
      <label class="wide">
        {text('image')}
        <input
          type="file"
          name="image"
          accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml"
          onChange={(event) => {
            setImage(event.currentTarget.files?.[0] ?? null);
          }}
        />
      </label>
      <p class="wide control-buttons">
        <button class="button control-main" disabled={isBusy}>
          {text(isNew ? 'create' : 'save')}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {text('cancel')}
        </button>
      </p>
      <Failure text={failure} />
    </form>
  );
}
