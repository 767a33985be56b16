import type { BrowserContext } from 'playwright-core';
import type { Visitor } from '../../support/browser';
import { describeInBrowser, setStage } from '../../support/browser';
import { RacePage } from '../../support/racePage';

describeInBrowser('a phone without a network', () => {
  const stage = setStage();
  let race: RacePage;
  let visitor: Visitor;
  let context: BrowserContext;

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'OFFLINE');
  });
  beforeEach(async () => {
    visitor = await race.visit(stage.browser, '', { ignored: /ERR_INTERNET_DISCONNECTED|Failed to fetch/ });
    stage.visitors.push(visitor);
    context = visitor.page.context();
    await visitor.page.evaluate(() => navigator.serviceWorker.ready);
    // The worker has the page from the next visit on, as on a phone that comes a second time.
    await visitor.page.reload();
    await visitor.page.locator('.connection[data-phase=live]').waitFor();
  });

  test('opens what it saw last, says how old that is, and goes on when the network is back', async () => {
    const { page } = visitor;
    const { bib } = await race.nextUp();
    await race.finish(bib, { time: 4_000 });
    await page.locator(`tr[data-bib="${bib}"] .total`, { hasText: '40.00' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('pagehide')));
    await page.waitForFunction(async () => {
      const kept = await caches.match(location.pathname.replace('/events/', '/kept/'));
      return (await kept?.text())?.includes('4000') === true;
    });
    await context.setOffline(true);
    await page.reload();
    // More than the page said when it was loaded: the result came after that.
    await page.locator(`tr[data-bib="${bib}"] .total`, { hasText: '40.00' }).waitFor();
    await page.locator('.connection[data-phase=offline] .connection-age').waitFor();
    expect(await page.locator('.event-marks .chip').count()).toBe(0);
    await context.setOffline(false);
    await page.locator('.connection[data-phase=live]').waitFor();
  });

  test('opens the page whatever was asked of it, but not the control page', async () => {
    const { page } = visitor;
    await page.goto(`${stage.server.url}/control`);
    await page.goto(race.address());
    await page.locator('.race-panel').waitFor();
    await context.setOffline(true);
    await page.goto(race.address('?race=NONE'));
    await page.locator('.race-panel').waitFor();
    await expect(page.goto(`${stage.server.url}/control`)).rejects.toThrow();
    await context.setOffline(false);
  });

  test('can install the pages as an app', async () => {
    const address = await visitor.page.locator('link[rel=manifest]').getAttribute('href');
    const manifest = (await (await fetch(stage.server.url + (address ?? ''))).json()) as Record<
      string,
      string
    >;
    expect(manifest).toMatchObject({ start_url: '/', scope: '/', display: 'standalone' });
    const problems = await (await context.newCDPSession(visitor.page)).send('Page.getInstallabilityErrors');
    // What stands in the way is only that every test has a window of its own that remembers nothing.
    expect(problems.installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
  });
});
