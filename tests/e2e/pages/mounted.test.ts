/** The pages below `/live` of someone else's application, in a browser: all that they load, follow and lead to is there. */
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchBrowser, Visitor } from '../../support/browser';
import { startPortal, type Portal } from '../../support/portal';
import { Proxy } from '../../support/proxy';
import { RacePage } from '../../support/racePage';

const PAGES = [
  ['the event page', '/events/RACE', 'phone', 'table.results tbody tr'],
  ['a board', '/events/RACE/board', 'wall', '[data-bib]'],
  ["the commentator's page", '/events/RACE/speaker', 'desk', '[data-bib]'],
  ['a table in a frame', '/embed/RACE', 'desk', 'table.results tbody tr'],
  ['the list of events', '/', 'phone', 'a[href="/live/events/RACE"]'],
] as const;

describeInBrowser('below the prefix of a portal', () => {
  let portal: Portal;
  let proxy: Proxy;
  let browser: Browser;
  let race: RacePage;
  let best = 6_000;
  beforeAll(async () => {
    portal = await startPortal();
    proxy = await Proxy.start(() => portal.root);
    race = await RacePage.create(portal.url, 'RACE');
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await proxy.close();
    await portal.close();
  });

  test.each([true, false])('each page is live; WebSocket works: %s', async (hasWebSocket) => {
    proxy.refusesUpgrades = !hasWebSocket;
    // What the browser says of an upgrade that is refused.
    const ignored = hasWebSocket ? /(?!)/ : /WebSocket connection to .* failed/;
    for (const [name, path, size, shown] of PAGES) {
      proxy.seen.length = 0;
      const visitor = await Visitor.open(browser, `${proxy.url}/live${path}`, { size, ignored });
      await visitor.page.locator(shown).first().waitFor();
      if (path !== '/') {
        const [one] = await race.waiting();
        // Better than all before, so that every page shows it.
        best -= 100;
        await race.finish(one?.bib ?? '', { time: best });
        await visitor.page
          .getByText((best / 100).toFixed(2))
          .first()
          .waitFor();
        const transport = hasWebSocket ? /\/ws\?/ : /\/sse\?/;
        expect([name, proxy.open.some((open) => transport.test(open))]).toEqual([name, true]);
      }
      expect([name, visitor.mistakes]).toEqual([name, []]);
      expect([name, proxy.seen.filter((seen) => !seen.path.startsWith('/live/'))]).toEqual([name, []]);
      await visitor.close();
    }
  });

  test('its links lead below it: language, list, event, downloads', async () => {
    proxy.refusesUpgrades = false;
    const visitor = await Visitor.open(browser, `${proxy.url}/live/`);
    const { page } = visitor;
    await page.locator('a[href="/live/events/RACE"]').first().click();
    await page.locator('table.results tbody tr').first().waitFor();
    const addresses = await page
      .locator('a[href]')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    expect(addresses.length).toBeGreaterThan(2);
    expect(addresses.filter((href) => !href.startsWith(`${proxy.url}/live/`))).toEqual([]);
    expect(visitor.mistakes).toEqual([]);
    await visitor.close();
  });
});
