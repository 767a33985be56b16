import type { JSX } from 'preact';
import type { LiveFeed } from '../shared/live';
import { useLanguage } from '../shared/language';
import { useTurn } from './hooks';

/** Sponsors side by side; more of them take turns. */
const AT_ONCE = 4;

interface BoardImagesProps {
  feed: LiveFeed;
}

const addressOf = ({ prefix, eventId }: LiveFeed, name: string, version: string): string =>
  `${prefix}/api/v1/events/${encodeURIComponent(eventId)}/board-images/${name}?v=${version}`;

/** The logo of the event, where it has one for boards. */
export function BoardLogo({ feed }: BoardImagesProps): JSX.Element | null {
  const version = feed.state.config.boardImages?.logo;
  return version === undefined ? null : (
    <img class="board-logo" src={addressOf(feed, 'logo', version)} alt="" />
  );
}

interface SponsorsProps extends BoardImagesProps {
  /** Whether sponsors are shown. */
  hasImages: boolean;
  /** Whether a code leads to the event's page. */
  hasQr: boolean;
}

/** The sponsors below everything else, and the code, in the order of their numbers. */
export function Sponsors({ feed, hasImages, hasQr }: SponsorsProps): JSX.Element | null {
  const images = Object.entries(feed.state.config.boardImages ?? {})
    .filter(([name]) => name.startsWith('sponsor-'))
    .sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true }));
  const { t } = useLanguage();
  const turn = useTurn('sponsors');
  if (!hasQr && (!hasImages || images.length === 0)) return null;
  const from = images.length > AT_ONCE ? (turn * AT_ONCE) % images.length : 0;
  const shown = [...images.slice(from), ...images.slice(0, from)].slice(0, AT_ONCE);
  return (
    <div class="board-sponsors">
      {hasImages &&
        shown.map(([name, version]) => <img key={name} src={addressOf(feed, name, version)} alt="" />)}
      {hasQr && (
        <p class="board-qr">
          {t('qr')}
          <img src={`${feed.prefix}/events/${encodeURIComponent(feed.eventId)}/qr.svg`} alt="" />
        </p>
      )}
    </div>
  );
}
