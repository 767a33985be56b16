import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { canTransition, EVENT_STATUSES, isStepBack, type EventStatus } from '../../../lib/domain/lifecycle';
import { useLanguage } from '../shared/language';
import { ask, ofEvent } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

/** Those that end everybody's stream: a wrong touch can be taken back for so long, in seconds, before anything happens. */
const GRACE_S = 10;
const HAS_GRACE: readonly EventStatus[] = ['draft', 'official'];

/** How the event stands, what each state means to the public, and the ways from here. */
export function StatePanel({ event: { eventId, status }, onChanged }: EventPanelProps): JSX.Element {
  const text = useText();
  const { t } = useLanguage();
  const { isBusy, failure, run } = useDoing();
  const [pending, setPending] = useState<{ to: EventStatus; seconds: number } | null>(null);
  const [back, setBack] = useState<EventStatus | null>(null);
  const [reason, setReason] = useState('');

  const move = (to: EventStatus, why?: string): void => {
    setPending(null);
    void run(async () => {
      await ask('PATCH', `${ofEvent(eventId)}/status`, { status: to, ...(why && { reason: why }) });
      setBack(null);
      setReason('');
      await onChanged();
    });
  };
  useEffect(() => {
    if (pending === null) return;
    const timer = setTimeout(() => {
      if (pending.seconds <= 1) move(pending.to);
      else setPending({ ...pending, seconds: pending.seconds - 1 });
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [pending]);

  const press = (to: EventStatus): void => {
    if (isStepBack(status, to)) setBack(to);
    else if (HAS_GRACE.includes(to)) setPending({ to, seconds: GRACE_S });
    else move(to);
  };
  return (
    <Panel name="state" title={text('state')}>
      <ol class="control-states">
        {EVENT_STATUSES.map((one) => (
          <li key={one}>
            <button
              type="button"
              class="control-state"
              data-status={one}
              aria-current={one === status ? 'step' : undefined}
              disabled={isBusy || !(canTransition(status, one) || isStepBack(status, one))}
              onClick={() => {
                press(one);
              }}
            >
              <strong>
                {t(`status.${one}`)}
                {one === status && ` · ${text('isNow')}`}
              </strong>
              <span>{text(`means.${one}`)}</span>
            </button>
          </li>
        ))}
      </ol>
      <div role="status">
        {pending !== null && (
          <p class="control-pending">
            {text('undoIn', { status: t(`status.${pending.to}`), n: pending.seconds })}
            <button
              type="button"
              class="button control-main"
              onClick={() => {
                setPending(null);
              }}
            >
              {text('undo')}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                move(pending.to);
              }}
            >
              {text('doNow')}
            </button>
          </p>
        )}
      </div>
      {back !== null && (
        <form
          class="control-form"
          onSubmit={(event) => {
            event.preventDefault();
            move(back, reason);
          }}
        >
          <label>
            {text('reason')}
            <input
              name="reason"
              required
              maxLength={300}
              value={reason}
              onInput={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          </label>
          <p class="control-buttons">
            <button class="button control-main" disabled={isBusy}>
              {text('stepBack', { status: t(`status.${back}`) })}
            </button>
            <button
              type="button"
              class="button"
              onClick={() => {
                setBack(null);
              }}
            >
              {text('cancel')}
            </button>
          </p>
        </form>
      )}
      <Failure text={failure} />
    </Panel>
  );
}
