import type { EventState } from '../lib/read/EventState';
import type { Services } from './services';

/** What the public may know of an event, as of its last message; 404 for one that does not exist or is a draft. */
export const stateOf = async (
  { channels, lookups }: Pick<Services, 'channels' | 'lookups'>,
  eventId: string,
): Promise<EventState> => channels.of(await lookups.of(eventId)).state();
