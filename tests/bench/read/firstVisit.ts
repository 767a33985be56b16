/** A first visit with a slow phone on a slow network, and what a page asks for on a quiet event. */
import type { Browser } from 'playwright-core';
import { eventually, launchBrowser } from '../../support/browser';
import { firstLine } from '../within';
import { withServer, type Bench } from './Bench';
import { pause } from './crowd/pauses';
import { CountingProxy } from './CountingProxy';
import { importDay, spectatorsDay } from './raceDays';

const SLOW = { bytesPerSecond: 400_000 / 8, latencyMs: 300, cpu: 4 };
/** After it is up to date a page may ask for more, in ms. */
const AFTER_MS = 1_500;
const PATIENCE_MS = 30_000;

/** Notes in the page itself when the first row and the badge of an up-to-date page are there. */
const WATCH = `(() => {
  const seen = (window.seen = { row: null, live: null, script: null });
  const isShown = (selector) => document.querySelector(selector)?.getClientRects().length > 0;
  const look = () => {
    seen.row ??= isShown('table.results tbody tr') ? performance.now() : null;
    seen.live ??= isShown('.connection[data-phase=live]') ? performance.now() : null;
    const script = performance.getEntriesByType('resource').find(({ initiatorType, name }) => initiatorType === 'script' && name.includes('.js'));
    if (script?.responseEnd > 0) seen.script ??= script.responseEnd;
    if (seen.live === null || seen.row === null) setTimeout(look, 4);
  };
  look();
})()`;

interface Seen {
  row: number | null;
  live: number | null;
  script: number | null;
}

export async function measureFirstVisit(bench: Bench): Promise<void> {
  const { options, results, progress } = bench;
  const browser = await launchBrowser().catch((error: unknown) => {
    results.notes.add(`The first visit was left out, for no Chromium could be started: ${firstLine(error)}`);
    return null;
  });
  if (browser === null) return;
  try {
    await withServer(bench, async ({ url, port }) => {
      const { event } = await importDay(url, spectatorsDay());
      for (let round = 0; round < options.rounds; round += 1) {
        for (const network of ['slow', 'quick'] as const) {
          progress(`first visit, ${network} network, round ${round + 1}`);
          const proxy = await CountingProxy.start(port, network === 'slow' ? SLOW : null);
          try {
            const visit = await visitOnce(
              browser,
              `${proxy.url}/events/${event.eventId}`,
              network === 'slow',
            );
            const name = `first visit, ${network}`;
            results.add(name, 'row ms', round, visit.row ?? NaN);
            results.add(name, 'live ms', round, visit.live ?? NaN);
            results.add(name, 'live after script ms', round, (visit.live ?? NaN) - (visit.script ?? NaN));
            results.add(name, 'bytes', round, proxy.bytes);
            results.add(name, 'body bytes', round, visit.bodyBytes);
            results.add(name, 'requests', round, visit.asked.length);
            if (network === 'quick') results.notes.add(`A visit asks for: ${visit.asked.join(', ')}.`);
          } finally {
            await proxy.stop();
          }
        }
      }
    });
  } finally {
    await browser.close();
  }
}

async function visitOnce(browser: Browser, address: string, isSlow: boolean) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await page.addInitScript(WATCH);
    const asked: string[] = [];
    let bodyBytes = 0;
    page.on('request', (request) => {
      asked.push(shortName(request.url()));
    });
    page.on('websocket', (socket) => {
      asked.push(shortName(socket.url()));
    });
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bodyBytes += encodedDataLength));
    if (isSlow) await session.send('Emulation.setCPUThrottlingRate', { rate: SLOW.cpu });
    await page.goto(address, { waitUntil: 'commit' });
    const look = async (): Promise<Seen> => page.evaluate<Seen>('window.seen');
    await eventually(look, ({ row, live }) => row !== null && live !== null, PATIENCE_MS);
    await pause(AFTER_MS);
    return { ...(await look()), asked, bodyBytes };
  } finally {
    await context.close();
  }
}

/** The end of the path, without what a build puts into names. */
const shortName = (url: string): string =>
  new URL(url).pathname
    .split('/')
    .slice(-1)
    .join('')
    .replace(/[-.][A-Z0-9]{8}(?=\.)/, '');
