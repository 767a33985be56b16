import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { exportXml } from '../../lib/simulator/exportXml';
import { middleOfDay1 } from '../../lib/simulator/clock';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { EventApi } from '../support/api';
import { startTestServer, type TestServer } from '../support/testServer';

const BROWSERS = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = BROWSERS.find((path) => path !== '' && existsSync(path));

if (executablePath === undefined && !process.env.CI) {
  test('no browser is here, so the page is not tested: install Chromium, or name one in CHROMIUM', () => {
    expect(executablePath).toBeUndefined();
  });
} else {
  describe('the page, in a real browser', () => {
    let server: TestServer;
    let browser: Browser;

    beforeAll(async () => {
      server = await startTestServer();
      browser = await chromium.launch({
        ...(executablePath !== undefined && { executablePath }),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
        ],
      });
    });

    afterAll(async () => {
      await browser.close();
      await server.close();
    });

    test('shows the running race, and a result that comes in moves to its rank', async () => {
      const plan = simulateRaceDay({ seed: 3, athletes: 40 });
      const event = await EventApi.withExport(server.url, exportXml(plan, middleOfDay1(plan)));
      const { body } = await event.get();
      const race = (body.races as { raceId: string; raceStatus: number }[]).find(
        ({ raceStatus }) => raceStatus === 3,
      );
      const raceId = race?.raceId ?? '';
      const list = (await event.get(`results/${raceId}`)).body.results as { bib: string; name: string }[];
      const last = list.at(-1);

      const page = await browser.newPage();
      const mistakes: string[] = [];
      page.on('pageerror', (error) => mistakes.push(error.message));
      await page.goto(`${server.url}/?event=${event.eventId}`);
      const rows = page.locator('#results tr');
      await rows.first().waitFor();
      expect(await rows.count()).toBe(list.length);
      expect(await page.locator('#title').textContent()).toBe('Spring Slalom');

      const pushed = { raceId, bib: last?.bib, participantId: null, time: 4000, pen: 0, total: 4000, rnk: 1 };
      expect((await event.pushResults([pushed])).body).toMatchObject({ updated: 1 });
      await page.locator('#results tr:first-child td', { hasText: last?.name ?? '?' }).waitFor();
      expect(await rows.first().locator('td').allTextContents()).toEqual(
        expect.arrayContaining(['1', last?.bib, last?.name, '40.00']),
      );
      expect(mistakes).toEqual([]);
    });
  });
}
