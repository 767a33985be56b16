import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { bibsOf, RacePage } from '../../support/racePage';

describeInBrowser('a race that is played again', () => {
  const stage = setStage();
  let race: RacePage;
  let raceId: string;

  beforeAll(async () => {
    race = await RacePage.over(stage.server.url, 'AGAIN');
    const { races } = (await race.event.get()).body as { races: { raceId: string; raceType: string }[] };
    raceId = races.find((one) => one.raceType === 'best-run-2')?.raceId ?? '';
  });

  test('begins before the first start, fills the list, and ends with the results; the chip never says live', async () => {
    const visitor = await race.visit(stage.browser, `?race=${raceId}&replay&speed=100`);
    stage.visitors.push(visitor);
    const { page } = visitor;
    const bar = page.locator('.replay-bar');
    await bar.waitFor();
    expect(await page.locator('.connection[data-phase]').count()).toBe(0);
    expect(await page.locator('.chip[data-status=running]', { hasText: 'Live' }).count()).toBe(0);
    expect(await page.locator('table.results td.rank', { hasText: /\d/ }).count()).toBeLessThan(5);
    // A boat on its way, and then somebody with a rank.
    await page.locator('.boat').first().waitFor();
    await page.locator('table.results td.rank', { hasText: '3' }).first().waitFor();
    await bar.getByRole('button', { name: 'Pause' }).click();
    const held = await bar.locator('time').textContent();
    await bar.locator('input[type=range]').press('End');
    expect(await bar.locator('time').textContent()).not.toBe(held);
    const results = (await race.results(raceId)).map(({ bib }) => bib);
    await page.waitForFunction(
      (bibs) =>
        [...document.querySelectorAll('table.results tbody td.bib')]
          .map(({ textContent }) => textContent)
          .join() === bibs,
      results.join(),
    );
    expect(await bibsOf(page)).toEqual(results);
    await bar.getByRole('link', { name: 'Back to now' }).click();
    await page.locator('.connection[data-phase]').waitFor();
    expect(new URL(page.url()).searchParams.get('race')).toBe(raceId);
    expect(await visitor.axeFindings()).toEqual([]);
  });

  test('is on a board as on any page', async () => {
    const visitor = await Visitor.open(
      stage.browser,
      race.address(`/board?race=${raceId}&replay=5&speed=30`),
    );
    stage.visitors.push(visitor);
    await visitor.page.locator('.replay-bar').waitFor();
    await visitor.page.locator('.board-list tbody tr').first().waitFor();
  });

  test('a speaker who loads the page anew has the story of the race', async () => {
    const visitor = await Visitor.open(stage.browser, race.address(`/speaker?race=${raceId}`));
    stage.visitors.push(visitor);
    const feed = visitor.page.locator('.feed li');
    await feed.filter({ hasText: 'finishes' }).first().waitFor();
    expect(await feed.count()).toBeGreaterThan(10);
  });
});
