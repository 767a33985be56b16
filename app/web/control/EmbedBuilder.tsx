import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { LANGUAGE_NAMES, LANGUAGES } from '../locales/Language';
import { pagePrefix } from '../shared/prefix';
import { Choice } from './Choice';
import type { EventPanelProps } from './EventControl';
import { raceChoices, useRaces } from './races';
import { useText } from './texts';

/** The table for other sites: its options, what to paste there, and how it looks. */
export function EmbedBuilder({ event: { eventId, status } }: Pick<EventPanelProps, 'event'>): JSX.Element {
  const text = useText();
  const { races } = useRaces(eventId, status);
  const [race, setRace] = useState('');
  const [mode, setMode] = useState<'simple' | 'detailed'>('simple');
  const [language, setLanguage] = useState('');
  const query = new URLSearchParams({
    ...(race && { race }),
    ...(mode === 'detailed' && { detailed: 'true' }),
    ...(language && { lang: language }),
  }).toString();
  const address = `${location.origin}${pagePrefix()}/embed/${encodeURIComponent(eventId)}${query && `?${query}`}`;
  const frame = `<iframe src="${address.replaceAll('&', '&amp;')}" style="width: 100%; height: 480px; border: 0" loading="lazy"></iframe>`;
  return (
    <details class="control-embed">
      <summary>{text('embed')}</summary>
      <div class="control-form">
        <Choice
          name="embedRace"
          label={text('board.race')}
          value={race}
          options={[['', text('activeRaceAuto')], ...raceChoices(races.filter(({ isHidden }) => !isHidden))]}
          onChoose={setRace}
        />
        <Choice
          name="embedMode"
          label={text('displayMode')}
          value={mode}
          options={[
            ['simple', text('displayMode.simple')],
            ['detailed', text('displayMode.detailed')],
          ]}
          onChoose={setMode}
        />
        <Choice
          name="embedLanguage"
          label={text('embed.language')}
          value={language}
          options={[
            ['', text('embed.byReader')],
            ...LANGUAGES.map((one): [string, string] => [one, LANGUAGE_NAMES[one]]),
          ]}
          onChoose={setLanguage}
        />
        <label>
          {text('embed.code')}
          <textarea readOnly rows={3} value={frame} />
        </label>
        {status !== 'draft' && (
          <iframe class="control-embedded" title={text('embed')} src={address} loading="lazy" />
        )}
      </div>
    </details>
  );
}
