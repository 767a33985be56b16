import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isKayakCross } from '../../../lib/domain/raceType';
import { seconds } from '../shared/format';
import { ask, ofEvent } from './api';
import { Choice } from './Choice';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Field } from './Field';
import { Panel } from './Panel';
import { raceChoices, useRaces } from './races';
import { useText } from './texts';

const WHAT = ['figures', 'DNS', 'DNF', 'DSQ', 'withdraw', 'back'] as const;
type What = (typeof WHAT)[number];

interface Corrected {
  bib: string;
  status: string | null;
  time: number | null;
  pen: number | null;
  total: number | null;
  byHand: string | null;
}

const hundredths = (text: string): number => Math.round(Number(text.replace(',', '.')) * 100);

/** A result that is put right without the timing, for the day on which its computer is down. */
export function CorrectionPanel({ event: { eventId, status }, onChanged }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const { races } = useRaces(eventId, status);
  const [chosen, setChosen] = useState('');
  const raceId = chosen || (races[0]?.raceId ?? '');
  const race = races.find((one) => one.raceId === raceId);
  const isCross = race !== undefined && isKayakCross(race.raceType);
  const [bib, setBib] = useState('');
  const [what, setWhat] = useState<What>('figures');
  const [time, setTime] = useState('');
  const [pen, setPen] = useState('');
  const [rank, setRank] = useState('');
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<Corrected | null>(null);

  const correct = async (): Promise<void> => {
    setDone(null);
    const path = `${ofEvent(eventId)}/corrections/${encodeURIComponent(raceId)}/${encodeURIComponent(bib.trim())}`;
    if (what === 'back') setDone(await ask<Corrected>('DELETE', path));
    else {
      const figures = isCross
        ? { ...(rank !== '' && { rank: Number(rank) }) }
        : { ...(time !== '' && { time: hundredths(time) }), ...(pen !== '' && { pen: 100 * Number(pen) }) };
      const run =
        what === 'figures' ? figures : what === 'withdraw' ? { isWithdrawn: true } : { status: what };
      setDone(await ask<Corrected>('PUT', path, { reason, ...run }));
    }
    await onChanged();
  };
  const isOpen = status === 'running' || status === 'finished';
  return (
    <Panel name="correction" title={text('correction')}>
      <p class="muted">{text('correction.what')}</p>
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void run(correct);
        }}
      >
        <fieldset class="control-form control-fields" disabled={isBusy || !isOpen}>
          <Choice
            name="race"
            label={text('correction.race')}
            value={raceId}
            options={raceChoices(races)}
            onChoose={setChosen}
          />
          <Field label={text('correction.bib')} name="bib" required value={bib} onValue={setBib} />
          <Choice
            name="what"
            label={text('correction.result')}
            value={what}
            options={WHAT.map((one): [What, string] => [one, text(`correct.${one}`)])}
            onChoose={setWhat}
          />
          {what === 'figures' && isCross && (
            <Field
              label={text('correction.rank')}
              name="rank"
              type="number"
              min="1"
              value={rank}
              onValue={setRank}
            />
          )}
          {what === 'figures' && !isCross && (
            <>
              <Field
                label={text('correction.time')}
                name="time"
                placeholder="95.34"
                value={time}
                onValue={setTime}
              />
              <Field
                label={text('correction.pen')}
                name="pen"
                type="number"
                min="0"
                placeholder="2"
                value={pen}
                onValue={setPen}
              />
            </>
          )}
          {what !== 'back' && (
            <Field
              label={text('correction.reason')}
              name="reason"
              required
              value={reason}
              onValue={setReason}
            />
          )}
          <p class="wide control-buttons">
            <button class="button">{text('correction.do')}</button>
          </p>
        </fieldset>
      </form>
      <p role="status" class="control-done">
        {done &&
          text(done.byHand === null ? 'correction.back' : 'correction.done', {
            bib: done.bib,
            result:
              done.status ??
              (done.total === null
                ? text('correct.withdraw')
                : `${seconds(done.time)} + ${(done.pen ?? 0) / 100} = ${seconds(done.total)}`),
          })}
      </p>
      <Failure text={failure} />
    </Panel>
  );
}
