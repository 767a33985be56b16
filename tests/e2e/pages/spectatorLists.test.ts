import type { Page } from 'playwright-core';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { describeInBrowser, eventually, SCREENS, setStage } from '../../support/browser';
import { bibsOf, RacePage, rowOf } from '../../support/racePage';

describeInBrowser('a spectator who looks for somebody', () => {
  const stage = setStage();
  const { visitors } = stage;
  let over: RacePage;

  const visit = async (...[race, query, options]: Visit): Promise<Page> => {
    const visitor = await race.visit(stage.browser, query, options);
    visitors.push(visitor);
    return visitor.page;
  };
  type Visit = [race: RacePage, query?: string, options?: Parameters<RacePage['visit']>[2]];

  beforeAll(async () => {
    over = await RacePage.over(stage.server.url, 'OVER');
  });

  test.each(['K1M_ST_BR1_6', 'K1M_ST_TSR_7'])(
    'sees three rows on the first screen of the smallest phone, while boats are on the course (%s)',
    async (raceId) => {
      const race = await RacePage.create(stage.server.url, `SMALL-${raceId}`);
      const [first, second] = (await race.waiting()).map(({ bib }) => race.onCourse(bib));
      await race.event.pushOnCourse([first ?? {}, { ...second, position: 2 }]);
      const page = await visit(race, `?lang=cs&race=${raceId}`, { size: 'smallest' });
      await page.locator('.connection[data-phase=live]').waitFor();
      await page.locator('.on-course [data-bib]').first().waitFor();
      const bottoms = await page
        .locator('.list-card tbody tr[data-bib]')
        .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().bottom));
      expect(bottoms.filter((bottom) => bottom <= SCREENS.smallest.height).length).toBeGreaterThanOrEqual(3);
    },
  );

  test('filters by category, with rank and gap in the category', async () => {
    const raceId = 'K1M_ST_BR1_6';
    const page = await visit(over, `?race=${raceId}`);
    const all = await over.results(raceId);
    const catId = all.find(({ catRnk, rnk }) => catRnk === 1 && (rnk ?? 0) > 1)?.catId ?? '';
    await page.getByRole('combobox', { name: 'Category' }).selectOption(catId);
    const wanted = await over.results(raceId, `?catId=${catId}`);
    await eventually(
      () => bibsOf(page),
      (bibs) => bibs.join() === wanted.map(({ bib }) => bib).join(),
    );
    await page.getByText(`${wanted.length} of ${all.length} shown`).waitFor();
    const shown = await page
      .locator('table.results tbody tr[data-bib]')
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector('.rank')?.textContent ?? '',
          row.querySelector('td.gap')?.textContent ?? '',
        ]),
      );
    const expected = wanted.map(({ catRnk, catTotalBehind }) => [
      String(catRnk ?? ''),
      (catRnk ?? 0) > 1 ? catTotalBehind : '',
    ]);
    expect(shown).toEqual(expected);
  });

  test('finds somebody of the whole event by name without accents, club or bib, by class, and is taken there', async () => {
    const raceId = 'K1M_ST_BR1_6';
    const page = await visit(over, `?race=${raceId}`);
    const rows = await over.results(raceId);
    const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const accented = rows.find(({ name }) => plain(name) !== name.toLowerCase()) ?? rows[0];
    const search = page.getByRole('searchbox', { name: 'Search' });
    const hits = page.locator('.search-hits');
    /** Of the class and race that the list shows; others have hits of their own. */
    const finds = async (query: string, who: (row: PublicResult) => boolean): Promise<void> => {
      await search.fill(query);
      const bibs = rows.filter(who).map(({ bib }) => bib);
      const found = hits
        .getByRole('region', { name: 'K1M' })
        .getByRole('button', { name: /Best of two runs · Sat/ });
      await eventually(
        () => found.locator('.bib').allTextContents(),
        (shown) => shown.length === bibs.length && bibs.every((bib) => shown.includes(bib)),
      );
    };
    const family = plain(accented?.name.split(' ')[0] ?? '');
    await finds(family, ({ name }) => plain(name).includes(family));
    await finds(accented?.club ?? '', ({ club }) => club === accented?.club);
    await finds('7', ({ bib }) => bib === '7');
    await search.fill('nobody is called that');
    await hits.getByText('Nobody in this event matches.').waitFor();
    await search.press('Escape');
    await hits.waitFor({ state: 'detached' });

    const rowsElsewhere = await over.results('C1W_ST_BR1_6');
    const elsewhere = rowsElsewhere.at(-1);
    await search.fill(elsewhere?.name ?? '');
    await hits.getByRole('button', { name: /Best of two runs · Sat/ }).click();
    const row = rowOf(page, elsewhere?.bib ?? '');
    await row.waitFor();
    // Opened, and in sight.
    expect(await row.getAttribute('data-open')).toBe('true');
    await page.locator(`#detail-${elsewhere?.bib ?? ''}`).waitFor();
    const box = await row.boundingBox();
    expect(box && box.y >= 0 && box.y < (page.viewportSize()?.height ?? 0)).toBe(true);
    expect(await search.inputValue()).toBe('');
  });

  test('an athlete has an address: what is sent on says the result, and opens the card', async () => {
    const [row] = await over.results('K1M_ST_BR1_6');
    const key = encodeURIComponent(row?.athleteId ?? `K1M_ST~${row?.bib ?? ''}`);
    const address = `${over.address()}/a/${key}`;
    const html = await (await fetch(`${address}?lang=en`)).text();
    const family = row?.name.split(' ')[0] ?? '';
    expect(html).toMatch(
      new RegExp(`<meta property="og:title" content="[^"]*${family.slice(1).toLowerCase()}`, 'i'),
    );
    expect(html).toMatch(/<meta property="og:description" content="K1M Best of two runs: 1st, \d+\.\d\d/);

    const page = await visit(over, `/a/${key}?race=K1M_ST_BR1_6`);
    const card = page.locator('.athlete-card');
    await card.getByRole('heading', { level: 2 }).getByText(new RegExp(family, 'i')).waitFor();
    await card.locator('.run-detail .gate').first().waitFor();
    expect(await card.getByRole('link', { name: 'Address of this athlete' }).getAttribute('href')).toBe(
      new URL(address).pathname,
    );
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname).toBe(new URL(over.address()).pathname);
    // Back is back to the card; and from an opened row one comes there, too.
    await page.goBack();
    await card.waitFor();
    await card.getByRole('button', { name: 'Dismiss' }).click();
    await page.locator('table.results .row-open').first().click();
    await page.getByRole('link', { name: 'All races, and a link to share' }).click();
    await card.getByRole('heading', { level: 2 }).waitFor();
    expect(page.url()).toContain('/a/');
  });

  test('favourites of all classes are in one line on top: who is on the course first, then who starts, then who is done', async () => {
    const race = await RacePage.create(stage.server.url, 'MINE');
    const [starter] = await race.waiting();
    const [done] = await race.results('C1M_ST_BR1_6');
    const page = await visit(race);
    await rowOf(page, starter?.bib ?? '')
      .getByRole('button', { name: /^Add / })
      .click();
    await page.getByRole('searchbox').fill(done?.name ?? '');
    await page.locator('.search-hits button').first().click();
    await rowOf(page, done?.bib ?? '')
      .getByRole('button', { name: /^Add / })
      .click();
    const mine = page.locator('.my-athletes li');
    await eventually(
      () => mine.count(),
      (count) => count >= 2,
    );
    await race.event.pushOnCourse([race.onCourse(starter?.bib ?? '')]);
    await mine.first().getByText('On course').waitFor();
    expect(await mine.first().getAttribute('data-on-course')).toBe('true');
    await mine.first().click();
    await rowOf(page, starter?.bib ?? '').waitFor();
  });

  test('marks favourites, who are still there the next time, and are told of when they start and finish', async () => {
    const race = await RacePage.create(stage.server.url, 'FAVOURITES');
    const { bib } = await race.nextUp();
    const page = await visit(race);
    await rowOf(page, bib)
      .getByRole('button', { name: /^Add .+ to the favourites$/ })
      .click();
    await page.reload();
    const star = rowOf(page, bib).getByRole('button', { name: /^Remove .+ from the favourites$/ });
    await star.waitFor();
    expect(await star.getAttribute('aria-pressed')).toBe('true');

    const notices = page.locator('.notices');
    expect(await notices.getAttribute('aria-live')).toBe('polite');
    await race.event.pushOnCourse([race.onCourse(bib)]);
    await notices.getByText(/^\S+ .+ has started$/).waitFor();
    await race.finish(bib, { time: 4000 });
    await notices.getByText(/^\S+ .+: 40\.00, rank 1st$/).waitFor();
    const dismiss = notices.getByRole('button', { name: 'Dismiss' });
    await dismiss.first().click();
    await eventually(
      () => dismiss.count(),
      (count) => count === 1,
    );

    await page.getByRole('button', { name: 'Favourites only' }).click();
    await eventually(
      () => bibsOf(page),
      (bibs) => bibs.join() === bib,
    );
  });

  test('hears of finishers of the race once each, and of no ticking clock', async () => {
    const race = await RacePage.create(stage.server.url, 'HEARD');
    const { bib } = await race.nextUp();
    const page = await visit(race);
    await race.event.pushOnCourse([race.onCourse(bib, { time: 3000 })]);
    const boat = page.locator(`.boat[data-bib="${bib}"]`);
    await boat.waitFor();
    const announcer = page.locator('[data-announcer]');
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      for (const region of document.querySelectorAll('[aria-live=polite], [role=status]')) {
        new MutationObserver(() => said.push(region.textContent)).observe(region, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      }
    });
    const clock = boat.getByRole('timer');
    expect(await clock.getAttribute('aria-live')).toBe('off');
    const read = async () => Number(await clock.textContent());
    const started = await read();
    await eventually(read, (now) => now > started + 1);
    await race.finish(bib, { time: 4000 });
    await eventually(
      () => announcer.textContent(),
      (text) => /^\S+ .+: 40\.00, rank 1st$/.test(text ?? ''),
    );
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect(said.filter((text) => text !== '')).toEqual([await announcer.textContent()]);
  });

  test('reads the start list: order and time, who is on the course, who comes next', async () => {
    const race = await RacePage.create(stage.server.url, 'STARTS');
    const page = await visit(race, '', { size: 'desk' });
    const { bib } = await race.nextUp();
    await race.event.pushOnCourse([race.onCourse(bib)]);
    await page.getByRole('tab', { name: 'Start list' }).click();
    const table = page.locator('table.starts');
    await table.waitFor();
    const starts = (await race.event.get(`startlist/${race.raceId}`)).body.startlist as PublicStart[];
    expect(await table.locator('td.bib').allTextContents()).toEqual(starts.map((start) => start.bib));
    await table.locator(`tr[data-bib="${bib}"][data-stage=away]`).getByText('On course').waitFor();
    await table
      .getByText(starts[0]?.startTime ?? '?')
      .first()
      .waitFor();

    const stillToRun = (await race.waiting()).map((row) => row.bib);
    const next = starts.map((start) => start.bib).filter((one) => one !== bib && stillToRun.includes(one));
    expect(next.length).toBeGreaterThan(3);
    const marked = await table
      .locator('tr[data-stage=next]')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.bib));
    expect(marked).toEqual(next.slice(0, 3));
    expect(await page.locator('.next .bib').allTextContents()).toEqual(next.slice(0, 3));
    // When somebody starts in the other run stands beside it.
    const otherRun = (await race.event.get(`startlist/${race.raceId.replace('BR2', 'BR1')}`)).body
      .startlist as PublicStart[];
    const firstStart = otherRun.find((start) => start.bib === bib)?.startTime ?? '?';
    await table.locator(`tr[data-bib="${bib}"] .other-start`, { hasText: firstStart.slice(0, 5) }).waitFor();
    // The first run of the pair has a start list of its own.
    await page.getByRole('button', { name: '1st run' }).click();
    const first = (await race.event.get(`startlist/${race.raceId.replace('BR2', 'BR1')}`)).body
      .startlist as PublicStart[];
    await table.locator('tbody tr').first().waitFor();
    expect(await table.locator('td.bib').allTextContents()).toEqual(first.map((start) => start.bib));
  });

  test('follows kayak cross as a bracket: rounds, heats, places, who goes through', async () => {
    const page = await visit(over, '?race=X1-M_XF_7', { size: 'desk' });
    const rounds = page.locator('.round');
    const titles = await rounds.locator('h3').allTextContents();
    expect(titles.at(-1)).toBe('Final');
    const races = over.plan.races.filter(({ disId }) => ['X4', 'XS', 'XF'].includes(disId));
    expect(titles).toHaveLength(races.length);
    const semifinal = await over.results('X1-M_XS_7');
    const heat = rounds.nth(titles.indexOf('Semifinal')).locator('table[data-heat="1"]');
    expect(await heat.locator('td.bib').allTextContents()).toEqual(
      semifinal.filter(({ heatNr }) => heatNr === 1).map(({ bib }) => bib),
    );
    const through = await heat.locator('tr.through td.bib').allTextContents();
    const final = (await over.results('X1-M_XF_7')).map(({ bib }) => bib);
    expect(through).toHaveLength(2);
    expect(final).toEqual(expect.arrayContaining(through));
  });

  test('sees the members of a team', async () => {
    const page = await visit(over, '?race=K1M_ST_TSR_7');
    const [team] = await over.results('K1M_ST_TSR_7');
    expect(team?.members?.length).toBe(3);
    const row = rowOf(page, team?.bib ?? '');
    expect(await row.locator('.members').textContent()).toBe(team?.members?.join(', '));
  });

  test('chooses simple or detailed once: the page remembers, and begins as the organiser wishes', async () => {
    const race = await RacePage.create(stage.server.url, 'MODES');
    const page = await visit(race, '', { size: 'desk' });
    const mode = () => page.locator('table.results').getAttribute('data-mode');
    const { displayMode } = (await race.event.get('snapshot')).body.data.config as { displayMode: string };
    expect(await mode()).toBe(displayMode);
    await page.getByRole('button', { name: 'Simple' }).click();
    expect(await mode()).toBe('simple');
    expect(await page.locator('.run-line').count()).toBe(0);
    await page.reload();
    await page.locator('table.results').waitFor();
    expect(await mode()).toBe('simple');
    expect(await page.getByRole('button', { name: 'Simple' }).getAttribute('aria-pressed')).toBe('true');
    // A phone begins with simple rows, and is asked once, too.
    const phone = await visit(race);
    const phoneMode = () => phone.locator('table.results').getAttribute('data-mode');
    await eventually(phoneMode, (now) => now === 'simple');
    await phone.getByRole('button', { name: 'Detailed' }).click();
    await eventually(phoneMode, (now) => now === 'detailed');
  });
});
