/**
 * `npm run bench:pages`: what is on the first screen, how much of it moves during a race, what a page weighs and how soon it is
 * there; a demo of 300 athletes at four times the speed, in a headless Chromium. And how soon all pages are back after a server
 * that was away. `--help` names the options.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser';
import { markdownTable, writeResultsPage, type Row } from '../markdown';
import { machine } from '../measure';
import { within } from '../within';
import { outages } from './outages';

const TOP = join(__dirname, '../../..');
const HELP = `npm run bench:pages -- [options]

  --quick   a quarter of a minute of a race a screen instead of a whole one, and short outages
  --write   puts the tables into specs/performance.md
`;
const SCREENS = [
  [390, 844],
  [320, 640],
  [1440, 900],
] as const;
const PAGES = ['', '/board', '/speaker', '/programme', '/gates', '/book'];
/** The page has settled by then; what moves later is the race. */
const SETTLED_MS = 2_500;
const PATIENCE_MS = 30_000;

/** Notes every shift of layout in the page: when, and how large (https://web.dev/cls). */
const WATCH = `
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { startTime, value } of list.getEntries()) window.shifts.push({ at: startTime, value });
  }).observe({ type: 'layout-shift', buffered: true });`;
const WITHOUT_ANCHORING = `addEventListener('DOMContentLoaded', () => {
  document.documentElement.style.overflowAnchor = 'none';
});`;

interface Shift {
  at: number;
  value: number;
}

/** A demo whose race is on. */
async function startDemo(): Promise<{ demo: ChildProcess; url: string; eventId: string }> {
  const args = ['dist/app/cli/main.js', 'demo', '--athletes', '300', '--speed', '4', '--seed', '7'];
  const demo = spawn(process.execPath, args, { cwd: TOP, stdio: ['ignore', 'pipe', 'inherit'] });
  const found = new Promise<string>((resolve, reject) => {
    demo.once('exit', (code) => {
      reject(new Error(`the demo ended with ${code ?? 'a signal'}`));
    });
    createInterface(demo.stdout).on('line', (line) => {
      const address = /Spectators\s+(http\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const address = new URL(await within(PATIENCE_MS, 'the demo', found));
  const eventId = address.pathname.split('/').at(-1) ?? '';
  for (;;) {
    const answer = await fetch(`${address.origin}/api/v1/events/${eventId}/oncourse`);
    const { oncourse } = (await answer.json()) as { oncourse: { dtStart: string | null }[] };
    if (oncourse.some(({ dtStart }) => dtStart !== null)) break;
    await pause(500);
  }
  return { demo, url: address.origin, eventId };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The largest sum of shifts of at most five seconds, each less than one after the one before (https://web.dev/cls). */
function worstWindow(shifts: readonly Shift[]): number {
  let worst = 0;
  let sum = 0;
  let [begun, last] = [-Infinity, -Infinity];
  for (const { at, value } of shifts) {
    if (at - last > 1_000 || at - begun > 5_000) [begun, sum] = [at, 0];
    sum += value;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

/** Where things are on the first screen, in pixels from the top, and how many rows of the list are seen whole. */
const PLACES = `(() => {
  const top = (selector) => Math.round(document.querySelector(selector)?.getBoundingClientRect().top ?? NaN);
  const rows = [...document.querySelectorAll('table:is(.results, .starts) tbody tr[data-bib]')];
  return {
    'search y': top('.event-search input'),
    'on course y': top('.on-course'),
    'first row y': top('table tbody tr[data-bib]'),
    'rows seen': rows.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
    'too wide by': Math.max(0, document.documentElement.scrollWidth - innerWidth),
  };
})()`;

async function withPage<T>(
  browser: Browser,
  [width, height]: readonly [number, number],
  work: (page: Page, context: BrowserContext) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width, height }, serviceWorkers: 'block' });
  try {
    return await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** The first screen and how it moves, with scroll anchoring as it is and without. */
async function firstScreen(browser: Browser, address: string, watchMs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const screen of SCREENS) {
    for (const isAnchored of [true, false]) {
      progress(`first screen ${screen.join(' × ')}${isAnchored ? '' : ', without scroll anchoring'}`);
      rows.push(
        await withPage(browser, screen, async (page) => {
          await page.addInitScript(WATCH);
          if (!isAnchored) await page.addInitScript(WITHOUT_ANCHORING);
          await page.goto(address);
          await page.locator('.connection[data-phase=live]').waitFor();
          await pause(SETTLED_MS);
          const places: Record<string, number> = await page.evaluate(PLACES);
          await pause(watchMs);
          const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
          const later = shifts.filter(({ at }) => at > SETTLED_MS);
          return {
            screen: screen.join(' × '),
            anchoring: isAnchored ? 'yes' : 'no',
            ...places,
            'shift, worst 5 s': worstWindow(later).toFixed(4),
            'shift, sum': later.reduce((sum, { value }) => sum + value, 0).toFixed(4),
            'while loading': worstWindow(shifts.filter(({ at }) => at <= SETTLED_MS)).toFixed(4),
          };
        }),
      );
    }
  }
  return rows;
}

/** What each page of an event weighs as it is sent, and how soon it shows something. */
async function weights(browser: Browser, event: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const path of PAGES) {
    progress(`weight of ${path || 'the event page'}`);
    rows.push(
      await withPage(browser, [390, 844], async (page, context) => {
        const session = await context.newCDPSession(page);
        await session.send('Network.enable');
        let bytes = 0;
        let files = 0;
        session.on('Network.loadingFinished', ({ encodedDataLength }) => {
          bytes += encodedDataLength;
          files += 1;
        });
        await page.goto(event + path, { waitUntil: 'networkidle' }).catch(() => undefined);
        await page.locator('table, .board, .speaker-panels, main.page').first().waitFor();
        await pause(SETTLED_MS);
        const paint = await page.evaluate(
          () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
        );
        return {
          page: path || 'event',
          files,
          kB: (bytes / 1_000).toFixed(1),
          'first paint ms': Math.round(paint),
        };
      }),
    );
  }
  return rows;
}

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, write: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const browser = await launchBrowser();
  const { demo, url, eventId } = await startDemo();
  const kill = (): void => {
    demo.kill('SIGKILL');
  };
  process.once('exit', kill);
  try {
    const event = `${url}/events/${eventId}`;
    const screens = await firstScreen(browser, event, values.quick ? 15_000 : 60_000);
    const sizes = await weights(browser, event);
    kill();
    const text = [
      `${machine()}, ${browser.browserType().name()} ${browser.version()}. 300 athletes, speed 4, boats on course.`,
      markdownTable(screens),
      markdownTable(sizes),
      markdownTable(await outages(browser, values.quick ? [3] : [3, 20, 120], progress)),
    ].join('\n\n');
    process.stdout.write(`${text}\n`);
    if (values.write) writeResultsPage('bench:pages', text);
  } finally {
    await browser.close();
    kill();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
