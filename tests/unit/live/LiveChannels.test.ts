import { openDatabase } from '../../../lib/db/dialect';
import type { StoredEvent } from '../../../lib/db/eventRepository';
import { migrate } from '../../../lib/db/migrate';
import { LiveChannels } from '../../../lib/live/LiveChannels';
import { channelOptions, FakeEvent, racesOnly } from './fakes';

test('however many views of however many events are asked for, one snapshot is composed at a time, each view once', async () => {
  const db = openDatabase(':memory:');
  await migrate(db);
  const event = new FakeEvent();
  const composed: string[] = [];
  let running = 0;
  let most = 0;
  const channels = new LiveChannels({
    db,
    readSnapshot: async (id, view) => {
      composed.push(`${id} ${view.races?.join(',') ?? ''}`);
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      // One that fails does not hold the others up.
      if (view.races?.includes('C')) throw new Error('the disk is gone');
      return event.readSnapshot(view);
    },
    options: channelOptions(),
    countViewers: null,
    onError: () => undefined,
  });
  const answers = [1, 2].flatMap((id) =>
    ['A', 'C', 'B', 'A', 'B'].map((race) =>
      channels.of({ id, eventId: `E${id}`, ...event.stored } as StoredEvent).snapshot(racesOnly(race)),
    ),
  );
  const outcomes = (await Promise.allSettled(answers)).map(({ status }) => status);
  channels.close('shutdown');
  await db.destroy();
  expect(outcomes.filter((status) => status === 'rejected')).toHaveLength(2);
  expect(most).toBe(1);
  expect(composed).toEqual(['1 A', '1 C', '1 B', '2 A', '2 C', '2 B']);
});
