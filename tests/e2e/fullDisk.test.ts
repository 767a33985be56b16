/** A disk that takes no more. The kernel's bound for the size of files is the same to SQLite, and needs no disk of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventApi, send } from '../support/api';
import { faultTest } from '../support/faultTest';
import { WsClient } from '../support/liveClients';
import { endProcesses, PROJECT, ServerProcess } from '../support/serverProcess';

afterEach(endProcesses);

const total = (i: number): object => ({
  raceId: 'K1M_BR1_1',
  bib: 3,
  time: 9_000 + i,
  pen: 0,
  total: 9_000 + i,
});

faultTest(
  'the disk is full',
  {
    booth: '503 StorageFailed, nothing is stored',
    viewers: 'go on with what was',
    operator: 'one line of the log, /ready says no',
    afterwards: 'by itself, when there is room',
  },
  async () => {
    const server = await ServerProcess.start({ limits: '-f 1500' });
    const xml = readFileSync(join(PROJECT, 'specs/example-export.xml'), 'utf8');
    const event = await EventApi.withExport(server.url, xml);
    const viewer = new WsClient(event);
    await viewer.until(({ state }) => state !== null);

    let stored = 0;
    let answer = await event.pushResults([total(0)]);
    while (answer.status === 200) answer = await event.pushResults([total((stored += 1))]);
    expect([
      answer.status,
      answer.headers.get('retry-after'),
      (answer.body as { error: string }).error,
    ]).toEqual([503, '10', 'StorageFailed']);
    expect((await send('GET', `${server.url}/ready`)).status).toBe(503);
    expect((await send('GET', `${server.url}/health`)).status).toBe(200);
    const totalOf3 = async (url: string): Promise<unknown> => {
      const { results } = (await event.at(url).get('results/K1M_BR1_1')).body as {
        results: { bib: string; total: number }[];
      };
      return results.find(({ bib }) => bib === '3')?.total;
    };
    const last = 9_000 + stored - 1;
    expect(await totalOf3(server.url)).toBe(last);
    await viewer.until(({ texts }) => texts.some((text) => text.includes(`"total":${last}`)));
    expect(viewer.ending).toBeNull();
    viewer.close();
    expect(server.logs.filter(({ msg }) => msg === 'nothing can be stored')).toHaveLength(1);

    await server.kill('SIGKILL');
    server.limits = null;
    await server.restart();
    expect(await totalOf3(server.url)).toBe(last);
    expect((await event.at(server.url).pushResults([total(5_000)])).status).toBe(200);
    expect((await send('GET', `${server.url}/ready`)).status).toBe(200);
  },
);
