import type { JSX } from 'preact';
import { pagePrefix } from '../shared/prefix';
import type { EventPanelProps } from './EventControl';
import { Panel } from './Panel';
import { useText } from './texts';

/** Where the event is seen, by whom. Boards have the token by which they are let in when all places are taken. */
export function LinksPanel({ event: { eventId, boardToken } }: EventPanelProps): JSX.Element {
  const text = useText();
  const id = encodeURIComponent(eventId);
  const board = `/events/${id}/board?board=${boardToken}`;
  const links = {
    'link.page': `/events/${id}`,
    'link.board': board,
    'link.ledwall': `${board}&layout=ledwall`,
    'link.overlay': `${board}&layout=overlay`,
    'link.speaker': `/events/${id}/speaker`,
    'link.embed': `/embed/${id}`,
  } as const;
  return (
    <Panel name="links" title={text('links')}>
      <ul class="control-list">
        {(Object.keys(links) as (keyof typeof links)[]).map((name) => (
          <li key={name}>
            <a href={pagePrefix() + links[name]} target="_blank" rel="noreferrer">
              {text(name)}
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
