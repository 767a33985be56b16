import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, ofEvent, type Config } from './api';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { useText } from './texts';

const DISPLAY_MODES = ['simple', 'detailed'] as const;
const MERGE_STRATEGIES = ['live-first', 'xml-first', 'latest'] as const;

interface Race {
  raceId: string;
  title: string | null;
}

/** What those who watch are shown; each change is theirs at once. */
export function ShownPanel({ event: { eventId, status } }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [config, setConfig] = useState<Config | null>(null);
  const [races, setRaces] = useState<Race[]>([]);
  const [done, setDone] = useState('');
  const path = `${ofEvent(eventId)}/config`;
  useEffect(() => {
    void run(async () => {
      setConfig(await ask<Config>('GET', path));
    });
    // Of a draft nothing is public.
    if (status === 'draft') return;
    ask<{ data: { races: Race[] } }>(
      'GET',
      `/events/${encodeURIComponent(eventId)}/snapshot?view=structure`,
    ).then(
      ({ data }) => {
        setRaces(data.races);
      },
      () => undefined,
    );
  }, [eventId, status]);

  const change = (changed: Partial<Config>): void => {
    setDone('');
    void run(async () => {
      setConfig(await ask<Config>('PATCH', path, changed));
      setDone(text('saved'));
    });
  };
  const refresh = (): void => {
    setDone('');
    void run(async () => {
      await ask('POST', `${ofEvent(eventId)}/refresh`);
      setDone(text('refreshed'));
    });
  };
  return (
    <Panel name="shown" title={text('shown')}>
      {config && (
        <fieldset class="control-form" disabled={isBusy || status === 'official'}>
          <Choice
            name="activeRaceId"
            label={text('activeRace')}
            value={config.activeRaceId ?? ''}
            options={[
              ['', text('activeRaceAuto')],
              ...races.map(({ raceId, title }): [string, string] => [raceId, title ?? raceId]),
            ]}
            onChoose={(activeRaceId) => {
              change({ activeRaceId: activeRaceId || null });
            }}
          />
          <Choice
            name="displayMode"
            label={text('displayMode')}
            value={config.displayMode}
            options={DISPLAY_MODES.map((mode) => [mode, text(`displayMode.${mode}`)])}
            onChoose={(displayMode) => {
              change({ displayMode });
            }}
          />
          <Choice
            name="mergeStrategy"
            label={text('mergeStrategy')}
            value={config.mergeStrategy}
            options={MERGE_STRATEGIES.map((strategy) => [strategy, text(`mergeStrategy.${strategy}`)])}
            onChoose={(mergeStrategy) => {
              change({ mergeStrategy });
            }}
          />
          <label class="control-check">
            <input
              type="checkbox"
              name="showOnCourse"
              checked={config.showOnCourse}
              onChange={(event) => {
                change({ showOnCourse: event.currentTarget.checked });
              }}
            />
            {text('showOnCourse')}
          </label>
          <Announce
            said={config.announcement}
            onSay={(announcement) => {
              change({ announcement });
            }}
          />
        </fieldset>
      )}
      {(status === 'running' || status === 'finished' || status === 'startlist') && (
        <p>
          <button type="button" class="button" disabled={isBusy} onClick={refresh}>
            {text('refresh')}
          </button>
        </p>
      )}
      <p role="status" class="control-done">
        {done}
      </p>
      <Failure text={failure} />
    </Panel>
  );
}

interface ChoiceProps<T extends string> {
  name: string;
  label: string;
  value: T;
  /** Each with its words. */
  options: [value: T, words: string][];
  onChoose: (value: T) => void;
}

function Choice<T extends string>({ name, label, value, options, onChoose }: ChoiceProps<T>): JSX.Element {
  return (
    <label>
      {label}
      <select
        name={name}
        value={value}
        onChange={(event) => {
          onChoose(event.currentTarget.value as T);
        }}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface AnnounceProps {
  said: Config['announcement'];
  onSay: (announcement: Config['announcement']) => void;
}

function Announce({ said, onSay }: AnnounceProps): JSX.Element {
  const text = useText();
  const [cs, setCs] = useState(said?.cs ?? '');
  const [en, setEn] = useState(said?.en ?? '');
  const [minutes, setMinutes] = useState('');
  const say = (): void => {
    const until = minutes === '' ? null : new Date(Date.now() + Number(minutes) * 60_000).toISOString();
    onSay({ cs: cs || null, en: en || null, until });
  };
  return (
    <div role="group" aria-label={text('announcement')} class="control-group">
      <p>{text('announcement')}</p>
      <label>
        {text('announcementCs')}
        <input
          name="announcementCs"
          maxLength={300}
          value={cs}
          onInput={(event) => {
            setCs(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        {text('announcementEn')}
        <input
          name="announcementEn"
          maxLength={300}
          value={en}
          onInput={(event) => {
            setEn(event.currentTarget.value);
          }}
        />
      </label>
      <label>
        {text('announcementFor')}
        <input
          name="announcementFor"
          type="number"
          min="1"
          max="1440"
          value={minutes}
          onInput={(event) => {
            setMinutes(event.currentTarget.value);
          }}
        />
      </label>
      <p class="control-buttons">
        <button type="button" class="button" disabled={cs === '' && en === ''} onClick={say}>
          {text('announce')}
        </button>
        {said !== null && (
          <button
            type="button"
            class="button"
            onClick={() => {
              onSay(null);
            }}
          >
            {text('takeBack')}
          </button>
        )}
      </p>
    </div>
  );
}
