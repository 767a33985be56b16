/** That what is encoded here is read right by decoders that others made: a browser's, curl's, undici's. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { constants, createGunzip } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { request } from 'undici';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { exportXml } from '../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from '../support/api';
import { launchBrowser, testInBrowser } from '../support/browser';
import { WS_FORMS, WsClient } from '../support/liveClients';
import { needing } from '../support/optional';
import { startTestServer, type TestServer } from '../support/testServer';

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const { test: testWithCurl } = needing(hasCurl, 'no curl is here; install it');

/** Enough for the shared history to begin anew a few times. */
const PUSHES = 60;

let server: TestServer;
let event: EventApi;
let reference: WsClient;
let raceId: string;
let bibs: string[];

beforeEach(async () => {
  server = await startTestServer();
  // A snapshot above the size from which compressing goes on outside of the main thread.
  const plan = simulateRaceDay({ seed: 'decoders', athletes: 120 });
  event = await EventApi.withExport(server.url, exportXml(plan, middleOfDay1(plan)));
  reference = new WsClient(event, WS_FORMS['ws plain']);
  await reference.until(({ messages }) => messages.length === 1);
  const race = reference.state?.races.find(({ raceStatus }) => raceStatus === 3);
  raceId = race?.raceId ?? '';
  bibs = (reference.state?.startlists[raceId] ?? []).map(({ bib }) => bib);
});

afterEach(async () => {
  reference.close();
  await server.close();
});

/** Results one after another; answers the texts of all messages since the first. */
async function race(): Promise<string[]> {
  for (let i = 0; i < PUSHES; i += 1) {
    const bib = bibs[i % bibs.length];
    await event.pushResults([{ raceId, bib, time: 9_000 + 7 * i, pen: 0, total: 9_000 + 7 * i }]);
    if (i % 3 === 0) {
      await event.pushOnCourse([
        { raceId, bib, gates: [0, 2, 50], time: 100 * i, dtStart: '2026-05-30T10:04:00Z' },
      ]);
    }
  }
  await event.setStatus('finished');
  await reference.until(({ state }) => state?.event.status === 'finished');
  return reference.texts;
}

/** The messages in the text of an event stream. */
const messagesIn = (stream: string): string[] =>
  [...stream.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => data ?? '');
const isLast = (text: string): boolean => text.includes('"status":"finished"') && !text.includes('"full"');

testInBrowser(
  'Chromium reads compressed WebSocket messages and the compressed stream of events',
  async () => {
    let browser: Browser | null = null;
    try {
      browser = await launchBrowser();
      const page = await browser.newPage();
      await page.goto(`${server.url}/health`);
      const address = `${server.url}/api/v1/events/TEST`;
      await page.evaluate(
        `Promise.all(['ws', 'sse'].map((name) => new Promise((resolve) => {
        const texts = (window[name] = []);
        const source = name === 'ws'
          ? new WebSocket('${address.replace('http', 'ws')}/ws')
          : new EventSource('${address}/sse');
        window[name + 'Source'] = source;
        source.onmessage = ({ data }) => { texts.push(data); resolve(); };
      })))`,
      );
      const texts = await race();
      for (const name of ['ws', 'sse']) {
        await page.waitForFunction(`window.${name}.length >= ${texts.length}`);
        const got = await page.evaluate<string[]>(`window.${name}`);
        expect(got.slice(1)).toEqual(texts.slice(1));
      }
      expect(await page.evaluate('window.wsSource.extensions')).toContain('permessage-deflate');
    } finally {
      await browser?.close();
    }
  },
  60_000,
);

testWithCurl(
  'curl --compressed reads the stream of events',
  async () => {
    const run = promisify(execFile)(
      'curl',
      ['-sN', '--compressed', '-m', '20', `${server.url}/api/v1/events/TEST/sse`],
      {
        maxBuffer: 100_000_000,
      },
    );
    await joined(2);
    const texts = await race();
    // The end of the event ends the stream, and so curl.
    await event.setStatus('official');
    const { stdout } = await run;
    expect(messagesIn(stdout).slice(1, texts.length)).toEqual(texts.slice(1));
  },
  60_000,
);

test('undici reads the stream of events, inflated as it comes', async () => {
  const { body, headers } = await request(`${server.url}/api/v1/events/TEST/sse`, {
    headers: { 'Accept-Encoding': 'gzip' },
  });
  expect(headers['content-encoding']).toBe('gzip');
  let bytes = 0;
  body.on('data', (chunk: Buffer) => (bytes += chunk.length));
  const gunzip = body.pipe(createGunzip({ flush: constants.Z_SYNC_FLUSH }));
  let stream = '';
  gunzip.on('data', (chunk: Buffer) => (stream += chunk.toString('latin1')));
  await joined(2);
  const texts = await race();
  while (!messagesIn(stream).some(isLast)) await new Promise((resolve) => setTimeout(resolve, 20));
  const got = messagesIn(Buffer.from(stream, 'latin1').toString());
  expect(got.slice(1)).toEqual(texts.slice(1));
  expect(bytes).toBeLessThan(Buffer.byteLength(stream) / 5);
  body.destroy();
});

/** Waits until so many are connected. */
async function joined(count: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${server.url}/api/v1/admin/live`);
    const { events, counters } = (await answer.json()) as {
      events: { connections: number }[];
      counters: { snapshots: number };
    };
    if (events[0]?.connections === count && counters.snapshots >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
