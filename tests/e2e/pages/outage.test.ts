/** What has no stream to hold on to comes back by itself, too, and what was seen opens where the network is silent. */
import { describeInBrowser, eventually, setStage, Visitor } from '../../support/browser';
import { Proxy } from '../../support/proxy';
import { RacePage } from '../../support/racePage';

/** More reads than one would do without being told that the server is away. */
const SEVERAL = 4;

describeInBrowser('a server that is away', () => {
  const stage = setStage();
  let proxy: Proxy;

  beforeAll(() => RacePage.create(stage.server.url, 'AWAY'));
  beforeEach(async () => {
    proxy = await Proxy.start(() => stage.server.url);
  });
  afterEach(() => proxy.close());

  const visit = async (path: string): Promise<Visitor> => {
    const visitor = await Visitor.open(stage.browser, proxy.url + path, { ignored: /502|Failed to|ERR_/ });
    stage.visitors.push(visitor);
    return visitor;
  };
  const goAway = (path: RegExp): void => {
    proxy.answers = { path, answer: { status: 502 } };
    proxy.seen.length = 0;
  };
  const askedOften = (path: RegExp): Promise<unknown> =>
    eventually(
      () => Promise.resolve(proxy.seen.filter((one) => path.test(one.path)).length),
      (count) => count >= SEVERAL,
    );

  test('the list of events says that it is old, asks again every few seconds, and is new again', async () => {
    const { page } = await visit('/');
    await page.getByRole('link', { name: 'Spring Slalom' }).waitFor();
    goAway(/\/api\/v1\/events$/);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const notice = page.getByText('No connection. The list may be out of date.');
    await notice.waitFor();
    await askedOften(/\/api\/v1\/events$/);
    proxy.answers = null;
    await notice.waitFor({ state: 'detached' });
  });

  test('the control page says so, and goes on', async () => {
    const { page } = await visit('/control#AWAY');
    const heard = page.getByText('The timing is heard.');
    await heard.waitFor();
    proxy.goDown();
    await heard.waitFor({ state: 'detached' });
    expect(await page.getByText('The server cannot be reached.').count()).toBeGreaterThan(0);
    proxy.comeUp();
    await heard.waitFor();
    await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
  });

  test('a control page that is opened then asks until it is answered', async () => {
    goAway(/\/api\/v1\/session/);
    const { page } = await visit('/control#AWAY');
    await page.getByText('The server cannot be reached.').waitFor();
    await askedOften(/\/session/);
    proxy.answers = null;
    await page.locator('[data-panel=state]').waitFor();
  });

  test('a page that was seen opens from the device where the network takes everything and answers nothing', async () => {
    const { page } = await visit('/events/AWAY');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await page.locator('.connection[data-phase=live]').waitFor();
    proxy.holdsBack = /./;
    proxy.cut();
    await page.reload();
    await page.locator('.race-panel').waitFor();
    await page.locator('.connection[data-phase=offline]').waitFor();
    proxy.holdsBack = null;
    await page.locator('.connection[data-phase=live]').waitFor();
  });
});
