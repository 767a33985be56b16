import type { Page } from 'playwright-core';
import type { PublicStart } from '../../../lib/domain/views';
import { describeInBrowser, eventually, setStage, Visitor } from '../../support/browser';
import { bibsOf, RacePage, rowOf } from '../../support/racePage';

/** The addresses that a page asks the API for; a WebSocket's among them. */
function askedOf(page: Page): string[] {
  const asked: string[] = [];
  const note = (url: string): void => {
    const { pathname, search } = new URL(url);
    if (pathname.startsWith('/api/')) asked.push(`${pathname.split('/').at(-1) ?? ''}${search}`);
  };
  page.on('request', (request) => {
    note(request.url());
  });
  page.on('websocket', (socket) => {
    note(socket.url());
  });
  return asked;
}

describeInBrowser('the event page from its first byte on', () => {
  const stage = setStage();
  const { visitors } = stage;
  let race: RacePage;

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'FIRST', { athletes: 300 });
  });

  const visit = async (options: { javaScriptEnabled?: boolean } = {}): Promise<Visitor> => {
    const visitor = await Visitor.open(stage.browser, 'about:blank', options);
    visitors.push(visitor);
    return visitor;
  };
  const isLive = (page: Page): Promise<void> => page.locator('.connection[data-phase=live]').waitFor();
  const bibsIn = async (raceId: string): Promise<string[]> =>
    (await race.results(raceId)).map(({ bib }) => bib);

  test.each([
    ['', 'the race that is going on'],
    ['?race=C1M_ST_BR2_6', 'one that was raced'],
    ['?race=K1W_ST_BR1_7', 'one to come'],
  ])('the rows of the race that it opens with are there without any script (%s, %s)', async (query) => {
    const { page } = await visit({ javaScriptEnabled: false });
    await page.goto(race.address(query));
    const raceId = query === '' ? race.raceId : query.replace('?race=', '');
    const { startlist } = (await race.event.get(`startlist/${raceId}`)).body as { startlist: PublicStart[] };
    const isToCome = query.includes('_7');
    const listed = isToCome ? startlist.map(({ bib }) => bib) : await bibsIn(raceId);
    expect(listed.length).toBeGreaterThan(10);
    expect(await page.locator('.list-card td.bib').allTextContents()).toEqual(listed.slice(0, 40));
  });

  test('the script shows the same and the rest, and asks for nothing but the stream', async () => {
    const { page } = await visit();
    const asked = askedOf(page);
    const phases: string[] = [];
    await page.exposeFunction('told', (phase: string) => phases.push(phase));
    await page.addInitScript(`
      let last;
      new MutationObserver(() => {
        const phase = document.querySelector('.connection')?.dataset.phase;
        if (phase && phase !== last) told(last = phase);
      }).observe(document, { subtree: true, childList: true, attributes: true });
      window.jumps = 0;
      new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.jumps += value; })
        .observe({ type: 'layout-shift', buffered: true });
    `);
    await page.goto(race.address());
    await isLive(page);
    const listed = await bibsIn(race.raceId);
    expect(listed.length).toBeGreaterThan(40);
    expect(await bibsOf(page)).toEqual(listed);
    await eventually(
      () => Promise.resolve(phases),
      (seen) => seen.at(-1) === 'live',
    );
    expect(phases).toEqual(['connecting', 'live']);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^ws\?races=.*since=/);
    expect(Number(await page.evaluate('window.jumps'))).toBeLessThan(0.01);
  });

  test('another tab loads its race, and follows it', async () => {
    const { page } = await visit();
    await page.goto(race.address());
    await isLive(page);
    await page.getByRole('tab', { name: 'C1M' }).click();
    const shown = page.locator('.race-panel').filter({ has: page.locator('table.results tbody tr') });
    await shown.waitFor();
    const raceId = (await page.locator('.race-panel').getAttribute('data-race')) ?? '';
    expect(raceId).toMatch(/^C1M/);
    expect(await bibsOf(page)).toEqual(await bibsIn(raceId));
    // Back, to what has changed meanwhile.
    const { bib } = await race.nextUp();
    await race.finish(bib, { time: 5555 });
    await page.getByRole('tab', { name: /^K1M/ }).click();
    await rowOf(page, bib).locator('.total').getByText('55.55').waitFor();
  });

  test('the search finds somebody of a race that was not loaded, and takes there', async () => {
    const { page } = await visit();
    await page.goto(race.address());
    await isLive(page);
    const [sought] = await race.results('C1W_ST_BR2_6');
    await page.getByRole('searchbox').fill(sought?.name ?? '?');
    await page
      .locator('.search-hits')
      .getByRole('region', { name: 'C1W' })
      .getByRole('button')
      .first()
      .click();
    await rowOf(page, sought?.bib ?? '?').waitFor();
  });

  test('a boat in another race than the shown one is compared with that race', async () => {
    const { page } = await visit();
    // A phone has room for the way there, and no more.
    await page.setViewportSize({ width: 800, height: 900 });
    await page.goto(race.address('?race=C1M_ST_BR2_6'));
    await isLive(page);
    const { bib } = await race.nextUp();
    await race.event.pushOnCourse([race.onCourse(bib, { time: 3000, dtStart: new Date().toISOString() })]);
    await page.locator('.on-course .to-beat').waitFor();
    await page.locator('.follow').click();
    await rowOf(page, bib).waitFor();
  });
});
