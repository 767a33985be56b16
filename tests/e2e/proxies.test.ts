/** The live channel behind each proxy that operators get a configuration for, and behind one that knows nothing of it. */
import { get } from 'node:https';
import { connect, createServer, type AddressInfo } from 'node:net';
import WebSocket from 'ws';
import { connectLive } from '../../lib/client';
import { EventApi, send } from '../support/api';
import { WsClient } from '../support/liveClients';
import { liveConformance } from '../support/liveConformance';
import { describeWithProxies, PROXIES, ProxyProgram, type ProxyKind } from '../support/ProxyProgram';
import { liveResult, springSlalom } from '../support/springSlalom';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/testServer';

// The cache would answer for a server that is gone with what the one before it said: `npm run bench:read` is what tries it.
const { 'nginx with its defaults': DEFAULTS, 'nginx with a cache': _cache, ...DEPLOYED } = PROXIES;

const PASSWORD = 'a password behind a proxy';
const FULL = '"type":"full"';

describeWithProxies('the proxies of specs/deploy', () => {
  describe.each(Object.entries<ProxyKind>(DEPLOYED))('%s', (_name, kind) => {
    let proxy: ProxyProgram;
    // Servers come and go, and the port that the proxy knows stays.
    let target = 0;
    const relay = createServer((socket) => {
      const onward = connect(target, '127.0.0.1');
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    beforeAll(async () => {
      await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
      proxy = await ProxyProgram.start(kind, (relay.address() as AddressInfo).port);
    });
    afterAll(async () => {
      await proxy.stop();
      relay.close();
    });

    const behind = async (options: TestServerOptions = {}): Promise<TestServer> => {
      const server = await startTestServer({
        ...options,
        // Behind the first address that a client itself may write stands the one that counts.
        env: { ...options.env, TRUST_PROXY: '1', MASTER_PASSWORDS: '' },
      });
      target = Number(new URL(server.url).port);
      return { ...server, directUrl: server.url, url: proxy.url, wsUrl: proxy.url.replace('http', 'ws') };
    };

    liveConformance(behind);

    test('says who asks, whatever the client itself wrote, and how', async () => {
      const server = await behind({ env: {} });
      const { body } = await send('GET', `${server.url}/api/v1/admin/live`, {
        headers: { 'X-Forwarded-For': '198.51.100.7' },
      });
      // Without a master password nothing is administered through a proxy.
      expect(body.error).toBe('Unauthorized');
      await server.close();
    });
  });
});

describeWithProxies('over TLS, as they are deployed', () => {
  test.each(Object.entries<ProxyKind>(DEPLOYED))(
    '%s passes all on, and says that it was TLS',
    async (_name, kind) => {
      const server = await startTestServer({ env: { TRUST_PROXY: '1', MASTER_PASSWORDS: PASSWORD } });
      const { body } = await send('POST', `${server.url}/api/v1/admin/events`, {
        headers: { 'X-Master-Key': PASSWORD },
        body: { eventId: 'TEST', mainTitle: 'T' },
      });
      const proxy = await ProxyProgram.start(kind, Number(new URL(server.url).port), { isTls: true });
      const ca = proxy.certificate ?? '';
      /** What is answered, up to this text: of a stream its beginning. */
      const ask = (path: string, until: string): Promise<{ text: string; type: string }> =>
        new Promise((resolve, reject) => {
          get(proxy.url + path, { ca, agent: false, headers: { 'X-Master-Key': PASSWORD } }, (answer) => {
            let text = '';
            answer.on('data', (chunk: Buffer) => {
              text += chunk.toString();
              if (!text.includes(until)) return;
              resolve({ text, type: answer.headers['content-type'] ?? '' });
              answer.destroy();
            });
          }).on('error', reject);
        });
      try {
        const event = EventApi.of(server.url, 'TEST', body.apiKey as string);
        await event.pushXml(springSlalom());
        await event.moveTo('running');
        const asker = JSON.parse((await ask('/api/v1/admin/live', 'protocol')).text) as {
          asker: { protocol: string };
        };
        expect(asker.asker.protocol).toBe('https');
        const sse = await ask('/api/v1/events/TEST/sse', FULL);
        expect([sse.type, sse.text]).toEqual([
          expect.stringContaining('text/event-stream'),
          expect.stringContaining(FULL),
        ]);
        expect((await ask('/api/v1/events/TEST/poll', FULL)).text).toContain(FULL);
        const viewer = new WsClient({ url: proxy.url, eventId: 'TEST' }, { ca });
        await viewer.until(({ messages }) => messages.length > 0);
        await event.pushResults([liveResult('single', 'adam', { time: 8_000, pen: 0, total: 8_000 })]);
        await viewer.until(({ messages }) => messages.length > 1);
        viewer.close();
      } finally {
        await proxy.stop();
        await server.close();
      }
    },
  );
});

describeWithProxies('nginx with its defaults, which holds streams back and knows no WebSocket', () => {
  test('the client library gets every message all the same', async () => {
    const server = await startTestServer();
    const proxy = await ProxyProgram.start(DEFAULTS, Number(new URL(server.url).port));
    const event = await EventApi.withExport(server.url, springSlalom());
    const connection = connectLive({ url: proxy.url, eventId: event.eventId, WebSocket });
    const totals: unknown[] = [];
    const seen = (total: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!JSON.stringify(connection.state?.results ?? '').includes(`"total":${total}`)) return;
          off();
          resolve();
        };
        const off = connection.on('state', look);
        look();
      });
    for (let total = 8_000; total < 8_020; total += 1) {
      await event.pushResults([liveResult('single', 'ben', { time: total, pen: 0, total })]);
      await seen(total);
      totals.push(total);
    }
    expect(totals).toHaveLength(20);
    connection.close();
    await proxy.stop();
    await server.close();
  });
});
