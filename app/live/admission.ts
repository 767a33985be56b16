import type { StoredEvent } from '../../lib/db/eventRepository';
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../lib/errors';
import { boardTokenOf, hashApiKey } from '../../lib/ingest/keys';
import type { KnownView } from '../../lib/read/View';
import type { LiveChannel } from '../../lib/live/LiveChannel';
import type { ViewerName } from '../../lib/live/viewers';
import { OFFICIAL_GRACE_MS } from '../../lib/live/LiveChannels';
import type { Services } from '../services';
import type { LiveQuery } from '../schemas';

/** What someone who asks for the live channel is to be given. */
export interface Admission {
  channel: LiveChannel;
  known: KnownView;
  /** The last cursor that it saw. */
  since: string | undefined;
  /** Shows the event's board token, or its key: what is kept for boards is there for it, and its address does not count. */
  isBoard: boolean;
  /** What it watches with. */
  viewer: ViewerName;
}

/**
 * Who may watch, and what: 404 for an unknown or draft event, 410 for an official one, 429 where its address has asked for
 * too much. Whether there is room is asked by {@link refusal} in the same turn of the event loop in which the connection joins.
 */
export async function admit(
  services: Services,
  request: IncomingMessage,
  { eventId, view, since, board, as }: LiveQuery & { eventId: string },
  transport: 'ws' | 'sse' | 'poll',
): Promise<Admission> {
  const { limits, lookups } = services;
  const key = request.headers['x-api-key'];
  const isBoard =
    (board !== undefined || key !== undefined) && isOfEvent(await lookups.of(eventId), board, key);
  if (!isBoard) await (transport === 'poll' ? limits.request(request) : limits.connect(request));
  const event = await lookups.of(eventId);
  // Streams live on for a moment after the last word. A poll is not there when it is said: it may ask for it.
  const isLastWord = since !== undefined && services.clock() - event.statusChangedAt < OFFICIAL_GRACE_MS;
  if (event.status === 'official' && !(transport === 'poll' && isLastWord))
    throw eventOfficial(event, services);
  const channel = services.channels.of(event);
  return { channel, known: await channel.known(view), since, isBoard, viewer: as };
}

/**
 * Takes a place until `connection` says `close`. Answers 503 where the event has no room for one more, 429 where its
 * address has too many, else null.
 */
export function refusal(
  { channel, isBoard }: Admission,
  { settings, channels, limits }: Services,
  request: IncomingMessage,
  connection: EventEmitter,
): AppError | null {
  const { maxConnectionsPerEvent: maxConnections, boardPlaces } = settings;
  if (channel.size < maxConnections + (isBoard ? boardPlaces : 0)) {
    return isBoard ? null : limits.hold(request, connection);
  }
  channels.counters.ended.busy += 1;
  const message = `This event has its ${maxConnections} live connections already; try again soon.`;
  return new AppError(503, 'ConnectionLimitReached', message, { maxConnections });
}

/** Tokens and keys are random, and their hashes say nothing: how long a comparison takes tells nobody anything. */
export const isOfEvent = ({ keyHash }: StoredEvent, board: string | undefined, key: unknown): boolean =>
  board === boardTokenOf(keyHash) || (typeof key === 'string' && hashApiKey(key) === keyHash);

const eventOfficial = ({ eventId }: StoredEvent, { prefix }: Services): AppError =>
  new AppError(
    410,
    'EventOfficial',
    `The results of "${eventId}" are official and no longer change; read them at ${prefix}/api/v1/events/${eventId}.`,
  );
