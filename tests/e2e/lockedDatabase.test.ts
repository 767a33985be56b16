import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { openDatabase } from '../../lib/db/dialect';
import { WriteLockTaken } from '../../lib/db/sqlite';
import { exportXml } from '../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi, send } from '../support/api';
import { faultTest } from '../support/faultTest';
import { SseClient, WsClient, type LiveClient } from '../support/liveClients';
import { endProcesses, ServerProcess } from '../support/serverProcess';

const clients: LiveClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await endProcesses();
});

/** Takes the write lock, when the server is not just writing. */
async function lockOf(db: Knex): Promise<Knex.Transaction> {
  for (;;) {
    try {
      return await db.transaction();
    } catch (error) {
      if (!(error instanceof WriteLockTaken)) throw error;
      await sleep(5);
    }
  }
}

const plan = simulateRaceDay({ seed: 'locked', athletesPerClass: 6, classes: ['K1M'], hasCross: false });

faultTest(
  'another program holds the database',
  {
    booth: '503 DatabaseBusy within 8 s',
    viewers: 'go on; new ones come in',
    operator: 'the answers in the log',
    afterwards: 'by itself',
  },
  async () => {
    const server = await ServerProcess.start();
    const { url } = server;
    const event = await EventApi.withExport(url, exportXml(plan, 'start'), 'running', 'LOCKED');
    const target = { url, eventId: 'LOCKED' };
    const early = new WsClient(target);
    clients.push(early);
    await early.until(({ state }) => state !== null);

    const other = openDatabase(server.databasePath);
    const held = await lockOf(other);
    await held('events').update({ last_seq: held.ref('last_seq') });

    const isOver = { push: false };
    const pushes = [
      event.pushOnCourse([]),
      event.setStatus('finished'),
      event.pushXml(exportXml(plan, 'end')),
    ];
    const refused = Promise.all(pushes).finally(() => (isOver.push = true));
    let served = 0;
    while (!isOver.push) {
      const late = new SseClient(target);
      clients.push(late);
      await late.until(({ state }) => state !== null);
      late.close();
      const { status } = await send('GET', `${url}/api/v1/events/LOCKED`);
      expect(status).toBe(200);
      served += 1;
    }
    expect(served).toBeGreaterThan(5);
    for (const { status, headers, body } of await refused) {
      expect([status, headers.get('retry-after')]).toEqual([503, '2']);
      expect(body).toEqual({
        ...{ error: 'DatabaseBusy', retryAfter: 2 },
        message: expect.stringMatching(/nothing was stored, send it again/) as string,
      });
    }

    // Another server can start meanwhile, and serve who comes.
    const second = await ServerProcess.start({ env: { DATABASE_URL: server.databasePath } });
    const there = new WsClient({ url: second.url, eventId: 'LOCKED' });
    clients.push(there);
    await there.until(({ state }) => state !== null);

    await held.rollback();
    await other.destroy();
    expect((await event.setStatus('finished')).status).toBe(200);
    await Promise.all(
      [early, there].map((viewer) => viewer.until(({ state }) => state?.event.status === 'finished')),
    );
    expect(early.ending).toBeNull();
    const errors = server.logs.filter(({ level }) => level >= 50);
    expect(errors.map(({ msg }) => msg)).toEqual(['request', 'request', 'request']);
  },
);
