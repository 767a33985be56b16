import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeInBrowser, eventually, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';
import { startTestServer } from '../../support/testServer';

/** The snippet of the documents, for this server and event. */
function snippet(url: string, eventId: string): string {
  const text = readFileSync(join(__dirname, '../../../specs/pages.md'), 'utf8');
  const [, html = ''] = /```html\n(.*?)```/s.exec(text) ?? [];
  return html.replaceAll('https://live.example.org', url).replaceAll('SPRING', eventId);
}

/** A club's site, on another origin than the results. */
async function clubSite(html: string): Promise<{ url: string; close: () => void }> {
  const site: Server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Our club</title><h1>Our club</h1>${html}</html>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { port } = site.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, close: () => site.close() };
}

describeInBrowser('a result table in a frame', () => {
  const stage = setStage();

  const embed = (race: RacePage, query = ''): string =>
    `${stage.server.url}/embed/${race.event.eventId}${query}`;

  test('stands in a site of another origin by the snippet of the documents, live, as high as its table', async () => {
    const race = await RacePage.create(stage.server.url, 'FRAMED');
    const site = await clubSite(
      snippet(stage.server.url, 'FRAMED').replace(/\?race=[\w%]+/, `?race=${race.raceId}`),
    );
    const visitor = await Visitor.open(stage.browser, site.url, { size: 'desk' });
    const frame = visitor.page.frameLocator('iframe');
    await frame.locator('table.results tbody tr').first().waitFor();

    const heights = () => visitor.page.evaluate(() => document.querySelector('iframe')?.clientHeight ?? 0);
    const inner = () =>
      frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
    const needed = await eventually(inner, (height) => height > 600);
    await eventually(heights, (height) => Math.abs(height - needed) <= 4);

    const [one] = await race.waiting();
    await race.finish(one?.bib ?? '', { time: 5_000 });
    await frame.locator(`tbody tr:first-child[data-bib="${one?.bib ?? ''}"]`).waitFor();
    await frame.getByText('50.00').waitFor();
    expect(visitor.mistakes).toEqual([]);
    await visitor.close();
    site.close();
  });

  test('is shown by no site that the setting does not name', async () => {
    const strict = await startTestServer({ env: { EMBED_ORIGINS: 'https://club.example' } });
    await RacePage.create(strict.url, 'STRICT');
    const site = await clubSite(snippet(strict.url, 'STRICT'));
    const visitor = await Visitor.open(stage.browser, site.url, { size: 'desk', ignored: /frame-ancestors/ });
    const refused = await eventually(
      () => Promise.resolve(visitor.page.frames().map((frame) => frame.url())),
      (urls) => urls.some((url) => url.startsWith('chrome-error:')),
    );
    expect(refused.some((url) => url.includes('/embed/'))).toBe(false);
    await visitor.close();
    site.close();
    await strict.close();
  });

  test('shows the race and the category that are asked for, in the language that is asked for', async () => {
    const race = await RacePage.create(stage.server.url, 'ASKED');
    const rows = await race.results();
    const catId = rows[0]?.catId ?? '';
    const visitor = await Visitor.open(
      stage.browser,
      embed(race, `?race=${race.raceId}&catId=${catId}&lang=cs`),
    );
    await visitor.page.getByRole('table', { name: 'K1M · 2. jízda' }).waitFor();
    const shown = await visitor.page.locator('tbody td.bib').allTextContents();
    expect(shown).toEqual(rows.filter((row) => row.catId === catId).map(({ bib }) => bib));
    expect(await visitor.page.locator('tbody tr').first().locator('.rank').textContent()).toBe('1');
    await visitor.page.getByRole('link', { name: 'Všechny výsledky živě' }).waitFor();
    expect(visitor.mistakes).toEqual([]);
    await visitor.close();
  });

  test('works outside of a frame, at 320 px, without a serious finding of axe', async () => {
    const race = await RacePage.create(stage.server.url, 'BARE');
    const visitor = await Visitor.open(stage.browser, embed(race), { size: 'smallest' });
    await visitor.page.locator('table.results tbody tr').first().waitFor();
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    expect(await visitor.axeFindings()).toEqual([]);
    const link = visitor.page.getByRole('link', { name: 'All results live' });
    expect(await link.getAttribute('href')).toBe(`/events/BARE?race=${race.raceId}`);
    expect(visitor.mistakes).toEqual([]);
    await visitor.close();

    const dark = await Visitor.open(stage.browser, embed(race, '?lang=cs&detailed=true'), {
      colorScheme: 'dark',
    });
    await dark.page.locator('table.results tbody tr').first().waitFor();
    expect(await dark.axeFindings()).toEqual([]);
    await dark.close();
  });
});
