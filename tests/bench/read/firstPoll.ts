/** How many bytes the first answer is that a poller or a page gets. */
import { getRequest, HttpConnection } from './crowd/HttpConnection';
import { withServer, type Bench } from './Bench';
import { importDay, largeDay, oneRaceDay } from './raceDays';

export async function measureFirstPoll(bench: Bench): Promise<void> {
  bench.progress('first polls');
  await withServer(bench, async ({ url, port }) => {
    for (const [name, xml] of [
      ['one race', oneRaceDay()],
      ['ten races', largeDay()],
    ] as const) {
      const { event } = await importDay(url, xml, name === 'one race' ? 'ONE' : 'TEN');
      const connection = await HttpConnection.open(port);
      const path = `/api/v1/events/${event.eventId}/poll?wait=0`;
      const { bytes } = await connection.ask(getRequest(path, { 'Accept-Encoding': 'gzip, deflate, br' }));
      bench.results.add(`first poll, ${name}`, 'bytes', 0, bytes);
      connection.close();
    }
  });
}
