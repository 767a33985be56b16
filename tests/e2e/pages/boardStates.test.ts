import type { Page } from 'playwright-core';
import { describeInBrowser, eventually, setStage, Visitor } from '../../support/browser';
import { SCENES, setScene } from '../../support/boardScenes';

const SCREENS = [
  ['vertical', { width: 1920, height: 1080 }],
  ['vertical', { width: 1080, height: 1920 }],
  ['vertical', { width: 390, height: 844 }],
  ['ledwall', { width: 1024, height: 512 }],
  ['ledwall', { width: 512, height: 256 }],
  ['ledwall', { width: 512, height: 768 }],
  ['ledwall', { width: 768, height: 256 }],
  ['overlay', { width: 1920, height: 1080 }],
] as const;

/** What somebody in front of the board can see: whole, on the screen, and not below something else. */
function seenOn(page: Page) {
  return page.evaluate(() => {
    const isSeen = (element: Element): boolean => {
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      const isOnScreen = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return (
        width > 8 && height > 8 && isOnScreen && (element.contains(hit) || hit?.contains(element) === true)
      );
    };
    const texts = (selector: string): string[] =>
      [...document.querySelectorAll<HTMLElement>(selector)]
        .filter(isSeen)
        .map(({ innerText }) => innerText.replace(/\s+/g, ' '));
    const rows = [...document.querySelectorAll('.board-list tbody tr, .board-bracket tbody tr')];
    const sentence = document.querySelector('.board-message p:last-child');
    return {
      title: texts('.board-header h1').join(),
      race: texts('.board-race').join(),
      rows: rows.length,
      isEveryRowSeen: rows.every(isSeen),
      /** Bibs and figures are whole; a long name may be cut. */
      cut: [
        ...document.querySelectorAll(
          '.board :is(.board-list, .board-bracket) :is(.rank, .bib, .total, .stage)',
        ),
      ]
        .filter((cell) => cell.scrollWidth > cell.clientWidth)
        .map(({ textContent }) => textContent),
      /** In hundredths of the screen's shorter side. */
      rowHeight: (100 * Math.min(...rows.map((row) => row.clientHeight))) / Math.min(innerWidth, innerHeight),
      sentence: texts('.board-message').join(),
      sentenceHeight:
        sentence === null
          ? 0
          : (100 * Number.parseFloat(getComputedStyle(sentence).fontSize)) /
            Math.min(innerWidth, innerHeight),
      boats: texts('.boat[data-bib], .heat li').length,
      next: texts('.boat-next').join(),
    };
  });
}

describeInBrowser('a board is never empty', () => {
  const stage = setStage();
  const { visitors } = stage;

  test.each(SCENES.map((scene) => [scene.name, scene] as const))('%s', async (name, scene) => {
    const { event, refresh } = await setScene(
      stage.server.url,
      scene,
      name.toUpperCase().replace(/\W/g, '-'),
    );
    // Official results have no stream any more, which a browser reports as an error.
    const visitor = await Visitor.open(stage.browser, 'about:blank', { ignored: /410/ });
    visitors.push(visitor);
    const { page } = visitor;
    for (const [layout, size] of SCREENS) {
      await page.setViewportSize(size);
      await refresh();
      await page.goto(`${event.url}/events/${event.eventId}/board?layout=${layout}`);
      await page.locator('.board').waitFor();
      const { boats = 0, race } = scene;
      const most = race?.disId === 'X4' ? boats : Math.min(boats, layout === 'vertical' ? 2 : 1);
      const seen = await eventually(
        () => seenOn(page),
        (now) => now.boats === most && (now.sentence !== '' || (now.rows > 0 && now.isEveryRowSeen)),
      );
      const where = `${layout} ${size.width} × ${size.height}`;
      expect([where, seen.title]).toEqual([where, 'Vlnovský slalom']);
      expect([where, seen.next]).toEqual([where, scene.next ? expect.stringMatching(scene.next) : '']);
      if (scene.list === 'rows') {
        expect({ where, ...seen }).toMatchObject({ where, isEveryRowSeen: true, cut: [], sentence: '' });
        expect(seen.race).toMatch(/ · /);
        expect(seen.rows).toBeGreaterThanOrEqual(3);
        // Three in a hundred of a phone's width are 12 pixels.
        expect(seen.rowHeight).toBeGreaterThan(3);
      } else {
        expect([where, seen.sentence]).toEqual([where, expect.stringMatching(scene.list)]);
        expect(seen.sentenceHeight).toBeGreaterThan(2);
      }
    }
  });
});
