import { AppError } from '../lib/errors';
import type { StoredEvent } from '../lib/db/eventRepository';
import type { LiveChannel } from '../lib/live/LiveChannel';
import { publicEventOf } from './routes/public';
import type { Services } from './services';

/**
 * Who may watch: 404 for an unknown or draft event, 410 for an official one. Whether there is room is
 * asked by {@link refusalWhenFull} in the same turn of the event loop in which the connection joins.
 */
export async function admit(services: Services, eventId: string): Promise<StoredEvent> {
  const event = await publicEventOf(services, eventId);
  if (event.status === 'official') {
    throw new AppError(
      410,
      'EventOfficial',
      `The results of "${eventId}" are official and no longer change; read them at /api/v1/events/${eventId}.`,
    );
  }
  return event;
}

/** 503 where the event has no room for one more connection, else null. */
export function refusalWhenFull(channel: LiveChannel, maxConnections: number): AppError | null {
  if (channel.size < maxConnections) return null;
  const message = `This event has its ${maxConnections} live connections already; try again soon.`;
  return new AppError(503, 'ConnectionLimitReached', message, { maxConnections });
}
