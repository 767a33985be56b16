import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { PublicOnCourseEntry, PublicResult } from '../../../lib/domain/views';
import { playRaceDay, type PlayReport } from '../../../lib/simulator/player';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { send } from '../../support/api';
import { describeInBrowser, eventually, launchBrowser, Visitor } from '../../support/browser';
import { Proxy } from '../../support/proxy';
import { endProcesses, freePort, ServerProcess } from '../../support/serverProcess';

/** Two classes, two days, teams, kayak cross: about two minutes at this speed. */
const SPEED = 25;
const EVENT = 'RACEDAY';
const OUTAGE_MS = 30_000;
/** While the race goes on, REST and a page are asked at different moments: they are asked until they meet. */
const MEETS_MS = 20_000;

describeInBrowser('a race day, seen by two spectators and a board', () => {
  let browser: Browser;
  let server: ServerProcess;
  const proxies: Proxy[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await ServerProcess.start({ port: await freePort() });
  });

  afterAll(async () => {
    await browser.close();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await endProcesses();
  });

  test('all of them stay equal to REST: through a restart, without WebSocket, without streams, without a network', async () => {
    const plan = simulateRaceDay({
      ...{ seed: 3, athletesPerClass: 5, classes: ['K1M', 'C1W'] },
      ...{ startIntervalSeconds: 30, breakMinutes: 1 },
    });
    let isOver = false;
    let day: Promise<PlayReport> | undefined;
    await new Promise<void>((resolve, reject) => {
      day = playRaceDay({
        ...{ baseUrl: server.url, eventId: EVENT, plan, speed: SPEED, endsOfficial: true },
        onReady: () => {
          resolve();
        },
      });
      day.then(() => (isOver = true), reject);
    });

    const open = async (path: string): Promise<{ proxy: Proxy; page: Page }> => {
      const proxy = await Proxy.start(() => server.url);
      proxies.push(proxy);
      const options = { size: 'desk', ignored: /./ } as const;
      const { page } = await Visitor.open(browser, proxy.url + path, options);
      return { proxy, page };
    };
    const anna = await open(`/events/${EVENT}`);
    const boris = await open(`/events/${EVENT}`);
    const board = await open(`/events/${EVENT}/board?rows=60`);
    const all = async (): Promise<void> => {
      await Promise.all([
        staysEqual(server.url, anna.page, SPECTATOR),
        staysEqual(server.url, boris.page, SPECTATOR),
        staysEqual(server.url, board.page, BOARD),
      ]);
    };
    const comesOver = (page: Page, transport: string) =>
      page.locator(`.connection[data-transport=${transport}]`).waitFor();

    // Everybody has the best there is.
    await comesOver(anna.page, 'ws');
    await comesOver(boris.page, 'ws');
    await all();

    // The server is started anew in the middle of the race.
    await server.kill('SIGTERM');
    await server.restart();
    await all();
    await comesOver(anna.page, 'ws');

    // Anna's network lets no WebSocket through, Boris's holds back streams, too.
    anna.proxy.refusesUpgrades = true;
    anna.proxy.cut();
    boris.proxy.refusesUpgrades = true;
    boris.proxy.holdsBack = /\/sse/;
    boris.proxy.cut();
    await comesOver(anna.page, 'sse');
    await boris.page.locator('.connection[data-phase=polling]').waitFor();
    await comesOver(boris.page, 'poll');
    await all();

    // Boris drives through a tunnel, and the board loses its network with him.
    boris.proxy.goDown();
    board.proxy.goDown();
    await boris.page.context().setOffline(true);
    await boris.page.locator('.connection[data-phase=offline]').waitFor();
    await staysEqual(server.url, anna.page, SPECTATOR);
    await sleep(OUTAGE_MS);
    expect(isOver).toBe(false);
    boris.proxy.comeUp();
    board.proxy.comeUp();
    await boris.page.context().setOffline(false);
    await boris.page.locator('.connection[data-phase=polling]').waitFor();
    await all();

    // The day ends; every list that they hold is the one that REST has.
    const report = await day;
    expect(report).toMatchObject({ endedBy: 'end', failed: 0 });
    for (const { page } of [anna, boris]) {
      await page.locator('.event-marks').getByText('Official').waitFor();
      await page.locator('.connection[data-phase=ended]').waitFor();
    }
    const seen = await everyList(server.url, anna.page);
    expect([...seen].sort()).toEqual(
      plan.races
        .map(({ raceId }) => raceId)
        .filter(isShown)
        .sort(),
    );
    expect(await everyList(server.url, boris.page)).toEqual(seen);
    await staysEqual(server.url, board.page, BOARD);

    // A first run has no list of its own: both are asked for by the second.
    function isShown(raceId: string): boolean {
      return !raceId.includes('_BR1_');
    }
  }, 400_000);
});

interface View {
  races: { raceId: string; rows: string[][] }[];
  onCourse: string[];
}

/** How a page is read, and what REST says as that page would write it. */
interface Reading {
  read: () => View;
  write: (rows: PublicResult[], kind: 'list' | 'heats') => string[][];
  hasOnCourse: boolean;
}

const two = (hundredths: number | null | undefined): string =>
  hundredths === null || hundredths === undefined ? '' : (hundredths / 100).toFixed(2);
const totalOf = (row: PublicResult): string =>
  row.status ?? two(row.totalTotal === undefined ? row.total : row.totalTotal);
