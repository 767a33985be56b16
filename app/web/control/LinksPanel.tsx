import type { JSX } from 'preact';
import { createPortal } from 'preact/compat';
import { useState } from 'preact/hooks';
import { dateRange } from '../shared/format';
import { useLanguage } from '../shared/language';
import { pagePrefix } from '../shared/prefix';
import { EmbedBuilder } from './EmbedBuilder';
import type { EventPanelProps } from './EventControl';
import { Panel } from './Panel';
import { Qr } from './Qr';
import { useText } from './texts';

/** Where the event is seen, by whom, also as codes and as a poster. Boards have the token by which they are let in when all places are taken. */
export function LinksPanel({ event }: EventPanelProps): JSX.Element {
  const text = useText();
  const [coded, setCoded] = useState<string | null>(null);
  const id = encodeURIComponent(event.eventId);
  const board = `/events/${id}/board?board=${event.boardToken}`;
  const links = {
    'link.page': `/events/${id}`,
    'link.board': board,
    'link.ledwall': `${board}&layout=ledwall`,
    'link.overlay': `${board}&layout=overlay`,
    'link.speaker': `/events/${id}/speaker`,
    'link.embed': `/embed/${id}`,
  } as const;
  const addressOf = (name: keyof typeof links): string => location.origin + pagePrefix() + links[name];
  return (
    <Panel name="links" title={text('links')}>
      <ul class="control-list">
        {(Object.keys(links) as (keyof typeof links)[]).map((name) => (
          <li key={name}>
            <a href={addressOf(name)} target="_blank" rel="noreferrer">
              {text(name)}
            </a>
            <button
              type="button"
              class="button"
              aria-expanded={coded === name}
              aria-label={`${text('qr')}: ${text(name)}`}
              onClick={() => {
                setCoded(coded === name ? null : name);
              }}
            >
              QR
            </button>
            {coded === name && <Qr text={addressOf(name)} label={addressOf(name)} />}
          </li>
        ))}
      </ul>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => {
            print();
          }}
        >
          {text('poster')}
        </button>
      </p>
      <EmbedBuilder event={event} />
      <Poster event={event} address={addressOf('link.page')} />
    </Panel>
  );
}

/** What the page is on paper: the event, and how to see it. */
function Poster({ event, address }: Pick<EventPanelProps, 'event'> & { address: string }): JSX.Element {
  const text = useText();
  const { language } = useLanguage();
  const { mainTitle, location: place, startDate, endDate } = event;
  return createPortal(
    <section class="control-poster" aria-hidden="true">
      <h1>{mainTitle}</h1>
      <p>{[place, dateRange(startDate, endDate, language)].filter(Boolean).join(' · ')}</p>
      <Qr text={address} label={address} />
      <p class="control-poster-call">{text('posterCall')}</p>
      <p>{address}</p>
    </section>,
    document.body,
  );
}
