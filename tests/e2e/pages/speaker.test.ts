import type { Page } from 'playwright-core';
import { describeInBrowser, eventually, setStage, Visitor, type VisitOptions } from '../../support/browser';
import { never, RacePage } from '../../support/racePage';

const seconds = (hundredths: number | null | undefined): string => ((hundredths ?? 0) / 100).toFixed(2);

describeInBrowser('a commentator', () => {
  const stage = setStage();
  const { visitors } = stage;

  const speaker = async (race: RacePage, query = '', options: VisitOptions = {}): Promise<Page> => {
    const visitor = await Visitor.open(stage.browser, race.address(`/speaker${query}`), {
      size: 'desk',
      ...options,
    });
    visitors.push(visitor);
    await visitor.page.locator('.speaker').waitFor();
    return visitor.page;
  };
  const feed = (page: Page): Promise<string[]> => page.locator('.feed li span').allTextContents();
  test('sees who is on the course with penalties by gate and by third, and what it takes to lead', async () => {
    const race = await RacePage.create(stage.server.url, 'COURSE');
    const { bib } = await race.nextUp();
    const page = await speaker(race);
    const gates = [0, 2, ...Array<number>(11).fill(0)];
    await race.event.pushOnCourse([race.onCourse(bib, { time: 4_100, pen: 200, gates })]);
    const boat = page.locator(`.boat[data-bib="${bib}"]`);
    await boat.waitFor();
    expect(Number(await boat.locator('.clock').textContent())).toBeGreaterThanOrEqual(41);
    expect((await boat.locator('.thirds dd').allTextContents()).slice(0, 2)).toEqual(['2', '0']);
    const leader = (await race.results())[0] ?? never('nobody leads');
    await boat
      .locator('.needs')
      .getByText(`time under ${seconds((leader.totalTotal ?? 0) - 200)}`)
      .waitFor();
    const missed = [0, 2, ...Array<number>(10).fill(0), 50];
    await race.event.pushOnCourse([race.onCourse(bib, { time: 5_100, pen: 5_200, gates: missed })]);
    await boat.locator('.needs').getByText('out of reach').first().waitFor();
    expect((await boat.locator('.thirds dd').allTextContents()).slice(0, 2)).toEqual(['2', '50']);
  });

  test('sees who comes next, and what the very next one needs to lead, for the podium, to improve', async () => {
    const race = await RacePage.create(stage.server.url, 'NEXT');
    const page = await speaker(race);
    const rows = await race.results();
    const waiting = await race.waiting();
    const order = [...waiting].sort((a, b) => (a.startOrder ?? 0) - (b.startOrder ?? 0));
    const next = order[0] ?? never('nobody is next');
    const shown = page.locator('.panel-next li');
    await shown.first().waitFor();
    expect(await shown.evaluateAll((items) => items.map((item) => item.getAttribute('data-bib')))).toEqual(
      order.slice(0, 4).map(({ bib }) => bib),
    );
    const others = rows.filter(({ bib }) => bib !== next.bib).map(({ totalTotal }) => totalTotal);
    const needs = await shown.first().locator('.needs dd').allTextContents();
    if (next.rnk !== 1) expect(needs[0]).toBe(`under ${seconds(others[0])}`);
    if ((next.rnk ?? 4) > 3) expect(needs[1]).toBe(`under ${seconds(others[2])}`);
    if (next.totalTotal !== null) expect(needs[2]).toBe(`under ${seconds(next.totalTotal)}`);
  });

  test('is told in plain sentences what happens, in Czech too', async () => {
    const race = await RacePage.create(stage.server.url, 'FEED');
    const [one, two] = await race.waiting();
    const page = await speaker(race);
    const czech = await speaker(race, '?lang=cs');
    // The story so far, oldest at the bottom; what is new comes above it.
    await page.locator('.feed [data-kind=finish]').first().waitFor();
    const bib = one?.bib ?? '';
    await race.event.pushOnCourse([race.onCourse(bib, { gates: [0, null] })]);
    await page.getByText(/is on the course\.$/).waitFor();
    await race.event.pushOnCourse([race.onCourse(bib, { gates: [0, 50] })]);
    await page.getByText(/misses gate 2: 50 seconds\.$/).waitFor();
    await race.finish(bib, { time: 5_000 });
    await page
      .getByText(/takes the lead, \d+\.\d\d s ahead of .+: 50\.00, clean\.$/)
      .first()
      .waitFor();
    await race.finish(two?.bib ?? '', { status: 'DNF' });
    await page
      .locator('.feed')
      .getByText(/did not finish\.$/)
      .first()
      .waitFor();
    await czech
      .locator('.feed')
      .getByText(/jde do vedení, o \d+\.\d\d s rychleji než.*50\.00/)
      .first()
      .waitFor();
    expect((await feed(page)).length).toBe((await feed(czech)).length);
  });

  test('sees the last finishers, the very last one on top; rank and gap stand at the run that counts', async () => {
    const race = await RacePage.create(stage.server.url, 'LAST');
    const [, , third] = await race.waiting();
    const bib = third?.bib ?? '';
    const page = await speaker(race);
    await page.locator('.panel-last tbody tr').first().waitFor();
    await race.finish(bib, { time: 20_000, pen: 200 });
    const first = page.locator('.panel-last tbody tr').first();
    await page.locator(`.panel-last tbody tr:first-child[data-bib="${bib}"]`).waitFor();
    const row = (await race.results()).find((one) => one.bib === bib);
    expect(await first.locator('.total').textContent()).toBe('202.00');
    expect(await first.locator('.pen').textContent()).toBe('+2');
    expect(row?.betterRunNr).toBe(1);
    expect(await first.locator('.rank').textContent()).toBe('');
    expect(await first.locator('.gap').textContent()).toBe('');
    const counted = await first.locator('.counted').textContent();
    expect(counted).toContain(`1st run counts · ${seconds(row?.totalTotal)}`);
    if (row?.rnk !== 1) expect(counted).toContain(row?.totalBehind);
  });

  test('has nation, club, year, the first run and former results of who is on the course, and what is not to be missed', async () => {
    await RacePage.over(stage.server.url, 'LAST-YEAR');
    const race = await RacePage.create(stage.server.url, 'FACTS');
    const waiting = await race.waiting();
    const best = waiting.find(({ rnk }) => rnk !== null) ?? never('nobody waits who has a first run');
    const page = await speaker(race);
    await race.event.pushOnCourse([race.onCourse(best.bib, { gates: [0, null] })]);
    const facts = page.locator(`.boat[data-bib="${best.bib}"] .who`);
    await facts.getByText(/born \d{4}$/).waitFor();
    const text = await facts.innerText();
    expect(text).toContain(`${best.noc ?? ''} · ${best.club ?? ''}`);
    expect(text).toContain(`1st run: ${seconds(best.totalTotal)}`);
    expect(text).toMatch(/2026 Spring Slalom: K1M \d+\w\w of \d+/);
    const other = waiting.find(({ bib }) => bib !== best.bib)?.bib ?? never('nobody else waits');
    await race.finish(other, { time: 5_000 });
    await page
      .locator('.priorities p')
      .first()
      .and(page.locator('[data-kind=lead]'))
      .getByText('takes the lead')
      .waitFor();
  });

  test('reads which gates cost the race most', async () => {
    const race = await RacePage.create(stage.server.url, 'GATES');
    const page = await speaker(race);
    const gates = page.locator('.panel-gates li');
    await gates.first().waitFor();
    expect(await gates.count()).toBe(3);
    expect(await gates.first().textContent()).toMatch(/^Gate \d+( · touched \d+ %)?( · missed \d+ %)?$/);
  });

  test('makes the text larger by key, and finds it so the next day', async () => {
    const race = await RacePage.create(stage.server.url, 'TEXT');
    const page = await speaker(race);
    const size = (): Promise<number> =>
      page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const usual = await size();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await eventually(size, (now) => now > usual * 1.15);
    await page.reload();
    await page.locator('.speaker').waitFor();
    await eventually(size, (now) => now > usual * 1.15);
    await page.keyboard.press('-');
    await page.keyboard.press('0');
    await eventually(size, (now) => now === usual);
    await page.getByRole('button', { name: 'Larger text (+)' }).click();
    await eventually(size, (now) => now > usual);
  });

  test('looks at another race, and comes back to the running one', async () => {
    const race = await RacePage.create(stage.server.url, 'CHOOSE');
    const page = await speaker(race);
    const choice = page.getByRole('combobox', { name: 'Races' });
    await choice.selectOption({ label: 'K1M · Teams' });
    await page
      .getByText('The start list is finished.')
      .or(page.locator('.panel-next li').first())
      .first()
      .waitFor();
    expect(await choice.inputValue()).toContain('TSR');
    await choice.selectOption('');
    await page.locator('.panel-standing tbody tr').first().waitFor();
  });

  test('has all of it on one screen, and on a phone one below the other', async () => {
    const race = await RacePage.create(stage.server.url, 'SCREEN');
    const page = await speaker(race, '', { viewport: { width: 1366, height: 768 } });
    await page.locator('.panel-standing tbody tr').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    for (const width of [320, 390, 800, 1920]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await visitors.at(-1)?.overflow()).toBeLessThanOrEqual(0);
    }
  });

  test.each([
    ['light', 'en'],
    ['dark', 'cs'],
  ] as const)('has no serious finding of axe, %s, in %s', async (colorScheme, lang) => {
    const race = await RacePage.create(stage.server.url, `AXE-${colorScheme}`);
    const [two, ...others] = await race.waiting();
    const page = await speaker(race, `?lang=${lang}`, { colorScheme });
    // Three boats are more than their panel has room for.
    const boats = others.slice(0, 3).map(({ bib }) => bib);
    await race.event.pushOnCourse(
      boats.map((bib) => race.onCourse(bib, { pen: 5_200, gates: [2, 50, 0, null] })),
    );
    await race.finish(two?.bib ?? '', { status: 'DNF' });
    await page.locator('.feed [data-kind=status]').first().waitFor();
    await page.locator('.boat').nth(2).waitFor();
    expect(await visitors.at(-1)?.axeFindings()).toEqual([]);
  });
});
