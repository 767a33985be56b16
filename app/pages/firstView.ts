import type { StoredEvent } from '../../lib/db/eventRepository';
import type { LiveChannels } from '../../lib/live/LiveChannels';
import type { WholeEvent } from '../web/event/drawing';

const NO_ROWS = { view: { structureOnly: true, races: null }, unknown: [] };

/**
 * What the public may know of an event, and the cursor to follow it from. To be read at once: the state is changed by the next
 * message.
 */
export async function firstView(
  channels: LiveChannels,
  event: StoredEvent,
  now: number,
): Promise<WholeEvent> {
  const channel = channels.of(event);
  // The cursor first: a message that comes meanwhile is then sent once more, and says the same.
  const { id } = await channel.full(NO_ROWS);
  const state = await channel.state();
  return {
    id,
    at: new Date(now).toISOString(),
    structure: state.structure,
    resultRows: (raceId) => state.resultRows(raceId, null),
    startRows: (raceId) => state.startRows(raceId),
  };
}
