import { describeInBrowser, eventually, setStage, Visitor } from '../../support/browser';
import { bibsOf, RacePage, rowOf } from '../../support/racePage';
import { startTestServer } from '../../support/testServer';

describeInBrowser('a spectator', () => {
  const stage = setStage();
  const { visitors } = stage;

  const visit = async (...[race, query, options]: Visit): Promise<Visitor> => {
    const visitor = await race.visit(stage.browser, query, options);
    visitors.push(visitor);
    return visitor;
  };
  type Visit = [race: RacePage, query?: string, options?: Parameters<RacePage['visit']>[2]];

  test('finds the event in the list of events, and opens it', async () => {
    const race = await RacePage.create(stage.server.url, 'LISTED');
    const visitor = await Visitor.open(stage.browser, stage.server.url);
    visitors.push(visitor);
    const { page } = visitor;
    const card = page.getByRole('listitem').filter({ has: page.locator('a[href="/events/LISTED"]') });
    await card.getByText('Live', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Now']);
    await card.getByRole('link').click();
    await page.locator('.race-panel').waitFor();
    expect(page.url()).toBe(race.address());
  });

  test('sees which event it is, its status, and that the page is up to date', async () => {
    const race = await RacePage.create(stage.server.url, 'HEADER');
    const { page } = await visit(race);
    await page.getByRole('heading', { level: 1, name: 'Spring Slalom' }).waitFor();
    await page.locator('.chip[data-status=running]').first().waitFor();
    await page.locator('.connection').getByText('Connected').waitFor();
    await race.event.setStatus('finished');
    await page.locator('.event-marks').getByText('Unofficial').waitFor();
    await race.event.setStatus('official');
    await page.locator('.event-marks').getByText('Official').waitFor();
    await page.locator('.connection[data-phase=ended]').waitFor();
  });

  test('sees how many others watch', async () => {
    const counting = await startTestServer({ env: { SHOW_VIEWERS: 'true' } });
    try {
      const race = await RacePage.create(counting.url, 'WATCHED');
      const { page } = await visit(race, '?lang=cs', { size: 'smallest' });
      const listTop = async (): Promise<unknown> =>
        page.locator('.race-panel').evaluate((panel) => panel.getBoundingClientRect().top);
      await page.locator('.connection[data-phase=live]').waitFor();
      const alone = await listTop();
      await visit(race);
      await page.locator('.viewers').getByText('2 se dívají').waitFor();
      // It has no room on the smallest phone, and moves nothing.
      expect(await listTop()).toBe(alone);
    } finally {
      await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
      await counting.close();
    }
  });

  test('chooses day, class and race, and can send the address on', async () => {
    const race = await RacePage.create(stage.server.url, 'TABS');
    const { page } = await visit(race);
    const tab = (name: string | RegExp) => page.getByRole('tab', { name });
    const selected = () => page.locator('.race-nav [aria-selected=true]').allTextContents();
    expect(await selected()).toEqual(['Sat 6 Jun (Running)', 'K1M (Running)']);

    await tab('Sun 7 Jun').click();
    expect(await selected()).toEqual(['Sun 7 Jun', 'K1M', 'Best of two runs']);
    await tab('Teams').click();
    await page.getByRole('tabpanel', { name: 'K1M Teams' }).waitFor();
    const shared = page.url();
    expect(new URL(shared).searchParams.get('race')).toBe('K1M_ST_TSR_7');

    const other = await Visitor.open(stage.browser, shared);
    visitors.push(other);
    await other.page.getByRole('tabpanel', { name: 'K1M Teams' }).waitFor();

    // Nobody who looks elsewhere loses the way back to what is going on.
    await page.getByRole('button', { name: 'Follow the running race' }).click();
    expect(await selected()).toEqual(['Sat 6 Jun (Running)', 'K1M (Running)']);
    expect(page.url()).toBe(race.address());
  });

  test('sees a boat on the course: running clock, gates as they are judged, time to beat, what is out of reach', async () => {
    const race = await RacePage.create(stage.server.url, 'COURSE');
    const { bib } = await race.nextUp();
    const { page } = await visit(race);
    const gates = [0, 2, 50, 0, null, null];
    const pushed = { time: 4100, pen: 5200, gates };
    await race.event.pushOnCourse([race.onCourse(bib, pushed)]);

    const boat = page.locator(`.boat[data-bib="${bib}"]`);
    await boat.waitFor();
    await page.getByRole('button', { name: 'Gates and what is left to lead' }).click();
    const marks = boat.locator('.gate');
    const said = async (): Promise<string[]> =>
      (await marks.locator('.visually-hidden').allTextContents())
        .slice(0, 6)
        .map((text) => text.replace(/^Gate \d+ \w*: /, ''));
    expect(await said()).toEqual([
      'clean',
      'touched, 2 seconds',
      'missed, 50 seconds',
      'clean',
      'not judged yet',
      'not judged yet',
    ]);
    // Not by colour alone: a number, and a shape of its own.
    expect(await marks.nth(1).locator('.gate-mark').textContent()).toBe('2');
    expect(await marks.nth(2).locator('.gate-mark').textContent()).toBe('50');
    const shapes = await marks.locator('.gate-mark').evaluateAll((elements) =>
      elements.slice(0, 5).map((element) => {
        const { borderRadius, clipPath } = getComputedStyle(element);
        const inner = getComputedStyle(element, '::before');
        return [borderRadius, clipPath, inner.content, inner.width].join(' ');
      }),
    );
    expect(new Set([shapes[0], shapes[1], shapes[2], shapes[4]]).size).toBe(4);

    const clock = boat.getByRole('timer');
    const read = async (): Promise<number> => Number(await clock.textContent());
    const first = await read();
    expect(first).toBeGreaterThanOrEqual(41);
    await eventually(read, (now) => now > first + 0.5);
    expect(first).toBeLessThan(50);

    const rows = await race.results();
    const leader = rows.find(({ rnk }) => rnk === 1);
    await page
      .locator('.to-beat')
      .getByText(((leader?.totalTotal ?? 0) / 100).toFixed(2))
      .waitFor();
    await boat.getByText(/^(can no longer |1st run stays better)/).waitFor();

    await race.event.pushOnCourse([
      race.onCourse(bib, { ...pushed, gates: [0, 2, 50, 0, 2, null], pen: 5400, time: 4600 }),
    ]);
    await eventually(said, (now) => now[4] === 'touched, 2 seconds');
    await boat.getByText('+54').waitFor();
  });

  test('sees the same running time on a phone whose clock is wrong by minutes', async () => {
    const race = await RacePage.create(stage.server.url, 'CLOCK');
    const { bib } = await race.nextUp();
    await race.event.pushOnCourse([race.onCourse(bib, { time: 3000 })]);
    const visitor = await Visitor.open(stage.browser, 'about:blank');
    visitors.push(visitor);
    const { page } = visitor;
    await page.addInitScript(() => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 7 * 60_000;
    });
    await page.goto(race.address());
    const clock = page.locator(`.boat[data-bib="${bib}"]`).getByRole('timer');
    const read = async () => Number(await clock.textContent());
    await eventually(read, (seconds) => seconds >= 30);
    expect(await read()).toBeLessThan(45);
    await race.event.pushOnCourse([race.onCourse(bib, { time: 3600, gates: [0] })]);
    const heard = await eventually(read, (seconds) => seconds >= 36);
    expect(await eventually(read, (seconds) => seconds > heard + 0.5)).toBeLessThan(45);
  });

  test('sees a finisher light up and move to the rank that the result has', async () => {
    const race = await RacePage.create(stage.server.url, 'FINISH');
    const { bib } = await race.nextUp();
    const { page } = await visit(race);
    const row = rowOf(page, bib);
    await row.waitFor();
    expect((await bibsOf(page)).indexOf(bib)).toBeGreaterThan(0);
    await race.finish(bib, { time: 4000 });
    await page.locator(`tr.fresh[data-bib="${bib}"]`).waitFor();
    expect((await bibsOf(page))[0]).toBe(bib);
    // It moves there, and does not jump.
    expect(await row.evaluate((element) => element.getAnimations().length)).toBeGreaterThan(0);
    expect(await row.locator('.rank').textContent()).toBe('1');
    expect(await row.locator('.total').textContent()).toBe('40.00');
    expect(await bibsOf(page)).toEqual((await race.results()).map((one) => one.bib));
    await page.locator('tr.fresh').waitFor({ state: 'detached', timeout: 10_000 });
  });

  test('who wants no motion gets none, and still sees what is new', async () => {
    const race = await RacePage.create(stage.server.url, 'STILL');
    const { bib } = await race.nextUp();
    const { page } = await visit(race, '', { reducedMotion: 'reduce' });
    await rowOf(page, bib).waitFor();
    await race.finish(bib, { time: 4000 });
    const fresh = page.locator(`tr.fresh[data-bib="${bib}"]`);
    await fresh.waitFor();
    const moving = await fresh.evaluate(
      (row) => row.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    expect(moving).toBe(0);
  });

  test('sees both runs of a best-run race, the worse one muted, and the gap', async () => {
    const race = await RacePage.create(stage.server.url, 'RUNS');
    const { page } = await visit(race, '', { size: 'desk' });
    const both = (await race.results()).find(
      ({ prevTotal, total, rnk }) => prevTotal !== null && total !== null && (rnk ?? 0) > 1,
    );
    expect(both).toBeDefined();
    const row = rowOf(page, both?.bib ?? '');
    const [first, second] = [row.locator('td.run').nth(0), row.locator('td.run').nth(1)];
    expect(await first.textContent()).toContain(((both?.prevTotal ?? 0) / 100).toFixed(2));
    expect(await second.textContent()).toContain(((both?.total ?? 0) / 100).toFixed(2));
    const worse = both?.betterRunNr === 1 ? second : first;
    expect(await worse.getAttribute('class')).toBe('run worse');
    expect(await row.locator('td.gap').textContent()).toBe(both?.totalBehind);
  });

  test('opens a row and reads the runs gate by gate, with start and finish', async () => {
    const race = await RacePage.create(stage.server.url, 'DETAIL');
    const detailed = (await race.results(race.raceId, '?detailed=true')).find(
      ({ prevTotal, total }) => prevTotal !== null && total !== null,
    );
    const { page } = await visit(race);
    const row = rowOf(page, detailed?.bib ?? '');
    await row.getByRole('button').first().click();
    const detail = page.locator('tr.detail');
    await detail.getByRole('heading', { name: '2nd run' }).waitFor();
    const parts = detail.locator('.run-part');
    const judged = (gates: { penalty: number | null }[] = []) => gates.map(({ penalty }) => String(penalty));
    const shown = (at: number) =>
      parts
        .nth(at)
        .locator('.gate-mark')
        .evaluateAll((marks) => marks.map((mark) => (mark as HTMLElement).dataset.penalty));
    expect(await shown(0)).toEqual(judged(detailed?.gates));
    expect(await shown(1)).toEqual(judged(detailed?.prevGates));
    const types = await parts
      .nth(0)
      .locator('.gate')
      .evaluateAll((gates) => gates.map((gate) => (gate as HTMLElement).dataset.type));
    expect(types).toEqual(detailed?.gates?.map(({ type }) => type));
    expect(
      await parts
        .nth(0)
        .getByText(detailed?.dtStart?.slice(0, 8) ?? '?')
        .count(),
    ).toBe(1);
    expect(
      await parts
        .nth(1)
        .getByText(detailed?.prevDtFinish?.slice(0, 8) ?? '?')
        .count(),
    ).toBe(1);
    await row.getByRole('button').first().click();
    await detail.waitFor({ state: 'detached' });
  });
});
