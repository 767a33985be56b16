import { SCENES, setScene, type BoardScene } from '../../support/boardScenes';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { differenceFromKept, STANDING_STILL } from '../../support/keptPictures';

/** LED walls as they are built, and some that nobody would think of; TVs either way up. */
const SHAPES = [
  [1920, 1080],
  [1080, 1920],
  [768, 384],
  [512, 256],
  [384, 768],
  [256, 1024],
  [640, 160],
  [320, 320],
] as const;

const sceneOf = (name: string): BoardScene => {
  const scene = SCENES.find((one) => one.name === name);
  if (scene === undefined) throw new TypeError(`there is no scene "${name}"`);
  return scene;
};

/** What to look at: of a scene, a race by a part of its id, with these options. */
const SIGHTS = [
  ['two runs and boats', sceneOf('three boats'), null, ''],
  ['team race', sceneOf('unofficial'), /_TSR_/, '&qr'],
  ['bracket', sceneOf('unofficial'), /_XF_/, ''],
  ['before', sceneOf('before the first day'), null, ''],
] as const;

/** What goes by the clock, and pages that turn. */
const STILL = `${STANDING_STILL}
.clock, .outlook, .board-note { visibility: hidden; }
.board-qr img { background: #888; object-position: -9999px; }`;
const NO_TURNS = `{
  const every = window.setInterval;
  window.setInterval = (call, ms, ...rest) => (ms === 9000 ? 0 : every(call, ms, ...rest));
}`;

describeInBrowser('a board of any shape looks as somebody has seen it to be right', () => {
  const stage = setStage();

  test.each(SIGHTS)('%s', async (name, scene, wanted, options) => {
    const eventId = name.toUpperCase().replaceAll(' ', '-');
    const { event, refresh } = await setScene(stage.server.url, scene, eventId);
    const { races } = (await event.get()).body as { races: { raceId: string }[] };
    const raceId = wanted === null ? '' : (races.find((one) => wanted.test(one.raceId))?.raceId ?? '?');
    const visitor = await Visitor.open(stage.browser, 'about:blank', { locale: 'cs-CZ', bypassCSP: true });
    stage.visitors.push(visitor);
    const { page } = visitor;
    await page.addInitScript(NO_TURNS);
    const wrong: string[] = [];
    for (const [width, height] of SHAPES) {
      await page.setViewportSize({ width, height });
      await refresh();
      const race = raceId === '' ? '' : `&race=${raceId}`;
      await page.goto(`${event.url}/events/${event.eventId}/board?lang=cs${race}${options}`);
      await page.addStyleTag({ content: STILL });
      await page.locator('.board').waitFor();
      await page.evaluate('document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))');
      wrong.push(await differenceFromKept(page, `${eventId.toLowerCase()}-${width}x${height}`));
    }
    expect(wrong.filter((one) => one !== '')).toEqual([]);
  });
});
