import type { Page } from 'playwright-core';
import type { PublicResult, Snapshot } from '../../../lib/domain/views';
import { describeInBrowser, eventually, setStage, type VisitOptions } from '../../support/browser';
import { RacePage, rowOf } from '../../support/racePage';
import { kayakCross, visitWith } from '../../support/snapshotOf';

describeInBrowser('a spectator of what only some days have', () => {
  const stage = setStage();
  let over: RacePage;
  const cross = kayakCross();
  const withCross = (data: Snapshot): Partial<Snapshot> => ({
    classes: [...data.classes, ...cross.classes],
    races: [...data.races, ...cross.races],
    results: { ...data.results, ...cross.results },
  });

  beforeAll(async () => {
    over = await RacePage.over(stage.server.url, 'CROSS');
  });

  const open = async (
    address: string,
    options: VisitOptions = {},
    change: (data: Snapshot) => Partial<Snapshot> = withCross,
  ): Promise<Page> => {
    const visitor = await visitWith(stage.browser, address, change, options);
    stage.visitors.push(visitor);
    return visitor.page;
  };
  const visit = async (query: string, ...rest: [VisitOptions?, ((data: Snapshot) => Partial<Snapshot>)?]) => {
    const page = await open(over.address(query), ...rest);
    await page.locator('.race-panel').waitFor();
    return page;
  };
  const axe = async (): Promise<unknown> => stage.visitors.at(-1)?.axeFindings();

  test.each(['en', 'cs'] as const)('sees the final result of kayak cross first, %s', async (lang) => {
    const page = await visit(`?race=MX1_XER_7&lang=${lang}`, { size: 'desk' });
    const overall = lang === 'cs' ? 'Celkově' : 'Overall';
    const tabs = page.getByRole('tablist').last().getByRole('tab');
    expect(await tabs.allTextContents()).toEqual([overall, lang === 'cs' ? 'Pavouk' : 'Bracket']);
    const table = page.getByRole('table', { name: `MX1 ${overall}` });
    const said = await table.locator('tbody tr').allInnerTexts();
    expect(said).toHaveLength(14);
    expect(said[3]).toMatch(lang === 'cs' ? /^4\s+1\s[^]*FLT · branka 7/ : /^4\s+1\s[^]*FLT · gate 7/);
    expect(said[8]).toMatch(
      lang === 'cs' ? /^9\s+9 měřená jízda\s[^]*63\.30/ : /^9\s+9 time trial\s[^]*63\.30/,
    );
    expect(said[13]).toMatch(/^DSQ\s+14 /);
    expect(await page.locator('.race-panel').innerText()).not.toMatch(/heat|rozjížďka|t 12/i);
    expect(await page.title()).toBe(`MX1 ${overall} · Spring Slalom`);
    await page.getByRole('searchbox').fill('12');
    await page
      .locator('.search-hits')
      .getByRole('button', { name: new RegExp(overall) })
      .click();
    await table.locator('tr[data-sought=true]').waitFor();
  });

  test('sees it in a frame and on the speaker’s page, too', async () => {
    const frame = await open(`${stage.server.url}/embed/CROSS?race=MX1_XER_7&lang=cs`);
    await frame.getByRole('table', { name: 'MX1 · Celkově' }).waitFor();
    expect(await frame.locator('tr[data-bib="t 9"] .who').innerText()).toContain('měřená jízda');
    expect(await axe()).toEqual([]);
    const speaker = await open(`${stage.server.url}/events/CROSS/speaker?race=MX1_XER_7&lang=en`, {
      size: 'desk',
    });
    await speaker.locator('.panel-standing').getByText('PROCHÁZKOVÁ-VESELÁ').waitFor();
    expect(await speaker.getByRole('combobox').locator('option').allTextContents()).toContain(
      'MX1 · Overall',
    );
    expect(await speaker.locator('body').innerText()).not.toMatch(/heat 0|heat null/i);
  });

  test('does not see it before it has rows', async () => {
    const page = await visit('?race=MX1_XF_7', {}, (data) => {
      const changed = withCross(data);
      return { ...changed, results: { ...changed.results, MX1_XER_7: [] } };
    });
    await page.locator('.round').first().waitFor();
    expect(await page.getByText('Overall').count()).toBe(0);
    expect(await page.locator('.round h3').allTextContents()).toEqual(['Semifinal', 'Final']);
  });

  test('sees faults with their gate, and the small final', async () => {
    const page = await visit('?race=MX1_XF_7', { size: 'desk' });
    const final = page.locator('.round[data-race="MX1_XF_7"]');
    expect(await final.locator('caption').allTextContents()).toEqual(['Final', 'Small final · ranks 5–8']);
    expect(await final.locator('tr[data-bib="1"]').innerText()).toContain('FLT · gate 7');
    const semifinal = page.locator('.round[data-race="MX1_XS_7"]');
    const last = semifinal.locator('tr[data-bib="8"]');
    expect((await last.innerText()).match(/RAL/g)).toHaveLength(1);
    expect(await semifinal.locator('tr[data-bib="5"]').innerText()).toContain('under review');
    expect(await axe()).toEqual([]);
  });

  test.each(['phone', 'smallest'] as const)('gets to the final on a screen of the %s', async (size) => {
    const page = await visit('?race=MX1_XF_7&lang=cs', { size });
    const inSight = (raceId: string) =>
      page.locator(`.round[data-race="${raceId}"]`).evaluate((round) => {
        const { left, right } = round.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
      });
    const rounds = page.getByRole('group', { name: 'Kola' });
    const final = rounds.getByRole('button', { name: 'Finále', exact: true });
    await eventually(
      () => inSight('MX1_XS_7'),
      (isThere) => isThere,
    );
    expect(await inSight('MX1_XF_7')).toBe(false);
    await final.click();
    await eventually(
      () => inSight('MX1_XF_7'),
      (isThere) => isThere,
    );
    await eventually(
      () => final.getAttribute('aria-pressed'),
      (pressed) => pressed === 'true',
    );
    // A word on two lines has two boxes.
    const broken = await page.locator('.heat .athlete').evaluateAll((names) =>
      names.flatMap((name) => {
        const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
        const found: string[] = [];
        while (texts.nextNode()) {
          const text = texts.currentNode.textContent ?? '';
          for (const { 0: word, index } of text.matchAll(/[^\s-]+/g)) {
            const range = document.createRange();
            range.setStart(texts.currentNode, index);
            range.setEnd(texts.currentNode, index + word.length);
            if (range.getClientRects().length > 1) found.push(word);
          }
        }
        return found;
      }),
    );
    expect(broken).toEqual([]);
    expect(await stage.visitors.at(-1)?.overflow()).toBeLessThanOrEqual(0);
    expect(await axe()).toEqual([]);
  });

  test('reads of a result that the jury looks into, and what was changed', async () => {
    const raceId = 'K1M_ST_BR2_6';
    const at = new Date().toISOString();
    const told: Partial<PublicResult> = {
      isUnderReview: true,
      changes: [
        { at, by: 'live', what: 'penalty', run: 1, from: 5200, to: 200 },
        { at, by: 'export', what: 'gate', run: 2, gate: 5, from: 2, to: 0 },
      ],
    };
    const page = await visit(`?race=${raceId}&lang=en`, {}, (data) => {
      const rows = (data.results[raceId] ?? []).map((row) => (row.rnk === 2 ? { ...row, ...told } : row));
      return { results: { ...data.results, [raceId]: rows } };
    });
    const bib = (await over.results(raceId)).find(({ rnk }) => rnk === 2)?.bib ?? '';
    const row = rowOf(page, bib);
    await row.getByText('under review').waitFor();
    expect(await page.getByText('under review').count()).toBe(1);
    await row.getByRole('button').first().click();
    const changes = page.locator('.changes');
    await changes.waitFor();
    const [newest, oldest] = await changes.locator('li').allInnerTexts();
    expect(newest).toMatch(/^2nd run, gate 5: 2 → 0, \d\d:\d\d, by export$/);
    expect(oldest).toMatch(/^1st run, penalties: 52 → 2, \d\d:\d\d, by the live feed$/);
    expect(await axe()).toEqual([]);
  });

  test('tells classes of one name apart, in chips and headings, and forerunners from racers', async () => {
    const page = await visit('?race=UPPER&lang=cs', { size: 'desk' }, (data) => {
      const [one] = data.classes;
      const race = data.races.find(({ raceId }) => raceId === 'K1M_ST_BR1_6');
      if (one === undefined || race === undefined) throw new Error('the day has no such race');
      const again = (classId: string, raceType: 'final' | 'single-run') =>
        ({ ...race, raceId: classId, classId, raceType, courseNr: 2 }) as const;
      const rows = data.results[race.raceId] ?? [];
      return {
        classes: [
          { ...one, longTitle: null },
          { ...one, classId: 'UPPER', longTitle: null },
          { ...one, classId: 'FR_HO', name: 'FR', isForerunner: true },
          ...data.classes.slice(1),
        ],
        races: [
          ...data.races.map((other) => ({ ...other, courseNr: 1 })),
          again('UPPER', 'final'),
          again('FR_HO', 'single-run'),
        ],
        results: { ...data.results, UPPER: rows },
      };
    });
    const classes = page.getByRole('tablist', { name: 'Kategorie lodí' }).getByRole('tab');
    const names = (await classes.allInnerTexts()).map((text) => text.trim());
    expect(names).toEqual(expect.arrayContaining(['K1M, trať 1', 'K1M, trať 2', 'Předjezdci']));
    await page.getByRole('heading', { level: 2, name: 'K1M, trať 2 Finále' }).waitFor();
    const who = (await over.results('K1M_ST_BR1_6'))[0]?.name ?? '';
    await page.getByRole('searchbox').fill(who);
    await page
      .locator('.search-hits')
      .getByRole('region', { name: 'K1M, trať 1' })
      .getByText('Lepší ze dvou jízd')
      .first()
      .waitFor();
  });
});
