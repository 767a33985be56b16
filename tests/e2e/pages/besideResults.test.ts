/** The pages of an event beside its results: programme, gate by gate, result book, and the code that leads there. */
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';

describeInBrowser('beside the results', () => {
  const stage = setStage();
  let race: RacePage;

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'BESIDE');
  });

  const visit = async (path: string, options = {}): Promise<Visitor> => {
    const visitor = await Visitor.open(stage.browser, race.address(path), options);
    stage.visitors.push(visitor);
    return visitor;
  };

  test('the programme says of each race of the day when it is, how far it is, and leads there', async () => {
    const visitor = await visit('/programme');
    const { page } = visitor;
    const running = page.locator('li[data-state=running]');
    await running.waitFor();
    expect(await running.textContent()).toMatch(/\d\d:\d\d.*2nd run.*Running.*\d+ of \d+ done/);
    expect(await page.locator('li[data-next=true]').count()).toBe(1);
    await running.getByRole('link').click();
    await page.locator('.race-panel').waitFor();
    expect(new URL(page.url()).searchParams.get('race')).toBe(race.raceId);
    await page.getByRole('link', { name: 'Programme' }).first().click();
    await running.waitFor();
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    expect(await visitor.axeFindings()).toEqual([]);
  });

  test('who starts late makes the race late', async () => {
    const { bib } = await race.nextUp();
    const { body } = await race.event.get(`startlist/${race.raceId}`);
    const start = (body.startlist as { bib: string; startTime: string }[]).find((one) => one.bib === bib);
    const [hours, minutes, seconds] = (start?.startTime ?? '').split(':').map(Number);
    const late = new Date(
      Date.UTC(2026, 5, 6, hours, (minutes ?? 0) + 12, (seconds ?? 0) + 30),
    ).toISOString();
    await race.event.pushOnCourse([race.onCourse(bib, { dtStart: late })]);
    const { page } = await visit('/programme');
    await page.locator('li[data-state=running]', { hasText: '12 min late' }).waitFor();
    await race.event.pushOnCourse([]);
  });

  test('two athletes stand beside one another gate by gate, and the choice is in the address', async () => {
    const [first, second, third] = await race.results();
    const visitor = await visit('');
    const { page } = visitor;
    await page.locator(`tr[data-bib="${third?.bib ?? ''}"] .row-open`).click();
    await page.getByRole('link', { name: 'Compare gate by gate' }).click();
    const choices = page.locator('.duel select');
    await choices.first().waitFor();
    expect(await choices.nth(1).inputValue()).toMatch(new RegExp(`^${third?.bib ?? ''} `));
    expect(await choices.nth(0).inputValue()).toMatch(new RegExp(`^${first?.bib ?? ''} `));
    const counted = second?.betterRunNr ?? 1;
    await choices.nth(0).selectOption(`${second?.bib ?? ''} ${counted}`);
    expect(new URL(page.url()).searchParams.get('a')).toBe(`${second?.bib ?? ''} ${counted}`);
    const difference = ((third?.totalTotal ?? 0) - (second?.totalTotal ?? 0)) / 100;
    await page.locator('.duel-sum', { hasText: `+${difference.toFixed(2)}` }).waitFor();
    // Times at the gates are told as what they are.
    await page.getByText('Times at the gates are when a judge entered the gate').waitFor();
    expect(await page.locator('.gate-split').count()).toBeGreaterThan(5);
    expect(await visitor.overflow()).toBeLessThanOrEqual(0);
    expect(await visitor.axeFindings()).toEqual([]);
  });

  test('each gate says how many touched and how many missed it', async () => {
    const { page } = await visit(`/gates?race=${race.raceId}`);
    const table = page.getByRole('table', { name: 'The gates of this race' });
    await table.waitFor();
    const [, share = ''] = await table.locator('tbody tr').first().locator('td').allTextContents();
    expect(share).toMatch(/^\d+ %$/);
    const rows = await race.results(race.raceId, '?detailed=true');
    const course = rows.find(({ gates = [] }) => gates.length > 0)?.gates ?? [];
    expect(await table.locator('tbody tr').count()).toBe(course.length);
  });

  test('the result book has every list, is printed with a title and page numbers, and is a file, too', async () => {
    const visitor = await visit('/book', { size: 'desk' });
    const { page } = visitor;
    await page.locator('.book-race').first().waitFor();
    const contents = await page.locator('.book-front li').count();
    expect(await page.locator('.book-race').count()).toBe(contents);
    expect(contents).toBeGreaterThan(3);
    expect(await page.locator('.book-signatures p').allTextContents()).toHaveLength(3);
    const download = await page.getByRole('link', { name: 'All results as CSV' }).getAttribute('href');
    expect((await fetch(stage.server.url + (download ?? ''))).status).toBe(200);
    expect(await visitor.axeFindings()).toEqual([]);
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(20_000);
  });

  test('a code leads to the event: on the page, opened by its address, and on a board', async () => {
    const { page } = await visit('?qr');
    await page.locator('.event-qr img').waitFor();
    expect(
      await page
        .locator('.event-qr img')
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBeGreaterThan(20);
    const board = await visit('/board?qr', { size: 'wall' });
    await board.page.locator('.board-qr img').waitFor();
    expect(
      await board.page.locator('.board-qr img').evaluate((image: HTMLImageElement) => image.clientHeight),
    ).toBeGreaterThan(60);
  });

  test('a club is followed as a whole, and no longer', async () => {
    const [first] = await race.results();
    const { page } = await visit('');
    await page.locator(`tr[data-bib="${first?.bib ?? ''}"] .row-open`).click();
    await page.locator('.card-link').first().click();
    await page.getByRole('button', { name: /^☆ Follow all of/ }).click();
    await page.getByRole('button', { name: /is followed$/ }).waitFor();
    await page.keyboard.press('Escape');
    const mine = page.locator('.my-athletes li');
    await mine.first().waitFor();
    const rows = await race.results();
    const ofClub = rows.filter(({ club }) => club === first?.club).length;
    expect(await mine.count()).toBeGreaterThanOrEqual(ofClub);
  });
});
