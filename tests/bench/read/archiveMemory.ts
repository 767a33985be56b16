/** What an event holds in memory that was read once, and what is left of it after a minute. */
import { BuiltServer, type ServerMemory } from './BuiltServer';
import type { Bench } from './Bench';
import { pauseUntil } from './crowd/pauses';
import { importDay, largeDay, type RaceDay } from './raceDays';

/** After this nobody has read the events for a while, in ms. */
const UNUSED_MS = 75_000;

/** Reads archived events; what is left of them is measured by the second call, a while later. */
export async function beginArchiveMemory(bench: Bench): Promise<() => Promise<void>> {
  const { options, results, progress } = bench;
  const count = options.isQuick ? 1 : 6;
  progress(`memory of ${count} archived events`);
  const { dist, profiles } = options;
  const server = await BuiltServer.start({ dist, profiles });
  try {
    const xml = largeDay();
    const ids = Array.from({ length: count + 1 }, (_, i) => `ARCHIVE-${i}`);
    const days: RaceDay[] = [];
    for (const eventId of ids) {
      const day = await importDay(server.url, xml, eventId);
      await day.event.setStatus('finished');
      days.push(day);
    }
    // Nothing of the imports may be left; and the first read of all loads what all others use.
    await server.restart();
    const read = async (day: RaceDay | undefined): Promise<void> => {
      for (const raceId of day?.raceIds ?? []) await day?.event.get(`results/${raceId}`);
      await day?.event.get('snapshot');
    };
    await read(days[0]);
    const before = await server.memory();
    for (const day of days.slice(1)) await read(day);
    const after = await server.memory();
    const readAt = performance.now();
    const perEvent = (memory: ServerMemory, what: keyof ServerMemory): number =>
      (memory[what] - before[what]) / count;
    results.add('archived event', 'used', 0, perEvent(after, 'used'));
    results.add('archived event', 'rss', 0, perEvent(after, 'rss'));
    return async () => {
      try {
        if (options.isQuick) return;
        progress('memory of archived events that nobody reads any more');
        await pauseUntil(readAt + UNUSED_MS);
        const later = await server.memory();
        results.add('archived event', 'used later', 0, perEvent(later, 'used'));
        results.add('archived event', 'rss later', 0, perEvent(later, 'rss'));
      } finally {
        await server.stop();
      }
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
