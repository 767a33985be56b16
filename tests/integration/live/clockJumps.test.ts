/** A clock that is put right in the middle of a race, by more than anyone would notice otherwise. */
import { faultTest } from '../../support/faultTest';
import { EventApi } from '../../support/api';
import { FORMS, type LiveClient } from '../../support/liveClients';
import { liveResult, onCourse, springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer } from '../../support/testServer';

const HOUR_MS = 3_600_000;

faultTest(
  'the clock jumps by an hour, ahead and back',
  {
    booth: 'goes on',
    viewers: 'go on; nobody stays on the course for ever',
    operator: '–',
    afterwards: 'by itself',
  },
  async () => {
    const clock = new FakeClock();
    const server = await startTestServer({ clock });
    const event = await EventApi.withExport(server.url, springSlalom());
    const viewers = FORMS.map(([, follow]) => follow(event));
    const all = (isWanted: (viewer: LiveClient) => boolean): Promise<unknown> =>
      Promise.all(viewers.map((viewer) => viewer.until(isWanted)));
    const totalIsSeen = (total: number) =>
      all(({ state }) => JSON.stringify(state?.results ?? '').includes(`"total":${total}`));
    const bibsOnCourse = (bibs: string[]) =>
      all(({ state }) => JSON.stringify(state?.oncourse.map(({ bib }) => bib)) === JSON.stringify(bibs));

    await all(({ state }) => state !== null);
    for (const [i, jumpMs] of [HOUR_MS, -2 * HOUR_MS, HOUR_MS].entries()) {
      expect((await event.pushOnCourse([onCourse('single', 'adam')])).status).toBe(200);
      await bibsOnCourse(['1']);
      clock.advance(jumpMs);
      // What is swept away when time goes on.
      await bibsOnCourse([]);
      const total = 8_000 + i;
      const result = liveResult('single', 'ben', { time: total, pen: 0, total });
      expect((await event.pushResults([result])).status).toBe(200);
      await totalIsSeen(total);
      const late = FORMS.map(([, follow]) => follow(event));
      viewers.push(...late);
      await totalIsSeen(total);
    }
    const { data } = (await event.get('snapshot')).body as { data: object };
    for (const viewer of viewers) {
      expect(viewer.state).toEqual(data);
      viewer.close();
    }
    await server.close();
  },
);
