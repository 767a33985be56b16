import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { EventApi } from '../../support/api';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { RacePage } from '../../support/racePage';

/** What a mixer gets of a page: the share of pixels that are not fully transparent. */
async function painted(page: Page): Promise<number> {
  const png = await page.screenshot({ omitBackground: true });
  let at = 8;
  let width = 0;
  const data: Buffer[] = [];
  while (at < png.length) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      width = body.readUInt32BE(0);
      // Eight bits each of red, green, blue and alpha; without alpha nothing is transparent.
      if (body[8] !== 8 || body[9] !== 6) return 1;
    }
    if (kind === 'IDAT') data.push(body);
    at += length + 12;
  }
  // A transparent picture is nothing but zeros, whatever each line was filtered with.
  const lines = inflateSync(Buffer.concat(data));
  const stride = width * 4 + 1;
  let count = 0;
  for (let line = 0; line < lines.length; line += stride)
    for (let pixel = line + 1; pixel < line + stride; pixel += 4)
      if (lines.readUInt32BE(pixel) !== 0) count += 1;
  return count / (lines.length / 4);
}

describeInBrowser('an overlay', () => {
  const stage = setStage();
  const { visitors } = stage;

  /** A page that was asked for and has got nothing but what `isHeld` lets through. */
  const opened = async (
    address: string,
    isHeld: RegExp,
    colorScheme: 'light' | 'dark',
  ): Promise<{ page: Page; release: () => void }> => {
    const visitor = await Visitor.open(stage.browser, 'about:blank', {
      size: 'wall',
      colorScheme,
      // With one there is nothing to wait for that could be held up.
      serviceWorkers: 'block',
      ignored: /Failed to load resource/,
    });
    visitors.push(visitor);
    const { page } = visitor;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(isHeld, async (route) => {
      await released;
      await route.continue().catch(() => undefined);
    });
    await page.goto(address, { waitUntil: 'commit' });
    await page.locator('body').waitFor({ state: 'attached' });
    return { page, release };
  };

  const schemes = ['light', 'dark'] as const;
  test.each([/\.js$/, /\/snapshot$/].flatMap((held) => schemes.map((scheme) => [held, scheme] as const)))(
    'is transparent while %s is on its way, on a device that is %s',
    async (held, scheme) => {
      const race = await RacePage.create(stage.server.url, `WAIT-${String(held).length}-${scheme}`);
      const { page, release } = await opened(race.address('/board?layout=overlay'), held, scheme);
      for (let look = 0; look < 5; look += 1) expect(await painted(page)).toBe(0);
      release();
      await page.locator('.board-list tbody tr').first().waitFor();
      const share = await painted(page);
      expect(share).toBeGreaterThan(0.005);
      // A list in a corner, and the line of who comes next.
      expect(share).toBeLessThan(0.35);
    },
  );

  // A browser that has neither draws what the server wrote as it is.
  test.each(schemes)('is transparent without script and styles, on a device that is %s', async (scheme) => {
    const race = await RacePage.create(stage.server.url, `BARE-${scheme}`);
    const visitor = await Visitor.open(stage.browser, 'about:blank', {
      size: 'wall',
      colorScheme: scheme,
      ignored: /Failed to load resource/,
    });
    visitors.push(visitor);
    await visitor.page.route(/\.(js|css)$/, (route) => route.abort());
    await visitor.page.goto(race.address('/board?layout=overlay'));
    expect(await painted(visitor.page)).toBe(0);
  });

  test('is transparent while it loads another version of itself', async () => {
    const race = await RacePage.create(stage.server.url, 'RELOAD');
    const { page, release } = await opened(race.address('/board?layout=overlay'), /nothing/, 'dark');
    release();
    await page.locator('.board-list tbody tr').first().waitFor();
    let isHeld = true;
    await page.route(/\.js$/, async (route) => {
      while (isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
      await route.continue().catch(() => undefined);
    });
    await page.reload({ waitUntil: 'commit' });
    await page.locator('.board').waitFor({ state: 'detached' });
    for (let look = 0; look < 5; look += 1) expect(await painted(page)).toBe(0);
    isHeld = false;
    await page.locator('.board-list tbody tr').first().waitFor();
  });

  test('says nothing over the picture while the server can’t be reached', async () => {
    const race = await RacePage.create(stage.server.url, 'UNREACHED');
    const visitor = await Visitor.open(stage.browser, 'about:blank', {
      size: 'wall',
      ignored: /Failed to load resource/,
    });
    visitors.push(visitor);
    await visitor.page.route(/\/snapshot$/, (route) => route.abort());
    await visitor.page.goto(race.address('/board?layout=overlay'));
    await visitor.page.locator('.page').waitFor({ state: 'attached' });
    expect(await painted(visitor.page)).toBe(0);
  });

  test('of an event that is not public is a sentence in a corner, on no ground', async () => {
    await EventApi.create(stage.server.url, 'DRAFT');
    const visitor = await Visitor.open(
      stage.browser,
      `${stage.server.url}/events/DRAFT/board?layout=overlay`,
      { size: 'wall', ignored: /404/ },
    );
    visitors.push(visitor);
    await visitor.page.getByText('There is no such event').waitFor();
    expect(await painted(visitor.page)).toBeLessThan(0.05);
  });
});
