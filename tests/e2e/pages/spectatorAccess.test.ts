import type { Page } from 'playwright-core';
import { describeInBrowser, eventually, setStage, Visitor, type VisitOptions } from '../../support/browser';
import { Proxy } from '../../support/proxy';
import { bibsOf, RacePage, rowOf } from '../../support/racePage';

/** All that the first visit loads, its data among it, compressed. */
const MAX_LOAD_BYTES = 60_000;

describeInBrowser('the pages for spectators, for everybody', () => {
  const stage = setStage();
  const { visitors } = stage;
  let race: RacePage;
  let over: RacePage;
  let proxy: Proxy | undefined;

  const visit = async (of: RacePage, query = '', options: VisitOptions = {}): Promise<Visitor> => {
    const visitor = await of.visit(stage.browser, query, options);
    visitors.push(visitor);
    return visitor;
  };

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'RACE');
    over = await RacePage.over(stage.server.url, 'OVER');
    const { bib } = await race.nextUp();
    await race.event.pushOnCourse([race.onCourse(bib, { time: 2000, gates: [0, 2, 50], pen: 5200 })]);
  });

  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
    const findings: string[] = [];
    const check = async (visitor: Visitor): Promise<void> => {
      findings.push(...(await visitor.axeFindings()));
    };
    const spectator = await visit(race, '', { colorScheme });
    await check(spectator);
    await spectator.page.locator('.row-open').first().click();
    await spectator.page.locator('.run-part').first().waitFor();
    await spectator.page.getByText('What the marks mean').click();
    await check(spectator);
    await spectator.page.getByRole('tab', { name: 'Start list' }).click();
    await spectator.page.locator('.starts').waitFor();
    await check(spectator);
    await check(await visit(over, '?race=X1-M_XF_7', { colorScheme }));
    await check(await visit(over, '?race=K1M_ST_TSR_7', { colorScheme, size: 'desk' }));
    const events = await Visitor.open(stage.browser, stage.server.url, { colorScheme });
    visitors.push(events);
    await events.page.locator('.event-card').first().waitFor();
    await check(events);
    expect(findings).toEqual([]);
  });

  test('nothing is wider than a screen of 320 pixels', async () => {
    const spectator = await visit(race, '', { size: 'smallest' });
    expect(await spectator.overflow()).toBe(0);
    await spectator.page.locator('.row-open').first().click();
    await spectator.page.locator('.run-part').first().waitFor();
    expect(await spectator.overflow()).toBe(0);
    await spectator.page.getByRole('tab', { name: 'Start list' }).click();
    expect(await spectator.overflow()).toBe(0);
    // With the way to the race that is going on, in the language that needs most room for it.
    await race.event.pushOnCourse([race.onCourse((await race.nextUp()).bib)]);
    const elsewhere = await visit(race, '?race=C2M_ST_BR1_6&lang=de', { size: 'smallest' });
    await elsewhere.page.locator('.follow').waitFor();
    expect(await elsewhere.overflow()).toBe(0);
    const head = await elsewhere.page.locator('.on-course-head').boundingBox();
    const follow = await elsewhere.page.locator('.follow').boundingBox();
    expect(follow?.height).toBeLessThanOrEqual((head?.height ?? 0) + 4);
    await race.event.pushOnCourse([]);
    for (const query of ['?race=X1-M_XF_7', '?race=K1M_ST_TSR_7', '?race=C2M_ST_BR1_6']) {
      expect(await (await visit(over, query, { size: 'smallest' })).overflow()).toBe(0);
    }
  });

  test('everything can be done with the keyboard', async () => {
    const { page } = await visit(race);
    const focused = () => page.locator(':focus');
    await page.getByRole('tab', { name: /^Sat 6 Jun/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Sun 7 Jun', selected: true }).waitFor();
    expect(await focused().textContent()).toBe('Sun 7 Jun');
    await page.keyboard.press('Tab');
    expect(await focused().textContent()).toBe('K1M');
    await page.keyboard.press('End');
    await page.getByRole('tab', { name: 'X1M', selected: true }).waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('tab', { name: 'K1M', selected: true }).waitFor();

    await page.getByRole('tab', { name: 'Sun 7 Jun' }).focus();
    await page.keyboard.press('ArrowLeft');
    const open = page.locator('.row-open').first();
    await open.focus();
    await page.keyboard.press('Enter');
    await page.locator('tr.detail').waitFor();
    expect(await open.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    await page.locator('tr.detail').waitFor({ state: 'detached' });
  });

  test('lists are tables with headers and a caption', async () => {
    const { page } = await visit(race, '', { size: 'desk' });
    const table = page.getByRole('table', { name: /^K1M Best of two runs/ });
    await table.waitFor();
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Rk',
      'Bib',
      'Name',
      '1st run',
      '2nd run',
      'Total',
      'Gap',
      'Favourites',
    ]);
    expect(await table.getByRole('rowheader').count()).toBe((await race.results()).length);
  });

  test('speaks the language of the browser, and another one for who wants it', async () => {
    const { page } = await visit(race, '', { locale: 'cs-CZ' });
    expect(await page.locator('html').getAttribute('lang')).toBe('cs');
    await page.getByRole('tab', { name: 'Startovní listina' }).waitFor();
    await page.locator('.languages select').selectOption('en');
    await page.getByRole('tab', { name: 'Start list' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.getByRole('tab', { name: 'Start list' }).waitFor();

    const other = await visit(race, '?lang=cs');
    await other.page.getByRole('tab', { name: 'Startovní listina' }).waitFor();
  });

  test('on paper there is the list, and nothing to press', async () => {
    const { page } = await visit(race, '', { size: 'desk' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('table').first().isVisible()).toBe(true);
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true);
    for (const part of [
      '.race-nav',
      '.event-search',
      '.finder',
      '.on-course',
      '.page-footer',
      'td.star-cell',
    ]) {
      expect([part, await page.locator(part).first().isVisible()]).toEqual([part, false]);
    }
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
  });

  test('the first visit loads less than 60 kB in all, and never asks for its data', async () => {
    const visitor = await Visitor.open(stage.browser, 'about:blank');
    visitors.push(visitor);
    const { page } = visitor;
    const loaded = weigh(page);
    await page.goto(race.address());
    await page.locator('.connection[data-phase=live]').waitFor();
    const parts = await loaded();
    expect(parts.some(({ path }) => path.endsWith('.css'))).toBe(true);
    expect(parts.some(({ path }) => path.endsWith('.js'))).toBe(true);
    expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MAX_LOAD_BYTES);
    expect(parts.filter(({ path }) => path.endsWith('/snapshot'))).toEqual([]);
  });

  test('what the event is, and the first rows, stand in the page before any script has run', async () => {
    const visitor = await Visitor.open(stage.browser, race.address(), { javaScriptEnabled: false });
    visitors.push(visitor);
    expect(await visitor.page.getByRole('heading', { level: 1 }).textContent()).toBe('Spring Slalom');
    expect(await visitor.page.locator('.event-marks .chip').textContent()).toBe('Live');
    const listed = (await race.results()).map(({ bib }) => bib);
    expect(listed.length).toBeGreaterThan(10);
    expect(await bibsOf(visitor.page)).toEqual(listed.slice(0, 40));
  });

  test('is of use on 400 kbit/s', async () => {
    const visitor = await Visitor.open(stage.browser, 'about:blank');
    visitors.push(visitor);
    const { page } = visitor;
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 150 },
      ...{ downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 },
    });
    const began = performance.now();
    await page.goto(race.address(), { waitUntil: 'commit' });
    await page.locator('table.results tbody tr').first().waitFor();
    expect(performance.now() - began).toBeLessThan(6_000);
    await page.locator('.connection[data-phase=live]').waitFor();
  });

  test('says when the connection is gone and how old the page is, and is live again by itself', async () => {
    proxy = await Proxy.start(() => stage.server.url);
    const visitor = await Visitor.open(stage.browser, `${proxy.url}/events/RACE`, { ignored: /./ });
    visitors.push(visitor);
    const { page } = visitor;
    const badge = page.locator('.connection');
    await page.locator('.connection[data-phase=live]').waitFor();
    proxy.goDown();
    await page.locator('.connection[data-phase=offline]').waitFor();
    const age = async (): Promise<number> =>
      Number(/as of (\d+) s ago/.exec((await badge.textContent()) ?? '')?.[1] ?? NaN);
    const first = await eventually(age, (seconds) => seconds >= 1);
    await eventually(age, (seconds) => seconds > first);
    // Nobody knows whether the boat still moves.
    const clock = page.getByRole('timer').first();
    if ((await clock.count()) > 0) {
      const held = await clock.textContent();
      await eventually(age, (seconds) => seconds > first + 2);
      expect(await clock.textContent()).toBe(held);
    }
    const { bib } = await race.nextUp();
    await race.finish(bib, { time: 4444 });
    proxy.comeUp();
    await page.locator('.connection[data-phase=live]').waitFor();
    await rowOf(page, bib).locator('.total').getByText('44.44').waitFor();
  });

  test('says that the server cannot be reached, and shows the event as soon as it can', async () => {
    proxy = await Proxy.start(() => stage.server.url);
    proxy.answers = { path: /\/snapshot/, answer: { status: 502 } };
    const visitor = await Visitor.open(stage.browser, `${proxy.url}/events/RACE/speaker`, { ignored: /502/ });
    visitors.push(visitor);
    await visitor.page.getByText('The server does not answer. Trying again …').waitFor();
    proxy.answers = null;
    await visitor.page.locator('.speaker').waitFor();
  });

  test('says that there is no such event', async () => {
    const visitor = await Visitor.open(stage.browser, `${stage.server.url}/events/NOWHERE`, {
      ignored: /404/,
    });
    visitors.push(visitor);
    await visitor.page.getByText('There is no such event, or it is not public.').waitFor();
  });
});

/** Counts what a page loads, as it comes over the wire. */
function weigh(page: Page): () => Promise<{ path: string; bytes: number }[]> {
  const sizes: Promise<{ path: string; bytes: number }>[] = [];
  page.on('requestfinished', (request) => {
    const path = new URL(request.url()).pathname;
    sizes.push(request.sizes().then(({ responseBodySize }) => ({ path, bytes: responseBodySize })));
  });
  return () => Promise.all(sizes);
}
