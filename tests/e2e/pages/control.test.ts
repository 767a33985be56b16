/** A race from an empty server to official results, as a volunteer does it: with the control page and without curl. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { exportXml } from '../../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../../lib/simulator/clock';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi, send } from '../../support/api';
import { describeInBrowser, setStage, Visitor, type VisitOptions } from '../../support/browser';
import { scratchDirectory } from '../../support/testServer';

const PASSWORD = 'under-the-bridge';
const plan = simulateRaceDay({ seed: 3, athletes: 60 });
const xml = exportXml(plan, middleOfDay1(plan));

describeInBrowser('an organiser', () => {
  const stage = setStage({ env: { MASTER_PASSWORDS: PASSWORD, SHOW_VIEWERS: 'true' } });
  const url = (): string => stage.server.url;

  const visit = async (path: string, options: VisitOptions & { ignored?: RegExp } = {}): Promise<Visitor> => {
    const visitor = await Visitor.open(stage.browser, url() + path, options);
    stage.visitors.push(visitor);
    return visitor;
  };
  const signIn = async (page: Page, secret: string, field = 'password'): Promise<void> => {
    await page.locator(`input[name=${field}]`).fill(secret);
    await page.locator('[data-panel=sign-in] button').click();
    await page.locator('[data-panel=sign-in]').waitFor({ state: 'detached' });
  };
  const panel = (page: Page, name: string) => page.locator(`[data-panel=${name}]`);
  const press = (page: Page, state: string): Promise<void> =>
    panel(page, 'state').locator(`button[data-status=${state}]`).click();
  const isNow = (page: Page, state: string): Promise<void> =>
    panel(page, 'state').locator(`button[data-status=${state}][aria-current]`).waitFor();

  /** A new event by the form, and an export by hand. */
  async function create(page: Page, eventId: string): Promise<EventApi> {
    await panel(page, 'events').locator('button').first().click();
    await page.locator('input[name=eventId]').fill(eventId);
    await page.locator('input[name=mainTitle]').fill('Spring Slalom');
    await page.locator('input[name=location]').fill('Horní Brod');
    await page.locator('.control-fields .control-main').click();
    await panel(page, 'state').waitFor();
    const { body } = await send('GET', `${url()}/api/v1/admin/events/${eventId}`, {
      headers: { 'X-Master-Key': PASSWORD },
    });
    return EventApi.of(url(), eventId, body.apiKey as string);
  }

  async function giveFile(page: Page, text: string): Promise<void> {
    const directory = scratchDirectory();
    const path = join(directory, 'export.xml');
    writeFileSync(path, text);
    await page.locator('input[name=export]').setInputFiles(path);
    await page
      .locator('[data-panel=file] :is(.control-done, .control-failure):not(:empty)')
      .first()
      .waitFor();
    rmSync(directory, { recursive: true });
  }

  const runner = plan.races.find(({ raceId }) => xml.includes(`<RaceId>${raceId}</RaceId>`));

  test('creates an event, sends the export, publishes, runs, and makes the results official, and takes that back', async () => {
    const { page } = await visit('/control', { size: 'desk', ignored: /40[01]|410/ });
    await panel(page, 'sign-in').waitFor();
    await page.locator('input[name=password]').fill('a guess');
    await panel(page, 'sign-in').locator('button').click();
    await page.getByText('not a master password').waitFor();
    await signIn(page, PASSWORD);
    await create(page, 'VOLUNTEER');
    await giveFile(page, 'no export');
    await panel(page, 'file').locator('.control-failure').waitFor();
    await giveFile(page, xml);
    await panel(page, 'file')
      .getByText(/Taken: \d+ participants/)
      .waitFor();

    const spectator = await visit('/', { ignored: /404|410/ });
    await press(page, 'startlist');
    await isNow(page, 'startlist');
    await spectator.page.reload();
    await spectator.page.getByText('Spring Slalom').click();
    await spectator.page.locator('.race-panel').waitFor();
    await press(page, 'running');
    await isNow(page, 'running');
    await spectator.page.locator('.chip[data-status=running]').first().waitFor();

    await page.locator('input[name=announcementEn]').fill('Delayed by 30 minutes');
    await panel(page, 'shown').getByRole('button', { name: 'Announce' }).click();
    await spectator.page.getByText('Delayed by 30 minutes').waitFor();
    await panel(page, 'shown').getByRole('button', { name: 'Take it back' }).click();
    await spectator.page.getByText('Delayed by 30 minutes').waitFor({ state: 'detached' });

    await press(page, 'finished');
    await isNow(page, 'finished');
    // A wrong touch: nothing has happened yet.
    await press(page, 'official');
    await page.getByRole('button', { name: 'Undo' }).click();
    await isNow(page, 'finished');
    await press(page, 'official');
    await page.getByRole('button', { name: 'Do it now' }).click();
    await isNow(page, 'official');
    await spectator.page.locator('.chip[data-status=official]').first().waitFor();
    // Nobody has a stream then; the page looks for itself.
    await spectator.page.locator('.connection[data-phase=ended]').waitFor();
    await press(page, 'finished');
    await panel(page, 'state').locator('input[name=reason]').fill('a protest came in time');
    await page.getByRole('button', { name: 'Step back to Unofficial' }).click();
    await isNow(page, 'finished');
    await spectator.page.locator('.chip[data-status=finished]').first().waitFor();
    await panel(page, 'log').getByText('a protest came in time').waitFor();
  });

  test('sees within 15 s that the bridge has fallen silent, and so do spectators', async () => {
    const { page } = await visit('/control', { size: 'desk' });
    await signIn(page, PASSWORD);
    const event = await create(page, 'SILENT');
    await event.pushXml(xml);
    await event.moveTo('running');
    await isNow(page, 'running');
    const spectator = await visit('/events/SILENT');
    const raceId = runner?.raceId ?? '';
    const [start] = (await event.get(`startlist/${raceId}`)).body.startlist as { bib: string }[];
    const boat = { raceId, bib: start?.bib ?? '', dtStart: new Date().toISOString(), gates: [] };
    const since = performance.now();
    await event.pushOnCourse([boat]);
    await panel(page, 'feeds').getByText('1 taken').nth(1).waitFor();
    await panel(page, 'feeds').locator('[data-alarm=false]').waitFor();
    await panel(page, 'feeds').locator('[data-alarm=true]').waitFor();
    await spectator.page.getByText('No news from the timing').first().waitFor();
    expect(performance.now() - since).toBeGreaterThan(8_000);
    await event.pushOnCourse([boat]);
    await panel(page, 'feeds').locator('[data-alarm=false]').waitFor();
  });

  test('replaces the key in the middle of a race without losing a push', async () => {
    const { page } = await visit('/control', { size: 'desk', ignored: /401/ });
    await signIn(page, PASSWORD);
    const event = await create(page, 'ROTATED');
    await event.pushXml(xml);
    await panel(page, 'key').getByRole('button', { name: 'Replace the key' }).click();
    await panel(page, 'key').getByText('The old one works until').waitFor();
    expect((await event.pushXml(xml)).status).toBe(200);
    await panel(page, 'key').getByRole('button', { name: 'Show the key' }).click();
    const shown = await page.locator('.control-key').textContent();
    const apiKey = /X-API-Key: ([0-9a-f]{64})/.exec(shown ?? '')?.[1] ?? '';
    expect(apiKey).not.toBe(event.apiKey);
    expect((await EventApi.of(url(), 'ROTATED', apiKey).pushXml(xml)).status).toBe(200);
    await page.locator('input[name=grace]').fill('0');
    await panel(page, 'key').getByRole('button', { name: 'Replace the key' }).click();
    await panel(page, 'log').getByText('the old one works for 0 minutes more').waitFor();
    // The booth goes on with the key before: that is seen, and what to do.
    await EventApi.of(url(), 'ROTATED', apiKey).pushXml(xml);
    await panel(page, 'feeds').getByText('was replaced').waitFor();
    await panel(page, 'feeds').getByText('give the bridge the key below').waitFor();
  });

  test('with an event’s key sees that event only; copies and deletes events as an administrator', async () => {
    const { page } = await visit('/control', { size: 'desk' });
    await signIn(page, PASSWORD);
    const event = await create(page, 'FIRST');
    const byKey = await visit('/control?lang=cs');
    await signIn(byKey.page, event.apiKey, 'apiKey');
    await panel(byKey.page, 'state').waitFor();
    expect(await panel(byKey.page, 'details').count()).toBe(0);
    await byKey.page.getByText('Z časomíry').waitFor();
    await byKey.page.reload();
    await panel(byKey.page, 'state').waitFor();

    await panel(page, 'links').getByRole('button', { name: 'QR code: Board' }).click();
    const address = await panel(page, 'links').locator('.qr').getAttribute('aria-label');
    expect(address).toMatch(new RegExp(`^${url()}/events/FIRST/board\\?board=[0-9a-f]{32}$`));
    await page.emulateMedia({ media: 'print' });
    await page.locator('.control-poster .qr').waitFor();
    expect(await page.locator('#app').isVisible()).toBe(false);
    if (process.env.PICTURES !== undefined)
      await page.screenshot({ path: join(process.env.PICTURES, 'poster.png') });
    await page.emulateMedia({ media: 'screen' });

    await panel(page, 'details').getByRole('button', { name: 'Copy' }).click();
    await page.locator('input[name=eventId]').fill('SECOND');
    await page.locator('.control-fields .control-main').click();
    await page.locator('.control-title').getByText('SECOND').waitFor();
    await panel(page, 'details').getByRole('button', { name: 'Delete' }).click();
    const remove = panel(page, 'details').locator('.control-danger');
    expect(await remove.isDisabled()).toBe(true);
    await page.locator('input[name=confirm]').fill('SECOND');
    await remove.click();
    await panel(page, 'events').getByText('FIRST').waitFor();
    expect(await panel(page, 'events').getByText('SECOND').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await panel(page, 'sign-in').waitFor();
  });

  test('names a board, changes what it shows, and has it load itself anew', async () => {
    const { page } = await visit('/control', { size: 'desk' });
    await signIn(page, PASSWORD);
    const event = await create(page, 'BOARDS');
    await event.pushXml(xml);
    await event.moveTo('running');
    await isNow(page, 'running');
    const { page: wall } = await visit('/events/BOARDS/board?name=wall-1', { size: 'wall' });
    await wall.locator('.board[data-layout=vertical]').waitFor();
    const board = panel(page, 'boards').locator('[data-board=wall-1]');
    await board.getByText('1920 × 1080').waitFor();
    await board.getByRole('button', { name: 'Change' }).click();
    await board.locator('input[name=label]').fill('Start house');
    await board.locator('select[name=layout]').selectOption('ledwall');
    await board.locator('input[name=rows]').fill('4');
    await board.locator('input[name=title]').fill('Finals today');
    await board.getByRole('button', { name: 'Save' }).click();
    await wall.locator('.board[data-layout=ledwall]').waitFor();
    await wall.getByText('Finals today').waitFor();
    await board.getByText('Start house').waitFor();
    // What is drawn there is the board itself.
    await board.frameLocator('iframe').locator('.board[data-layout=ledwall]').waitFor();
    await wall.evaluate(() => {
      (window as { mark?: boolean }).mark = true;
    });
    await board.getByRole('button', { name: 'Reload: Start house' }).click();
    await wall.waitForFunction(() => (window as { mark?: boolean }).mark === undefined);
    await wall.locator('.board[data-layout=ledwall]').waitFor();

    const logo = join(scratchDirectory(), 'logo.svg');
    writeFileSync(
      logo,
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path fill="#07a" d="M0 0h40v20H0z"/></svg>',
    );
    await panel(page, 'boards').getByText('Logo and sponsors for boards').click();
    await panel(page, 'boards').locator('input[name=logo]').setInputFiles(logo);
    await wall.locator('.board-logo').waitFor();
    await panel(page, 'boards').locator('input[name=sponsor-1]').setInputFiles(logo);
    await wall.locator('.board-sponsors img').waitFor();
    expect(
      await wall.locator('.board-sponsors img').evaluate((img: HTMLImageElement) => img.naturalWidth),
    ).toBeGreaterThan(0);
    if (process.env.PICTURES !== undefined) {
      await wall.screenshot({ path: join(process.env.PICTURES, 'led-wall.png') });
      await panel(page, 'boards').screenshot({ path: join(process.env.PICTURES, 'boards.png') });
    }
    await board.getByRole('button', { name: 'As its address says' }).click();
    await wall.locator('.board[data-layout=vertical]').waitFor();
    await panel(page, 'viewers').getByText('boards: 1').waitFor();
  });

  test('corrects a result by hand, and hides a race; spectators see what was done, and no more', async () => {
    const { page } = await visit('/control', { size: 'desk', ignored: /404/ });
    await signIn(page, PASSWORD);
    const event = await create(page, 'BY-HAND');
    await event.pushXml(xml);
    await event.moveTo('running');
    await isNow(page, 'running');
    const raceId = runner?.raceId ?? '';
    const { results } = (await event.get(`results/${raceId}`)).body as {
      results: { bib: string; rnk: number }[];
    };
    const { bib } = results.find(({ rnk }) => rnk === 1) ?? { bib: '' };
    const form = panel(page, 'correction');
    await form.locator('select[name=race]').selectOption(raceId);
    await form.locator('input[name=bib]').fill(bib);
    await form.locator('select[name=what]').selectOption('DSQ');
    await form.locator('input[name=reason]').fill('gate 4 from the wrong side');
    const spectator = await visit(`/events/BY-HAND?race=${raceId}`, { ignored: /404/ });
    await spectator.page.locator(`tr[data-bib="${bib}"]`).waitFor();
    await form.getByRole('button', { name: 'Correct' }).click();
    await form.getByText(`Bib ${bib} is now: DSQ.`).waitFor();
    await spectator.page.locator(`tr[data-bib="${bib}"] .under-review`, { hasText: 'by hand' }).waitFor();
    await spectator.page.locator(`tr[data-bib="${bib}"] button`).first().click();
    await spectator.page.getByText('Corrected by hand: gate 4 from the wrong side').waitFor();
    await panel(page, 'log').getByText('gate 4 from the wrong side').waitFor();
    await form.locator('select[name=what]').selectOption('back');
    await form.getByRole('button', { name: 'Correct' }).click();
    await spectator.page.locator(`tr[data-bib="${bib}"] .under-review`).waitFor({ state: 'detached' });

    const { races } = (await event.admin('GET', 'races')).body as {
      races: { raceId: string; hiddenTogether: string[] }[];
    };
    const [hidden] = races.filter((race) => !race.hiddenTogether.includes(raceId));
    await panel(page, 'shown').getByText('Races that everyone sees').click();
    await page.locator(`input[name="public-${hidden?.raceId ?? ''}"]`).click();
    await panel(page, 'shown').getByText('Saved.').waitFor();
    expect((await event.get(`results/${hidden?.raceId ?? ''}`)).status).toBe(404);
  });

  test('puts a table for another site together, and an event into the archive', async () => {
    const { page } = await visit('/control', { size: 'desk' });
    await signIn(page, PASSWORD);
    const event = await create(page, 'LAST-YEAR');
    await event.pushXml(xml);
    await event.moveTo('running');
    await isNow(page, 'running');
    await panel(page, 'links').getByText('A table for another site').click();
    await panel(page, 'links')
      .locator('select[name=embedRace]')
      .selectOption(runner?.raceId ?? '');
    await panel(page, 'links').locator('select[name=embedLanguage]').selectOption('cs');
    const code = await panel(page, 'links').locator('textarea').inputValue();
    expect(code).toContain(`/embed/LAST-YEAR?race=${runner?.raceId ?? ''}&amp;lang=cs"`);
    await panel(page, 'links').frameLocator('iframe').locator('.embed tbody tr').first().waitFor();

    await panel(page, 'details').getByRole('button', { name: 'Put into the archive' }).click();
    await panel(page, 'details').getByText('In the archive').waitFor();
    const spectator = await visit('/');
    await spectator.page.getByRole('heading', { name: 'Archive' }).waitFor();
    await spectator.page.getByPlaceholder('Search the archive').fill('brod');
    await spectator.page.locator('.archive').getByText('Spring Slalom').click();
    await spectator.page.locator('.race-panel').waitFor();
  });

  test('tries the API on its page', async () => {
    const visitor = await visit('/api', { size: 'desk' });
    const { page } = visitor;
    await page
      .locator('[data-operation=readVersion] summary, [data-operation=ready] summary')
      .first()
      .click();
    await page.getByRole('button', { name: 'Send' }).first().click();
    await page.getByText('"status": "ready"').or(page.getByText('"version"')).waitFor();
    expect(await visitor.axeFindings()).toEqual([]);
    if (process.env.PICTURES !== undefined)
      await page.screenshot({ path: join(process.env.PICTURES, 'api.png') });
  });

  test.each(['smallest', 'phone', 'desk'] as const)(
    'can use it on a %s, in Czech, with a screen reader',
    async (size) => {
      const visitor = await visit('/control?lang=cs', { size });
      const { page } = visitor;
      expect(await visitor.axeFindings()).toEqual([]);
      await signIn(page, PASSWORD);
      const eventId = `SIZE-${size}`;
      const event = await create(page, eventId);
      await event.pushXml(xml);
      await event.moveTo('running');
      await isNow(page, 'running');
      if (process.env.PICTURES !== undefined)
        await page.screenshot({ path: join(process.env.PICTURES, `control-${size}-cs.png`), fullPage: true });
      expect(await visitor.axeFindings()).toEqual([]);
      expect(await visitor.overflow()).toBe(0);
    },
  );
});
