import type { Page } from 'playwright-core';
import { describeInBrowser, eventually, setStage } from '../../support/browser';
import { PushService } from '../../support/PushService';
import { RacePage } from '../../support/racePage';
import { startTestServer, type TestServer } from '../../support/testServer';

/** Chromium without a window has no push service; this stands for it, and remembers what the page did. */
const pushManager = (device: object): string => `(() => {
  const device = ${JSON.stringify(device)};
  let subscription = null;
  PushManager.prototype.getSubscription = () => Promise.resolve(subscription);
  PushManager.prototype.subscribe = ({ userVisibleOnly, applicationServerKey }) => {
    window.subscribedWith = { userVisibleOnly, applicationServerKey };
    subscription = { toJSON: () => device };
    return Promise.resolve(subscription);
  };
})()`;

/** Has the browser hand a push message to the site's service worker, which it starts where it sleeps. */
async function deliver(page: Page, origin: string, message: object): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registrationId = await new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
    void devtools.send('ServiceWorker.enable');
  });
  const data = JSON.stringify(message);
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
  await devtools.detach();
}

describeInBrowser('a parent who is not looking', () => {
  const stage = setStage();
  let service: PushService;
  let server: TestServer;
  let race: RacePage;

  beforeAll(async () => {
    service = await PushService.start();
    server = await startTestServer({ env: { PUSH_SERVICES: service.origin } });
    race = await RacePage.create(server.url, 'PUSH');
  });
  afterAll(async () => {
    await server.close();
    await service.close();
  });

  test('begins with one tap, is told of the finish, shown by the service worker, and ends with one tap', async () => {
    const visitor = await race.visit(stage.browser, '', { permissions: ['notifications'] });
    stage.visitors.push(visitor);
    const { page } = visitor;
    await page.addInitScript(pushManager(service.device('phone')));
    await page.reload();
    const { bib } = await race.nextUp();
    await page.locator(`tr[data-bib="${bib}"] .star`).click();
    const bell = page.locator('.my-athletes .push button');
    await bell.click();
    await page.locator('.my-athletes .push button[aria-pressed=true]').waitFor();
    const subscribed = await page.evaluate('window.subscribedWith');
    const { publicKey } = (await (await fetch(`${server.url}/api/v1/push`)).json()) as { publicKey: string };
    expect(subscribed).toEqual({ userVisibleOnly: true, applicationServerKey: publicKey });

    await race.finish(bib, { time: 4_000 });
    const [message] = await eventually(
      () => Promise.resolve(service.messages),
      ({ length }) => length > 0,
    );
    expect(message?.title).toMatch(/: 40\.00, rank 1st$/);
    expect(message?.navigate).toBe(race.address());

    await deliver(page, server.url, { web_push: 8030, notification: message });
    const shown = await eventually(
      () =>
        page.evaluate(async () => {
          const { getNotifications } = await navigator.serviceWorker.ready.then((worker) => ({
            getNotifications: () => worker.getNotifications(),
          }));
          return (await getNotifications()).map(({ title, data }) => [title, data as string]);
        }),
      ({ length }) => length > 0,
    );
    expect(shown).toEqual([[message?.title, race.address()]]);

    await bell.click();
    await page.locator('.my-athletes .push button[aria-pressed=false]').waitFor();
    const { bib: other } = await race.nextUp();
    await race.finish(bib, { time: 4_100 });
    await race.finish(other, { time: 3_900 });
    await page.locator(`tr[data-bib="${other}"] .total`, { hasText: '39.00' }).waitFor();
    expect(service.messages).toHaveLength(1);
  });
});
