/** All pages without a mouse: every thing is reached by the Tab key, is seen to have the focus, and does what it is there for. */
import type { Page } from 'playwright-core';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';

/** More than any page has before what is looked for. */
const MOST_TABS = 80;

/** Presses Tab until that has the focus, which has to be seen. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate((wanted) => {
      const element = document.activeElement;
      if (element === null || !element.matches(wanted)) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    }, selector);
    if (focused === null) continue;
    if (!focused) throw new Error(`${selector} has the focus, and nobody sees it`);
    return;
  }
  throw new Error(`${selector} is not reached by ${MOST_TABS} presses of Tab`);
}

describeInBrowser('without a mouse', () => {
  const stage = setStage();
  let race: RacePage;

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'KEYS');
  });

  const open = async (path: string): Promise<Page> => {
    const visitor = await Visitor.open(stage.browser, race.address(path), { size: 'desk' });
    stage.visitors.push(visitor);
    return visitor.page;
  };

  test('the programme is opened, and a race from there', async () => {
    const page = await open('');
    await page.locator('.race-panel').waitFor();
    await tabTo(page, '.programme-link');
    await page.keyboard.press('Enter');
    await page.locator('.programme-page li').first().waitFor();
    await tabTo(page, 'li[data-state=running] a');
    await page.keyboard.press('Enter');
    await page.locator(`.race-panel[data-race="${race.raceId}"]`).waitFor();
  });

  test('an athlete is searched for, opened, followed, and compared gate by gate', async () => {
    const page = await open('');
    await page.locator('.race-panel').waitFor();
    const [leader] = await race.results();
    await tabTo(page, '.event-search input');
    await page.keyboard.type(leader?.name.split(' ')[0] ?? '?');
    await page.locator('.search-hits button').first().waitFor();
    await tabTo(page, '.search-hits button');
    await page.keyboard.press('Enter');
    const row = `tr[data-bib="${leader?.bib ?? ''}"]`;
    await page.locator(row).waitFor();
    await tabTo(page, `${row} .star`);
    await page.keyboard.press('Space');
    await page.locator(`${row} .star[aria-pressed=true]`).waitFor();
    await page.locator('.my-athletes li').first().waitFor();
    await tabTo(page, 'a[href*="/gates"]');
    await page.keyboard.press('Enter');
    await page.locator('.duel select').first().waitFor();
    await tabTo(page, '.duel select');
    const before = await page.evaluate('document.activeElement.value');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(`document.activeElement.value !== ${JSON.stringify(before)}`);
    await tabTo(page, '.duel select');
  });

  test('the result book is printed and taken as a file', async () => {
    const page = await open('/book');
    await page.locator('.book-page, .book').first().waitFor();
    await tabTo(page, 'a[href$="results.csv"], a[href*="results.csv"]');
    await page.evaluate('window.print = () => { window.wasPrinted = true; }');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction('window.wasPrinted === true');
  });

  test('a replay is held and put to another moment', async () => {
    const page = await open('?replay&speed=30');
    await page.locator('.replay-bar').waitFor();
    await tabTo(page, '.replay-bar button');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play' }).waitFor();
    await tabTo(page, '.replay-bar input');
    const slider = page.locator('.replay-bar input');
    const before = await slider.getAttribute('aria-valuetext');
    await page.keyboard.press('PageUp');
    await page.waitForFunction(
      `document.querySelector('.replay-bar input').getAttribute('aria-valuetext') !== ${JSON.stringify(before)}`,
    );
    await tabTo(page, '.replay-bar select');
    await tabTo(page, '.replay-bar a');
    await page.keyboard.press('Enter');
    await page.locator('.race-panel').waitFor();
    expect(page.url()).not.toContain('replay');
  });
});
