import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, ofEvent, type Config } from './api';
import { Choice } from './Choice';
import { useDoing } from './doing';
import type { EventPanelProps } from './EventControl';
import { Failure } from './Failure';
import { Panel } from './Panel';
import { nameOf, raceChoices, useRaces } from './races';
import { useText } from './texts';

const DISPLAY_MODES = ['simple', 'detailed'] as const;
const MERGE_STRATEGIES = ['live-first', 'xml-first', 'latest'] as const;

/** What those who watch are shown; each change is theirs at once. */
export function ShownPanel({ event: { eventId, status } }: EventPanelProps): JSX.Element {
  const text = useText();
  const { isBusy, failure, run } = useDoing();
  const [config, setConfig] = useState<Config | null>(null);
  const { races, readRaces } = useRaces(eventId, status);
  const [done, setDone] = useState('');
  const path = `${ofEvent(eventId)}/config`;
  useEffect(() => {
    void run(async () => {
      setConfig(await ask<Config>('GET', path));
    });
  }, [eventId, status]);

  const change = (changed: Partial<Config>): void => {
    setDone('');
    void run(async () => {
      setConfig(await ask<Config>('PATCH', path, changed));
      if (changed.hiddenRaces) await readRaces();
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
              ...raceChoices(races.filter(({ isHidden }) => !isHidden)),
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
          <details>
            <summary>
              {text('publicRaces', {
                n: races.filter(({ isHidden }) => !isHidden).length,
                all: races.length,
              })}
            </summary>
            {races.map((race) => (
              <label key={race.raceId} class="control-check">
                <input
                  type="checkbox"
                  name={`public-${race.raceId}`}
                  checked={!race.isHidden}
                  onChange={(event) => {
                    const others = config.hiddenRaces.filter((one) => !race.hiddenTogether.includes(one));
                    change({
                      hiddenRaces: event.currentTarget.checked ? others : [...others, race.raceId],
                    });
                  }}
                />
                {nameOf(race)}
              </label>
            ))}
          </details>
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
