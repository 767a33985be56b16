import type { Browser, Page } from 'playwright-core';
import {
  describeInBrowser,
  eventually,
  launchBrowser,
  setStage,
  Visitor,
  type VisitOptions,
} from '../../support/browser';
import { never, RacePage } from '../../support/racePage';
import { endProcesses, freePort, ServerProcess } from '../../support/serverProcess';

const bibsOn = (page: Page): Promise<string[]> => page.locator('.board-list td.bib').allTextContents();

/** What sticks out of the screen, or could be scrolled. */
const scrolls = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const list = document.querySelector('.board-rows');
    const isCut = list !== null && list.scrollHeight > list.clientHeight + 1;
    return scrollWidth > innerWidth || scrollHeight > innerHeight || isCut;
  });

describeInBrowser('a board', () => {
  const stage = setStage();
  const { visitors } = stage;

  const board = async (race: RacePage, query = '', options: VisitOptions = {}): Promise<Page> => {
    const visitor = await Visitor.open(stage.browser, race.address(`/board${query}`), {
      size: 'wall',
      ...options,
    });
    visitors.push(visitor);
    await visitor.page.locator('.board').waitFor();
    return visitor.page;
  };
  test('shows the running race by itself, as the server ranks it, and goes on to the next one', async () => {
    const race = await RacePage.create(stage.server.url, 'FOLLOW');
    const page = await board(race, '?rows=5');
    await page.locator('.board-race').getByText('K1M · 2nd run').waitFor();
    const best = (await race.results()).slice(0, 5);
    expect(await bibsOn(page)).toEqual(best.map(({ bib }) => bib));

    const next = race.plan.races.find(({ raceId, disId }) => disId === 'BR2' && raceId !== race.raceId);
    const run = next?.runs[0] ?? never('there is no other second run');
    const entry = {
      ...race.onCourse(run.bib),
      raceId: next?.raceId,
      participantId: run.participantId,
      bib: run.bib,
    };
    await race.event.pushOnCourse([entry]);
    await page.locator(`.board[data-race="${next?.raceId ?? ''}"]`).waitFor();
    await page.locator(`.boat[data-bib="${run.bib}"]`).waitFor();
  });

  test('is as late as the picture that it lies over: messages and clocks', async () => {
    const race = await RacePage.create(stage.server.url, 'DELAYED');
    const { bib } = await race.nextUp();
    const page = await board(race, '?layout=overlay&delay=3');
    const pushedAt = performance.now();
    await race.event.pushOnCourse([race.onCourse(bib, { time: 4_100 })]);
    const clock = page.locator(`.boat[data-bib="${bib}"] .clock`);
    await clock.waitFor();
    expect(performance.now() - pushedAt).toBeGreaterThan(2_900);
    // It begins where the picture is, and not where the boat is by now.
    expect(Number(await clock.textContent())).toBeGreaterThanOrEqual(41);
    expect(41 + (performance.now() - pushedAt) / 1_000 - Number(await clock.textContent())).toBeGreaterThan(
      2,
    );
  });

  test('shows who is on the course: a clock that runs, penalties, and what is left to lead', async () => {
    const race = await RacePage.create(stage.server.url, 'CLOCK');
    const { bib } = await race.nextUp();
    const page = await board(race);
    await race.event.pushOnCourse([race.onCourse(bib, { time: 4_100, pen: 200, gates: [0, 2, null] })]);
    const boat = page.locator(`.boat[data-bib="${bib}"]`);
    await boat.waitFor();
    const clock = async (): Promise<number> => Number(await boat.locator('.clock').textContent());
    const first = await clock();
    expect(first).toBeGreaterThanOrEqual(41);
    await eventually(clock, (now) => now > first + 0.4);
    expect(await boat.locator('.pen').textContent()).toBe('+2');
    // The clock is no result: it stands beside no gap.
    expect(await boat.locator('.gap').count()).toBe(0);
    expect(await boat.locator('.outlook').textContent()).toMatch(/^\d+\.\d s left to (lead|improve)$/);
    await race.event.pushOnCourse([race.onCourse(bib, { time: 4_200, pen: 15_000, gates: [50, 50, 50] })]);
    await boat.getByText('1st run stays better').waitFor();
  });

  test('of two runs shows both, the worse one muted; on few pixels the one that counts', async () => {
    const race = await RacePage.create(stage.server.url, 'RUNS');
    const rows = await race.results();
    const isSecondWorse = (row: (typeof rows)[number]): boolean =>
      row.prevTotal !== null && row.total !== null && row.betterRunNr === 1;
    const { bib, prevTotal, total } = rows.find(isSecondWorse) ?? never('every second run was better');
    const page = await board(race, `?rows=${rows.length}`);
    const cell = page.locator(`.board-list tr[data-bib="${bib}"] .total`);
    const inSeconds = (value: number | null | undefined): string => ((value ?? 0) / 100).toFixed(2);
    await cell.first().waitFor();
    expect(await cell.allTextContents()).toEqual([
      expect.stringContaining(inSeconds(prevTotal)),
      expect.stringContaining(inSeconds(total)),
    ]);
    const counts = await cell.evaluateAll((cells) => cells.map((one) => one.getAttribute('data-counts')));
    expect(counts).toEqual(['true', 'false']);

    const narrow = await board(race, `?layout=ledwall&rows=${rows.length}`);
    const row = narrow.locator(`.board-list tr[data-bib="${bib}"]`);
    await row.waitFor();
    expect(await row.locator('.total').allTextContents()).toEqual([inSeconds(prevTotal)]);
    expect(await row.locator('.run').textContent()).toBe('R1');
  });

  test('where the first run counts, place, total and gap of who has just finished are the first run’s', async () => {
    const race = await RacePage.create(stage.server.url, 'FIRST-COUNTS');
    const next = await race.nextUp();
    const { bib } = next;
    const totalTotal = next.totalTotal ?? never('no first run');
    const page = await board(race);
    await page.locator('.board-list tr').first().waitFor();
    await race.finish(bib, { time: totalTotal + 321, pen: 0 });
    const pinned = page.locator(`.boat-finished[data-bib="${bib}"]`);
    await pinned.waitFor();
    const row = (await race.results()).find((one) => one.bib === bib);
    const inSeconds = (value: number): string => (value / 100).toFixed(2);
    expect(await pinned.locator('.clock').textContent()).toBe(inSeconds(totalTotal));
    expect(await pinned.locator('.gap').textContent()).toBe(row?.totalBehind);
    expect(await pinned.locator('.other-run').textContent()).toBe(
      `1st run counts · 2nd run ${inSeconds(totalTotal + 321)}`,
    );
  });

  test('says since when the timing is silent, beside the list and not over it', async () => {
    const race = await RacePage.create(stage.server.url, 'SILENT');
    const page = await board(race);
    await page.locator('.board[data-phase=live] .board-list tr').first().waitFor();
    expect(await page.getByText(/no news from the timing/i).count()).toBe(0);
    // As it would be had the server heard nothing since.
    await page.route(/\/snapshot$/, async (route) => {
      const response = await route.fetch();
      const text = (await response.text()).replace(
        /"heardAt":"[^"]+"/,
        '"heardAt":"2026-06-06T12:32:00.000Z"',
      );
      await route.fulfill({ response, body: text });
    });
    await page.reload();
    const note = page.getByText(/no news from the timing/i);
    await note.waitFor();
    const [of, list] = [await note.boundingBox(), await page.locator('.board-list').boundingBox()];
    expect(of?.y ?? 0).toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0));
  });

  test('pins who has just finished for 8 seconds, and marks the row', async () => {
    const race = await RacePage.create(stage.server.url, 'PIN');
    const { bib } = await race.nextUp();
    const page = await board(race);
    await page.locator('.board-list tr').first().waitFor();
    const start = performance.now();
    await race.finish(bib, { time: 5_000, pen: 200 });
    const pinned = page.locator(`.boat-finished[data-bib="${bib}"]`);
    await pinned.waitFor();
    expect(await pinned.locator('.place').textContent()).toBe('1st');
    expect(await pinned.locator('.clock').textContent()).toBe('52.00');
    expect(await pinned.locator('.pen').textContent()).toBe('+2');
    await page.locator(`tr[data-bib="${bib}"][data-pinned=true]`).waitFor();
    await pinned.waitFor({ state: 'detached', timeout: 12_000 });
    const seconds = (performance.now() - start) / 1_000;
    expect(seconds).toBeGreaterThan(7.5);
    expect(seconds).toBeLessThan(10.5);
  });

  test('tells who did not finish', async () => {
    const race = await RacePage.create(stage.server.url, 'DNF');
    const { bib } = await race.nextUp();
    const page = await board(race, '?lang=cs');
    await page.locator('.board-list tr').first().waitFor();
    await race.finish(bib, { status: 'DNF' });
    await page.locator(`.boat-finished[data-bib="${bib}"]`).getByText('DNF').waitFor();
  });

  test('turns the pages of a long list, until everybody was shown, and begins anew', async () => {
    const race = await RacePage.create(stage.server.url, 'PAGES');
    const ranked = (await race.results()).filter(({ rnk, status }) => rnk !== null || status !== null);
    const rows = Math.ceil(ranked.length / 2);
    const page = await board(race, `?rows=${rows}`);
    await page.locator('.board-list tr').first().waitFor();
    const first = await bibsOn(page);
    expect(first).toEqual(ranked.slice(0, rows).map(({ bib }) => bib));
    expect(await page.locator('.board-page').textContent()).toBe('1/2');
    const second = await eventually(
      () => bibsOn(page),
      (bibs) => bibs.join() !== first.join(),
      12_000,
    );
    expect(new Set([...first, ...second])).toEqual(new Set(ranked.map(({ bib }) => bib)));
    await eventually(
      () => bibsOn(page),
      (bibs) => bibs.join() === first.join(),
      12_000,
    );
  });

  test.each([
    ['vertical', { width: 1920, height: 1080 }],
    ['vertical', { width: 1080, height: 1920 }],
    ['vertical', { width: 390, height: 844 }],
    ['ledwall', { width: 1024, height: 512 }],
    ['ledwall', { width: 512, height: 256 }],
    ['ledwall', { width: 512, height: 768 }],
    ['overlay', { width: 1920, height: 1080 }],
  ])('never scrolls: %s at %j', async (layout, viewport) => {
    const race = await RacePage.create(
      stage.server.url,
      `SIZE-${layout}-${viewport.width}-${viewport.height}`,
    );
    const [one, two] = await race.waiting();
    const page = await board(race, `?layout=${layout}`, { viewport });
    await race.event.pushOnCourse([race.onCourse(one?.bib ?? ''), race.onCourse(two?.bib ?? '')]);
    await page.locator(`.boat[data-bib="${one?.bib ?? ''}"]`).waitFor();
    const rows = page.locator('.board-list tbody tr');
    expect(await rows.count()).toBeGreaterThanOrEqual(3);
    // What nobody may miss is there to be seen: rank, family name and total, whole.
    const cut = await rows
      .first()
      .evaluate((row) =>
        [...row.querySelectorAll('.rank, .bib, .total')]
          .filter((cell) => cell.scrollWidth > cell.clientWidth || cell.clientWidth < 10)
          .map(({ className }) => className),
      );
    expect(cut).toEqual([]);
    await eventually(
      () => scrolls(page),
      (now) => !now,
      2_000,
    );
    await race.finish(one?.bib ?? '', { time: 6_000 });
    await page.locator('.boat-finished').waitFor();
    await eventually(
      () => scrolls(page),
      (now) => !now,
      2_000,
    );
  });

  test('fills the height with the rows that it is told, each large enough for its place', async () => {
    const race = await RacePage.create(stage.server.url, 'ROWS');
    const page = await board(race, '?rows=6');
    const rows = page.locator('.board-list tbody tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(6);
    const holder = (await page.locator('.board-rows').boundingBox()) ?? never('no list');
    const row = (await rows.first().boundingBox()) ?? never('no row');
    expect(Math.abs(row.height * 6 - holder.height)).toBeLessThan(8);
    const type = Number.parseFloat(
      await rows.first().evaluate((element) => getComputedStyle(element).fontSize),
    );
    // From 30 m one reads letters of a tenth of the screen's height and less; this is what six rows leave.
    expect(type).toBeGreaterThan(60);
  });

  test('keeps to its class, its race, its title and its language', async () => {
    const race = await RacePage.create(stage.server.url, 'OPTIONS');
    const other =
      race.plan.races.find(({ disId, day }) => disId === 'BR1' && day === 1) ?? never('no first run');
    const fixed = await board(race, `?race=${other.raceId}&title=Finish%20arena&lang=cs`);
    await fixed.locator(`.board[data-race="${other.raceId}"]`).waitFor();
    await fixed.getByRole('heading', { name: 'Finish arena' }).waitFor();
    await fixed.locator('.board-race').getByText('1. jízda').waitFor();
    expect(await fixed.locator('html').getAttribute('lang')).toBe('cs');

    const classId = race.plan.classes.find((one) => !race.raceId.startsWith(one.classId))?.classId ?? '';
    const { bib } = await race.nextUp();
    await race.event.pushOnCourse([race.onCourse(bib)]);
    const kept = await board(race, `?class=${classId}`);
    const shown = (await kept.locator('.board').getAttribute('data-race')) ?? '';
    expect(race.plan.races.find(({ raceId }) => raceId === shown)?.classId).toBe(classId);
  });

  test('lies over video without a ground of its own', async () => {
    const race = await RacePage.create(stage.server.url, 'OVERLAY');
    const page = await board(race, '?layout=overlay&rows=3');
    await page.locator('.board-list tr').first().waitFor();
    expect(await page.locator('.board-list tbody tr').count()).toBe(3);
    const grounds = await page.evaluate(() =>
      ['html', 'body', '#app', '.board'].map((selector) => {
        const element = document.querySelector(selector);
        return element === null ? '' : getComputedStyle(element).backgroundColor;
      }),
    );
    expect(new Set(grounds)).toEqual(new Set(['rgba(0, 0, 0, 0)']));
    const bare = await board(race, '?layout=overlay&rows=0');
    expect(await bare.locator('.board-list').count()).toBe(0);
  });

  test('has no serious finding of axe, in any layout', async () => {
    const race = await RacePage.create(stage.server.url, 'AXE');
    const [one, two] = await race.waiting();
    for (const layout of ['vertical', 'ledwall', 'overlay']) {
      // Each time anew, for the server forgets boats that it does not hear of.
      await race.event.pushOnCourse([race.onCourse(one?.bib ?? '', { pen: 5_200, gates: [2, 50, 0, null] })]);
      const page = await board(race, `?layout=${layout}`);
      await page.locator(`.boat[data-bib="${one?.bib ?? ''}"]`).waitFor();
      expect(await visitors.at(-1)?.axeFindings()).toEqual([]);
    }
    await race.finish(two?.bib ?? '', { time: 7_000, pen: 5_000 });
    await visitors.at(-1)?.page.locator('.boat-finished').waitFor();
    expect(await visitors.at(-1)?.axeFindings()).toEqual([]);
  });
});

describeInBrowser('a board that hangs for days', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await endProcesses();
  });

  test('loads itself anew when the server comes back with another version, and not when it is the same', async () => {
    const server = await ServerProcess.start({ port: await freePort() });
    const race = await RacePage.create(server.url, 'VERSION');
    const { page, mistakes } = await Visitor.open(browser, race.address('/board'), {
      size: 'wall',
      ignored: /./,
    });
    await page.locator('.board[data-phase=live]').waitFor();
    await page.evaluate('window.isOld = true');
    const isOld = (): Promise<boolean> => page.evaluate('window.isOld === true');

    // The same version: it asks, and stays.
    const asked = page.waitForResponse('**/version', { timeout: 30_000 });
    await server.kill('SIGTERM');
    await server.restart();
    await asked;
    await page.locator('.board[data-phase=live]').waitFor();
    expect(await isOld()).toBe(true);

    await page.route('**/version', (route) => route.fulfill({ json: { version: 'another' } }));
    await server.kill('SIGTERM');
    await server.restart();
    await eventually(async () => !(await isOld().catch(() => true)), Boolean, 30_000);
    await page.locator('.board').waitFor();
    expect(mistakes).toEqual([]);
  });
});