const gapOf = ({ rnk, totalBehind }: PublicResult): string =>
  rnk !== null && rnk > 1 ? (totalBehind ?? '') : '';

/** Runs inside the page: the lists that somebody sees there. */
function readSpectator(): View {
  const text = (row: Element, selector: string): string => {
    const cell = row.querySelector(selector)?.cloneNode(true) as Element | undefined;
    for (const hidden of cell?.querySelectorAll('.gap-below, .visually-hidden') ?? []) hidden.remove();
    return (cell?.textContent ?? '').trim();
  };
  const panel = document.querySelector<HTMLElement>('.race-panel');
  const rounds = [...document.querySelectorAll<HTMLElement>('.round')];
  const list = [...document.querySelectorAll('table.results tbody tr[data-bib]')];
  return {
    races:
      rounds.length > 0
        ? rounds.map((round) => ({
            raceId: round.dataset.race ?? '',
            rows: [...round.querySelectorAll('tr[data-bib]')].map((row) => [
              text(row, '.rank').replace(/\D+$/, ''),
              text(row, '.bib'),
              text(row, '.stage').replace(/Q$/, ''),
            ]),
          }))
        : [
            {
              raceId: panel?.dataset.race ?? '',
              rows: list.map((row) => [
                text(row, '.rank'),
                text(row, '.bib'),
                text(row, '.total'),
                text(row, 'td.gap'),
              ]),
            },
          ],
    onCourse: [...document.querySelectorAll<HTMLElement>('.boat')]
      .map((boat) => boat.dataset.bib ?? '')
      .sort(),
  };
}

/** Runs inside the board. */
function readBoard(): View {
  const text = (row: Element, selector: string): string => row.querySelector(selector)?.textContent ?? '';
  const raceId = document.querySelector<HTMLElement>('.board')?.dataset.race ?? '';
  const inBracket = [...document.querySelectorAll(`.board-bracket [data-race="${raceId}"] tr[data-bib]`)];
  if (inBracket.length > 0) {
    const rows = inBracket.map((row) => [text(row, '.rank'), text(row, '.bib')]);
    return { races: [{ raceId, rows }], onCourse: [] };
  }
  return {
    races: [
      {
        raceId,
        rows: [...document.querySelectorAll('.board-rows tr[data-bib]')].map((row) => [
          text(row, '.rank'),
          text(row, '.bib'),
          text(row, '.total'),
          text(row, '.gap'),
        ]),
      },
    ],
    onCourse: [],
  };
}

const SPECTATOR: Reading = {
  read: readSpectator,
  write: (rows, kind) =>
    kind === 'heats'
      ? rows.map((row) => [String(row.rnk ?? ''), row.bib, row.status ?? ''])
      : rows.map((row) => [String(row.rnk ?? ''), row.bib, totalOf(row), gapOf(row)]),
  hasOnCourse: true,
};

const BOARD: Reading = {
  read: readBoard,
  write: (rows, kind) =>
    kind === 'heats'
      ? rows.map(({ rnk, bib }) => [String(rnk ?? ''), bib])
      : rows
          .filter(({ rnk, status }) => rnk !== null || status !== null)
          .map((row) => [String(row.rnk ?? ''), row.bib, totalOf(row), gapOf(row)]),
  hasOnCourse: false,
};

const isHeats = (raceId: string): boolean => /_X[4SF]_/.test(raceId);

/** Waits for a moment at which the page shows exactly what REST says. */
async function staysEqual(url: string, page: Page, reading: Reading): Promise<void> {
  await eventually(
    () => difference(url, page, reading),
    (found) => found === null,
    MEETS_MS,
  );
}

/** What the page shows otherwise than REST; null for nothing. */
async function difference(url: string, page: Page, reading: Reading): Promise<unknown> {
  const get = async (route: string): Promise<unknown> =>
    (await send('GET', `${url}/api/v1/events/${EVENT}/${route}`)).body;
  const shown = await page.evaluate(reading.read);
  if (shown.races.length === 0) return 'no list is shown';
  const wanted: View = { races: [], onCourse: [] };
  for (const { raceId } of shown.races) {
    const { results = [] } = (await get(`results/${raceId}`)) as { results?: PublicResult[] };
    wanted.races.push({ raceId, rows: reading.write(results, isHeats(raceId) ? 'heats' : 'list') });
  }
  if (reading.hasOnCourse) {
    const { oncourse } = (await get('oncourse')) as { oncourse: PublicOnCourseEntry[] };
    wanted.onCourse = oncourse.flatMap(({ bib, dtStart }) => (dtStart === null ? [] : [bib])).sort();
  }
  return JSON.stringify(shown) === JSON.stringify(wanted) ? null : { shown, wanted };
}

/** Looks through all days, classes and races without loading anything anew; answers which lists were seen. */
async function everyList(url: string, page: Page): Promise<Set<string>> {
  const seen = new Set<string>();
  const tabs = (look: string) => page.locator(`.race-nav .tabs-${look} [role=tab]`);
  const through = async (look: string, inner: () => Promise<void>): Promise<void> => {
    const count = await tabs(look).count();
    for (let at = 0; at < count; at += 1) {
      await tabs(look).nth(at).click();
      await inner();
    }
    if (count === 0) await inner();
  };
  await through('days', () =>
    through('classes', () =>
      through('races', async () => {
        await staysEqual(url, page, SPECTATOR);
        for (const { raceId } of (await page.evaluate(readSpectator)).races) seen.add(raceId);
      }),
    ),
  );
  return seen;
}
