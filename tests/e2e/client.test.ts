import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { LiveConnection, LiveMessage } from '../../lib/client';
import { EventApi, send } from '../support/api';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { Proxy } from '../support/proxy';
import { liveResult, RACES, springSlalom } from '../support/springSlalom';
import { startTestServer, type TestServer } from '../support/testServer';

const TOP = join(__dirname, '../..');

/** What the pages of this test keep for it. */
interface TestPage {
  live: LiveConnection;
  messages: LiveMessage[];
  phases: string[];
  ended: string | null;
}

let server: TestServer;
let proxy: Proxy;
let event: EventApi;

beforeAll(async () => {
  server = await startTestServer();
  proxy = await Proxy.start(() => server.url);
});

afterAll(async () => {
  await proxy.close();
  await server.close();
});

let events = 0;
beforeEach(async () => {
  events += 1;
  event = await EventApi.withExport(server.url, springSlalom(), 'running', `EVENT${events}`);
});

const finish = async (total: number): Promise<void> => {
  await event.pushResults([liveResult('single', 'adam', { time: total, pen: 0, total })]);
};

const lastId = async (): Promise<string> => (await event.get('snapshot')).body.id as string;

describe('in Node', () => {
  const run = promisify(execFile);
  const program = (first: string): string[] => [
    '--input-type=module',
    '-e',
    `${first}
     const live = connectLive({ url: '${server.url}', eventId: '${event.eventId}', WebSocket });
     live.on('state', (state) => {
       console.log(live.status.transport, state.event.mainTitle);
       live.close();
     });`,
  ];

  test('a program follows an event with the package ws, and ends when it closes the connection', async () => {
    const imports = "import { connectLive } from 'slalom-live/client'; import { WebSocket } from 'ws';";
    const { stdout } = await run(process.execPath, program(imports), { cwd: TOP });
    expect(stdout).toBe('ws Spring Slalom\n');
  });

  test('and without it, on Server-Sent Events', async () => {
    const imports = "import { connectLive } from 'slalom-live/client'; const WebSocket = undefined;";
    const { stdout } = await run(process.execPath, ['--no-experimental-websocket', ...program(imports)], {
      cwd: TOP,
    });
    expect(stdout).toBe('sse Spring Slalom\n');
  });
});

describeInBrowser('in a real browser, on a page of another site', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let html = '';
  let club: Server;

  beforeAll(async () => {
    browser = await launchBrowser();
    club = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
    });
    await new Promise<void>((resolve) => club.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => club.close(resolve));
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });

  afterEach(async () => {
    proxy.refusesUpgrades = false;
    proxy.holdsBack = null;
    await context.close();
  });

  const visit = async (text: string): Promise<void> => {
    html = text;
    await page.goto(`http://localhost:${(club.address() as AddressInfo).port}/`);
  };

  /** A page that follows the event; `options` is JavaScript. */
  const follow = async (options = ''): Promise<void> => {
    await visit(`<!doctype html><script type="module">
        import { connectLive } from '${proxy.url}/client.js';
        window.messages = [];
        window.phases = [];
        window.ended = null;
        window.live = connectLive({ url: '${proxy.url}', eventId: '${event.eventId}', ${options} });
        live.on('state', (state, message) => messages.push(message));
        live.on('status', ({ phase, transport }) => phases.push(transport ? phase + ' ' + transport : phase));
        live.on('end', (reason) => (window.ended = reason));
      </script>`);
  };

  const hasState = async (): Promise<void> => {
    const state: unknown = (await event.get('snapshot')).body.data;
    await page.waitForFunction(
      (wanted) => {
        const { live } = globalThis as unknown as TestPage;
        return live.id === wanted && live.status.phase !== 'catching-up';
      },
      await lastId(),
      { polling: 50 },
    );
    expect(await page.evaluate(() => (globalThis as unknown as TestPage).live.state)).toEqual(state);
  };

  const told = (): Promise<{ kinds: string[]; phases: string[] }> =>
    page.evaluate(() => {
      const { messages, phases } = globalThis as unknown as TestPage;
      return { kinds: messages.map(({ type }) => type), phases };
    });

  test('the page of the README shows the results, and who finishes', async () => {
    const readme = readFileSync(join(TOP, 'README.md'), 'utf8');
    const example = /```html\n(.*?)```/s.exec(readme)?.[1] ?? '';
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(17);
    await visit(
      example
        .replaceAll('http://localhost:3000', server.url)
        .replace('SPRING', event.eventId)
        .replace('K1M_BR1_1', RACES.single),
    );
    await finish(8_000);
    await page.getByText('NOVÁK Adam 80.00').waitFor({ state: 'attached' });
    await finish(7_950);
    await page.getByText('NOVÁK Adam 79.50').waitFor({ state: 'attached' });
    expect(await page.textContent('#phase')).toBe('live');
  });

  test.each(['ws', 'sse', 'poll'])('%s keeps the page equal to REST', async (transport) => {
    await follow(`transport: '${transport}'`);
    await hasState();
    await finish(8_000);
    await event.setConfig({ activeRaceId: RACES.single });
    await hasState();
    const { phases } = await told();
    expect(phases.at(-1)).toBe(transport === 'poll' ? 'polling poll' : `live ${transport}`);
  });

  test('where nothing but plain requests passes, it falls to long-poll', async () => {
    proxy.refusesUpgrades = true;
    proxy.holdsBack = /\/sse/;
    await follow('timings: { silentMs: 800 }');
    await hasState();
    await finish(8_000);
    await hasState();
    expect((await told()).phases.at(-1)).toBe('polling poll');
  });

  test('without a network it is offline, and back at once when the browser says so', async () => {
    // So long a wait that only the browser's word brings it back in time.
    await follow('timings: { silentMs: 1_000, freshMs: 0, backoffMs: 1e7, maxBackoffMs: 1e7 }');
    await hasState();
    await context.setOffline(true);
    proxy.cut();
    await page.waitForFunction(
      () => (globalThis as unknown as TestPage).live.status.phase !== 'live',
      undefined,
      { polling: 50 },
    );
    await finish(8_000);
    await context.setOffline(false);
    await hasState();
    expect((await told()).kinds).toEqual(['full', 'diff']);
  });

  test('a page that comes out of the back-forward cache is up to date at once', async () => {
    await follow('timings: { freshMs: 0 }');
    await hasState();
    await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })) && null");
    await finish(8_000);
    await hasState();
    expect((await told()).kinds).toEqual(['full', 'diff']);
    expect(proxy.seen.filter(({ path }) => path.includes(`${event.eventId}/ws`))).toHaveLength(2);
  });

  test.each([
    ['official', 'Event results are official'],
    ['unknown', 'Event not found'],
  ])('an event that is %s ends, and the page is told why', async (what, reason) => {
    if (what === 'official') {
      await event.setStatus('finished');
      await event.setStatus('official');
    } else {
      await send('DELETE', `${server.url}/api/v1/admin/events/${event.eventId}`);
    }
    await follow();
    await page.waitForFunction(() => (globalThis as unknown as TestPage).ended !== null);
    expect(await page.evaluate(() => (globalThis as unknown as TestPage).ended)).toBe(reason);
  });
});
