import { describeInBrowser, setStage } from '../../support/browser';
import { pdfPages } from '../../support/pdf';
import { RacePage } from '../../support/racePage';
import { kayakCross, rowWith, visitWith } from '../../support/snapshotOf';
import type { Snapshot } from '../../../lib/domain/views';

describeInBrowser('a list on paper', () => {
  const stage = setStage();
  let over: RacePage;

  beforeAll(async () => {
    over = await RacePage.over(stage.server.url, 'PAPER');
  });

  /** Two classes of one name on two courses; the list of the second has so many rows. */
  const twoCourses =
    (count: number) =>
    (data: Snapshot): Partial<Snapshot> => {
      const [one] = data.classes;
      const [race] = data.races;
      if (one === undefined || race === undefined) throw new Error('the day has no race');
      const upper = { ...race, raceId: 'UPPER', classId: 'UPPER', raceType: 'final' as const, courseNr: 2 };
      const rows = Array.from({ length: count }, (_, at) =>
        rowWith(String(at + 1), `RYBÁK ${String(at + 1)}`, {
          rnk: at + 1,
          time: 8000 + at,
          total: 8000 + at,
        }),
      );
      return {
        classes: [
          { ...one, longTitle: null },
          { ...one, classId: 'UPPER', longTitle: null },
          ...data.classes.slice(1),
        ],
        races: [...data.races.map((other) => ({ ...other, courseNr: 1 })), upper],
        results: { ...data.results, UPPER: rows },
      };
    };

  const printed = async (change: (data: Snapshot) => Partial<Snapshot>, query: string): Promise<string[]> => {
    const visitor = await visitWith(stage.browser, over.address(query), change, { size: 'desk' });
    stage.visitors.push(visitor);
    await visitor.page.locator('.race-panel').waitFor();
    return pdfPages(await visitor.page.pdf({ preferCSSPageSize: true }));
  };

  test.each([
    [3, 1],
    [30, 1],
    [120, 4],
  ])('of %i rows takes at most %i pages, all with rows and numbered', async (count, most) => {
    const pages = await printed(twoCourses(count), '?race=UPPER&lang=en');
    expect(pages.length).toBeLessThanOrEqual(most);
    for (const [at, page] of pages.entries()) {
      expect(page).toMatch(/RYBÁK/);
      expect(page).toContain(`${String(at + 1)}/${String(pages.length)}`);
    }
    expect(pages[0]).toContain('K1M,course2');
    expect(pages[0]).toMatch(/Printed\d+\w+2\d\d\d,\d\d:\d\d/);
  });

  test('a bracket and an overall list take a page each', async () => {
    const cross = kayakCross();
    const change = (data: Snapshot): Partial<Snapshot> => ({
      classes: [...data.classes, ...cross.classes],
      races: [...data.races, ...cross.races],
      results: { ...data.results, ...cross.results },
    });
    for (const raceId of ['MX1_XF_7', 'MX1_XER_7']) {
      const pages = await printed(change, `?race=${raceId}&lang=cs`);
      expect(pages).toHaveLength(1);
      expect(pages[0]).toContain('WOJCIECHOWSKI');
    }
  });
});
