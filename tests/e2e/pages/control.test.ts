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
  const stage = setStage({ env: { MASTER_PASSWORDS: PASSWORD } });
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
    await page.locator('input[name=reason]').fill('a protest came in time');
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
    await event.pushOnCourse([boat]);
    await panel(page, 'feeds').getByText('1 taken').nth(1).waitFor();
    await panel(page, 'feeds').locator('[data-alarm=false]').waitFor();
    const since = performance.now();
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
    await panel(page, 'log').getByText('"graceMs":0').waitFor();
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
