import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ask } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

interface Imported {
  imported: { participants: number; races: number; results: number };
  skipped?: { reason: string }[];
  skippedCount?: number;
  held?: { live: number; byHand: number };
  warnings?: string[];
}

/** An export that is sent by hand, with the answer in words. */
export function FilePanel({ event: { eventId }, onChanged }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [isOver, setOver] = useState(false);
  const [answer, setAnswer] = useState<Imported | null>(null);
  const push = (file: File | undefined): void => {
    setAnswer(null);
    if (!file) return;
    void run(async () => {
      const path = `/ingest/xml?event=${encodeURIComponent(eventId)}`;
      setAnswer(await ask<Imported>('POST', path, file));
      await onChanged();
    });
  };
  return (
    <Panel name="file" title={text('file')}>
      <label
        class="control-drop"
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => {
          setOver(false);
        }}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          push(event.dataTransfer?.files[0]);
        }}
      >
        {text('fileDrop')}
        <input
          type="file"
          name="export"
          accept=".xml,application/xml,text/xml"
          disabled={isBusy}
          onChange={(event) => {
            push(event.currentTarget.files?.[0]);
            // The same file may be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </label>
      <div role="status">
        {answer && (
          <>
            <p class="control-done">{text('fileDone', answer.imported)}</p>
            {(answer.skippedCount ?? 0) > 0 && (
              <p class="control-warning">
                {text('fileSkipped', {
                  n: answer.skippedCount ?? 0,
                  reason: answer.skipped?.[0]?.reason ?? '',
                })}
              </p>
            )}
            {(answer.held?.live ?? 0) > 0 && <p>{text('heldLive', { n: answer.held?.live ?? 0 })}</p>}
            {(answer.held?.byHand ?? 0) > 0 && <p>{text('heldByHand', { n: answer.held?.byHand ?? 0 })}</p>}
            {answer.warnings?.map((warning) => (
              <p key={warning} class="control-warning">
                {warning}
              </p>
            ))}
          </>
        )}
      </div>
      <Failure text={failure} />
    </Panel>
  );
}
