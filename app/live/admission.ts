import type { StoredEvent } from '../../lib/db/eventRepository';
import { AppError } from '../../lib/errors';
import type { KnownView } from '../../lib/read/View';
import type { LiveChannel } from '../../lib/live/LiveChannel';
import { OFFICIAL_GRACE_MS } from '../../lib/live/LiveChannels';
import type { Services } from '../services';
import { viewOf } from './view';

/** What someone who asks for the live channel is to be given. */
export interface Admission {
  channel: LiveChannel;
  known: KnownView;
  /** The last cursor that it saw. */
  since: string | undefined;
}

/**
 * Who may watch, and what: 400 for a view that is none, 404 for an unknown or draft event, 410 for an
 * official one. Whether there is room is asked by {@link refusal} in the same turn of the event loop in which
 * the connection joins.
 */
export async function admit(
  services: Services,
  eventId: string,
  query: Record<string, unknown>,
  transport: 'ws' | 'sse' | 'poll',
): Promise<Admission> {
  const asked = viewOf(query);
  const event = await services.lookups.of(eventId);
  const since = textOf(query.since);
  // Streams live on for a moment after the last word. A poll is not there when it is said: it may ask for it.
  const isLastWord = since !== undefined && services.clock() - event.statusChangedAt < OFFICIAL_GRACE_MS;
  if (event.status === 'official' && !(transport === 'poll' && isLastWord))
    throw eventOfficial(event, services);
  const channel = services.channels.of(event);
  return { channel, known: await channel.known(asked), since };
}

/** 503 where the event has no room for one more connection, else null. */
export function refusal({ channel }: Admission, { settings, channels }: Services): AppError | null {
  const { maxConnectionsPerEvent: maxConnections } = settings;
  if (channel.size < maxConnections) return null;
  channels.counters.ended.busy += 1;
  const message = `This event has its ${maxConnections} live connections already; try again soon.`;
  return new AppError(503, 'ConnectionLimitReached', message, { maxConnections });
}

const eventOfficial = ({ eventId }: StoredEvent, { prefix }: Services): AppError =>
  new AppError(
    410,
    'EventOfficial',
    `The results of "${eventId}" are official and no longer change; read them at ${prefix}/api/v1/events/${eventId}.`,
  );

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : undefined;
