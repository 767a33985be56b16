/** Every language on the smallest screen: nothing is wider than it, and no word of the page's own is cut. */
import type { Page } from 'playwright-core';
import { LANGUAGES } from '../../../app/web/locales/Language';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';

const PATHS = ['', '?race=C2M_ST_BR1_6', '/programme', '/gates', '/book', '/speaker', '?replay'];

/** The page's own words that are cut; names, clubs and titles of events and races may be. */
const cutIn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const own = 'button, [role=tab], label, .chip, h2, h3, th, dt, .programme-link, .follow, p.quiet';
    const others =
      '.athlete, .club, .event-where, .race-title, .on-course-race, .visually-hidden, .priorities, table.ranks';
    const isCut = (element: Element): boolean => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
      const isWide = overflowX !== 'visible' && overflowX !== 'auto' && scrollWidth > clientWidth + 1;
      const isTall = overflowY !== 'visible' && overflowY !== 'auto' && scrollHeight > clientHeight + 2;
      return clientWidth > 0 && (isWide || isTall);
    };
    return [...document.querySelectorAll<HTMLElement>(own)]
      .filter((element) => !element.closest(others) && !element.querySelector(others) && isCut(element))
      .map(({ innerText, className }) => `${className}: ${innerText}`);
  });

describeInBrowser('on the smallest screen', () => {
  const stage = setStage();
  let race: RacePage;

  beforeAll(async () => {
    race = await RacePage.create(stage.server.url, 'SMALL');
  });

  test.each(LANGUAGES)('nothing is cut, and nothing too wide, in %s', async (language) => {
    const wrong: string[] = [];
    const { bib } = await race.nextUp();
    for (const path of PATHS) {
      await race.event.pushOnCourse([race.onCourse(bib, { gates: [0, 2, null] })]);
      const query = `${path.includes('?') ? '&' : '?'}lang=${language}`;
      const visitor = await Visitor.open(stage.browser, race.address(path + query), { size: 'smallest' });
      stage.visitors.push(visitor);
      await visitor.page.locator('#app[data-drawn=true]').waitFor();
      await visitor.page.locator('.empty').filter({ hasText: /…$/ }).waitFor({ state: 'detached' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      const overflow = await visitor.overflow();
      if (overflow > 0) wrong.push(`${path} is ${overflow} pixels too wide`);
      wrong.push(...(await cutIn(visitor.page)).map((one) => `${path} ${one}`));
    }
    expect(wrong).toEqual([]);
  });
});
