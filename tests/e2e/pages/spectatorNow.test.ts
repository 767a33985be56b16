import type { Page } from 'playwright-core';
import type { PublicTiming } from '../../../lib/domain/views';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';
import { changeSnapshots } from '../../support/snapshotOf';

/** A timing that fell silent 22 minutes ago, with boats on the course. */
const silent = (): PublicTiming => ({
  heardAt: new Date(Date.now() - 22 * 60_000).toISOString(),
  isMidRun: true,
});

describeInBrowser('what a page says of now', () => {
  const stage = setStage();
  const { visitors } = stage;
  const visit = async (race: RacePage, query = ''): Promise<Page> => {
    const visitor = await race.visit(stage.browser, query, {
      ignored: /ERR_INTERNET_DISCONNECTED|WebSocket|410/,
    });
    visitors.push(visitor);
    return visitor.page;
  };

  test.each(['finished', 'official'])(
    'in an event that is %s nothing runs that was left so',
    async (status) => {
      const race = await RacePage.create(stage.server.url, `LEFT-${status}`);
      await race.event.pushOnCourse([race.onCourse((await race.nextUp()).bib)]);
      await race.event.setStatus('finished');
      if (status === 'official') await race.event.setStatus('official');
      const page = await visit(race, `?race=${race.plan.races[0]?.raceId ?? ''}`);
      await page
        .locator('.race-title .chip')
        .getByText(/fficial/)
        .waitFor();
      expect(await page.locator('.on-mark').count()).toBe(0);
      expect(await page.locator('.follow').count()).toBe(0);
      expect(await page.getByText('Running').count()).toBe(0);
      expect(await page.locator('.next').count()).toBe(0);
      await page.goto(`${race.address('/speaker')}?lang=en`);
      await page.locator('.speaker').waitFor();
      expect(await page.getByText(/running/i).count()).toBe(0);
    },
  );

  test('nobody is next on the start list of another day', async () => {
    const race = await RacePage.create(stage.server.url, 'TOMORROW');
    const page = await visit(race);
    await page.getByRole('tab', { name: 'Sun 7 Jun' }).click();
    const starts = page.getByRole('tab', { name: 'Start list' });
    if ((await starts.getAttribute('aria-selected')) !== 'true') await starts.click();
    await page.locator('table.starts [data-stage=waiting]').first().waitFor();
    expect(await page.locator('table.starts [data-stage=next]').count()).toBe(0);
  });

  test('without a connection the page claims neither that the event is live nor how many watch', async () => {
    const race = await RacePage.create(stage.server.url, 'CUT');
    const page = await visit(race);
    await page.locator('.event-marks .chip').getByText('Live').waitFor();
    await page.context().setOffline(true);
    await page.locator('.connection[data-phase=offline]').waitFor();
    expect(await page.locator('.event-marks .chip').count()).toBe(0);
    expect(await page.locator('.viewers').count()).toBe(0);
  });

  test.each([
    ['en', '', 'No news from the timing since', 'Connected'],
    ['cs', '', 'žádné zprávy z časomíry', 'Připojeno'],
    ['en', '/speaker', 'No news from the timing since', 'Connected'],
  ])(
    'a silent timing is told of (%s, spectators%s), beside the connection',
    async (lang, path, text, link) => {
      const race = await RacePage.create(stage.server.url, `SILENT-${lang}${path.slice(1)}`);
      const visitor = await Visitor.open(stage.browser, `${stage.server.url}/`);
      visitors.push(visitor);
      const { page } = visitor;
      // A test cannot wait for a timing to be silent.
      await changeSnapshots(page, () => ({ timing: silent() }));
      await page.goto(`${stage.server.url}/events/${race.event.eventId}${path}?lang=${lang}`);
      await page
        .getByRole('status')
        .filter({ hasText: text })
        .getByText(/\d\d:\d\d/)
        .waitFor();
      await page.locator('.connection[data-phase=live]').getByText(link).waitFor();
      expect(await page.locator('.event-marks .chip[data-status=running]').count()).toBe(0);
      // The timing is back.
      await race.event.pushOnCourse([race.onCourse((await race.nextUp()).bib)]);
      await page.locator('.feed-silence > span').waitFor({ state: 'detached' });
    },
  );
});
