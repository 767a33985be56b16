import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { send } from '../../support/api';
import { eventually } from '../../support/browser';
import { RacePage } from '../../support/racePage';
import { endProcesses, freePort, ServerProcess } from '../../support/serverProcess';
import { median, type Row } from '../markdown';

/** Every page that has to come back by itself; `reopened` is loaded anew while the server is away, from the device. */
const PAGES = {
  event: '/events/AWAY',
  reopened: '/events/AWAY',
  board: '/events/AWAY/board',
  speaker: '/events/AWAY/speaker',
  programme: '/events/AWAY/programme',
  gates: '/events/AWAY/gates',
  book: '/events/AWAY/book',
  'list of events': '/',
  control: '/control#AWAY',
};
type PageName = keyof typeof PAGES;

/** What ends the server: an operator, a fault, or something that only makes it answer no more until it goes on. */
const ENDINGS = { stopped: 'SIGTERM', killed: 'SIGKILL', hung: 'SIGSTOP' } as const;
type Ending = keyof typeof ENDINGS;

/** How many of each are open: each outage is a sample of each. */
const COPIES = 2;
/** Within which all are to be back. */
const GOAL_S = 5;
/** Nobody waits for longer; it would be told as missing. */
const PATIENCE_MS = 120_000;

/** A page, and what it is. */
interface Watcher {
  name: PageName;
  page: Page;
}

/** When a page was back after an outage, seconds after the server listened. */
interface Back {
  name: PageName;
  seconds: number;
}

/**
 * How long after the server all pages are back: it is ended, comes back after each of these times, and is told of another title of
 * the event at once; a page is back when it shows that.
 */
export async function outages(
  browser: Browser,
  lengthsS: readonly number[],
  progress: (line: string) => void,
): Promise<Row[]> {
  try {
    const server = await ServerProcess.start({
      port: await freePort(),
      env: { NODE_ENV: 'development', LOG_LEVEL: 'info' },
    });
    await RacePage.create(server.url, 'AWAY');
    const watchers = await openAll(browser, server.url);
    const rows: Row[] = [];
    for (const lengthS of lengthsS) {
      for (const ending of Object.keys(ENDINGS) as Ending[]) {
        progress(`${lengthS} s ${ending}`);
        const backs = await outage(server, watchers, ending, lengthS);
        for (const { name, seconds } of backs)
          if (seconds > GOAL_S) progress(`  ${name}: ${seconds.toFixed(1)} s`);
        rows.push({ outage: `${lengthS} s`, server: ending, ...summary(backs) });
      }
    }
    return rows;
  } finally {
    await endProcesses();
  }
}

async function openAll(browser: Browser, url: string): Promise<Watcher[]> {
  const watchers: Watcher[] = [];
  for (const name of Object.keys(PAGES) as PageName[]) {
    for (let copy = 0; copy < COPIES; copy += 1) {
      const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
      await page.goto(url + PAGES[name]);
      if (name === 'reopened') {
        await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
        await page.reload();
      }
      await shows(page, 'Spring Slalom');
      watchers.push({ name, page });
    }
  }
  // Long enough for a connection to count as a good one.
  await sleep(12_000);
  return watchers;
}

async function outage(
  server: ServerProcess,
  watchers: readonly Watcher[],
  ending: Ending,
  lengthS: number,
): Promise<Back[]> {
  const mainTitle = `Back after ${lengthS} s ${ending}`;
  if (ending === 'hung') server.signal(ENDINGS[ending]);
  else await server.kill(ENDINGS[ending]);
  await Promise.all([sleep(lengthS * 1_000), ...watchers.map(lookAt)]);
  if (ending === 'hung') server.signal('SIGCONT');
  else await server.restart();
  const listensAt = performance.now();
  const told = send('PATCH', `${server.url}/api/v1/admin/events/AWAY`, { body: { mainTitle } });
  const backs = await Promise.all(
    watchers.map(async ({ name, page }) => {
      const isBack = await (name === 'list of events' ? isNoLongerOld(page) : shows(page, mainTitle)).then(
        () => true,
        () => false,
      );
      return { name, seconds: isBack ? (performance.now() - listensAt) / 1_000 : Infinity };
    }),
  );
  await told;
  return backs;
}

/** Somebody looks at a page while the server is away. */
async function lookAt({ name, page }: Watcher): Promise<void> {
  if (name === 'reopened') await page.reload({ waitUntil: 'commit' });
  // It is read anew each minute, and then.
  if (name === 'list of events') await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
}

/** Waits until the list of events, which has no stream and is read each minute, does not say any more that it may be old. */
async function isNoLongerOld(page: Page): Promise<void> {
  await eventually(
    () => page.locator('.event-list > [role=status]').count(),
    (count) => count === 0,
    PATIENCE_MS,
  );
}

/** Waits until a text is in the page or its title. */
async function shows(page: Page, text: string): Promise<void> {
  // A page that is being loaded anew cannot be asked.
  const read = (): Promise<string> =>
    page.evaluate<string>('document.title + document.body.innerText').catch(() => '');
  await eventually(read, (shown) => shown.includes(text), PATIENCE_MS);
}

function summary(backs: readonly Back[]): Row {
  const seconds = backs.map((back) => back.seconds);
  const slowest = backs.reduce((worst, back) => (back.seconds > worst.seconds ? back : worst));
  return {
    pages: backs.length,
    'median s': median(seconds).toFixed(1),
    'worst s': slowest.seconds.toFixed(1),
    'the worst is': slowest.name,
    [`after ${GOAL_S} s`]: seconds.filter((one) => one > GOAL_S).length,
  };
}
