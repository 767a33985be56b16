import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dayAndTime } from '../shared/format';
import { useLanguage } from '../shared/language';
import { pagePrefix } from '../shared/prefix';
import { ask, ofEvent, type AdminEvent } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Field } from './Field';
import { Panel } from './Panel';
import { Qr } from './Qr';
import { useText } from './texts';

/** How long an old key works on that is replaced, in minutes, unless something else is entered. */
const GRACE_MINUTES = 15;

/** What a bridge is told, as text to be pasted. */
const settingsOf = ({ apiKey, eventId }: AdminEvent): string =>
  [`URL: ${location.origin}${pagePrefix()}`, `Event: ${eventId}`, `X-API-Key: ${apiKey}`].join('\n');

/** The key of the event's bridge: shown when asked for, and replaced. */
export function KeyPanel({
  event,
  onChanged,
  isAdministrator,
}: EventPanelProps & { isAdministrator: boolean }): JSX.Element {
  const text = useText();
  const { language } = useLanguage();
  const { isBusy, failure, run } = useDoing();
  const [isShown, setShown] = useState(false);
  const [copied, setCopied] = useState<string | null>(null);
  const [minutes, setMinutes] = useState(String(GRACE_MINUTES));
  const [oldUntil, setOldUntil] = useState<string | null>(null);
  const time = (iso: string): string => dayAndTime(iso, language);
  const { validFrom, validUntil } = event.validity;
  const window = [
    validFrom && text('works.from', { at: time(validFrom) }),
    validUntil && text('works.until', { at: time(validUntil) }),
  ].filter(Boolean);

  const copy = (what: string): void => {
    // Not every page may: without TLS there is no clipboard, but the text can be marked.
    void run(async () => {
      await navigator.clipboard.writeText(what);
      setCopied(what);
    });
  };
  const copyButton = (what: string, label: string): JSX.Element => (
    <button
      type="button"
      class="button"
      onClick={() => {
        copy(what);
      }}
    >
      {copied === what ? text('copied') : label}
    </button>
  );
  return (
    <Panel name="key" title={text('key')}>
      <p>{text('works', { window: window.join(' ') || text('works.always') })}</p>
      <p class="control-buttons">
        <button
          type="button"
          class="button"
          aria-expanded={isShown}
          onClick={() => {
            setShown(!isShown);
          }}
        >
          {text(isShown ? 'hideKey' : 'showKey')}
        </button>
        {copyButton(event.apiKey, text('copyKey'))}
        {copyButton(settingsOf(event), text('copySettings'))}
      </p>
      {isShown && (
        <>
          <pre class="control-key">{settingsOf(event)}</pre>
          <Qr text={settingsOf(event)} label={text('qr')} />
        </>
      )}
      {isAdministrator && (
        <form
          class="control-inline"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            void run(async () => {
              const answer = await ask<{ previousValidUntil: string }>(
                'POST',
                `${ofEvent(event.eventId)}/key`,
                {
                  graceMinutes: Number(minutes),
                },
              );
              setOldUntil(answer.previousValidUntil);
              await onChanged();
            });
          }}
        >
          <label>
            {text('rotateWhy')}{' '}
            <input
              type="number"
              name="grace"
              min="0"
              max="1440"
              required
              value={minutes}
              onInput={(input) => {
                setMinutes(input.currentTarget.value);
              }}
            />{' '}
            {text('minutes')}
          </label>
          <button class="button" disabled={isBusy}>
            {text('rotate')}
          </button>
        </form>
      )}
      {isAdministrator && <Validity event={event} onChanged={onChanged} />}
      <p role="status" class="control-done">
        {oldUntil !== null && text('rotated', { at: time(oldUntil) })}
      </p>
      <Failure text={failure} />
    </Panel>
  );
}

/** When the key works: as follows from the dates of the event, or as is entered here. */
function Validity({ event, onChanged }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [from, setFrom] = useState(localTime(event.validity.validFrom));
  const [until, setUntil] = useState(localTime(event.validity.validUntil));
  const change = (validity: object | null): void => {
    void run(async () => {
      await ask('PATCH', ofEvent(event.eventId), { validity });
      await onChanged();
    });
  };
  return (
    <details>
      <summary>{text('validity')}</summary>
      <form
        class="control-form control-fields"
        onSubmit={(submitted) => {
          submitted.preventDefault();
          change({ from: isoTime(from), until: isoTime(until) });
        }}
      >
        <Field
          label={text('validFrom')}
          name="validFrom"
          type="datetime-local"
          value={from}
          onValue={setFrom}
        />
        <Field
          label={text('validUntil')}
          name="validUntil"
          type="datetime-local"
          value={until}
          onValue={setUntil}
        />
        <p class="wide control-buttons">
          <button class="button" disabled={isBusy}>
            {text('save')}
          </button>
          {event.hasOwnValidity && (
            <button
              type="button"
              class="button"
              disabled={isBusy}
              onClick={() => {
                change(null);
              }}
            >
              {text('validByDates')}
            </button>
          )}
        </p>
        <Failure text={failure} />
      </form>
    </details>
  );
}

/** As inputs have it: `2026-05-30T09:00`, in the time of this device. */
function localTime(iso: string | undefined): string {
  if (iso === undefined) return '';
  const ms = Date.parse(iso);
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const isoTime = (local: string): string | null => (local === '' ? null : new Date(local).toISOString());
