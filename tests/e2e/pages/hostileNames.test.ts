import { EventApi } from '../../support/api';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';
import { escapeXml } from '../../support/exportXml';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';

/** What would run, load or leave in every place where a text can stand: an element, an attribute, a script, an address. */
const HOSTILE =
  `</script><script>hit()</script><img src=x onerror=hit()>"onmouseover="hit()" '><svg/onload=hit()>` +
  '<a href="javascript:hit()">x</a><!--<style>*{display:none}</style>&#60;{{7*7}}';
const TEXTS =
  /<(MainTitle|SubTitle|Location|Facility|FamilyName|GivenName|Club|LongTitle|CustomTitle|Category|NOC)>[^<]*</g;

const PAGES: [name: string, path: string][] = [
  ['the list of events', '/'],
  ['the event page', '/events/TEST'],
  ['the event page, of a race', `/events/TEST?race=${RACES.single}`],
  ['a race that the address makes up', `/events/TEST?race=${encodeURIComponent(HOSTILE)}`],
  ['a board', '/events/TEST/board'],
  ['a wall', '/events/TEST/board?layout=ledwall'],
  ['an overlay', '/events/TEST/board?layout=overlay'],
  ['a board whose address says the title', `/events/TEST/board?title=${encodeURIComponent(HOSTILE)}`],
  ["the commentator's page", '/events/TEST/speaker'],
  ['a table in a frame', '/embed/TEST'],
  ['the page of an event that is not there', `/events/${encodeURIComponent(HOSTILE)}`],
];

describeInBrowser('texts that would do something', () => {
  const stage = setStage();
  let event: EventApi;
  beforeAll(async () => {
    const xml = springSlalom({
      event: { MainTitle: 'x', SubTitle: 'x', Location: 'x', Facility: 'x' },
    }).replace(TEXTS, `<$1>${escapeXml(HOSTILE)}<`);
    event = await EventApi.withExport(stage.server.url, xml);
    const run = { time: 8_000, pen: 200, total: 8_200 };
    const pushed = await event.pushResults([
      liveResult('single', 'adam', { ...run, status: HOSTILE.slice(0, 20) }),
    ]);
    expect(pushed.status).toBe(200);
  });

  test.each(PAGES)('%s: stand there as texts, and nothing runs, loads or leaves', async (_name, path) => {
    // They stay on the course for ten seconds only.
    const named = {
      name: HOSTILE.slice(0, 200),
      club: HOSTILE.slice(0, 200),
      ttbName: HOSTILE.slice(0, 200),
    };
    expect((await event.pushOnCourse([onCourse('single', 'ben', named)])).status).toBe(200);

    // An event that is not there is no mistake of the page.
    const visitor = await Visitor.open(stage.browser, 'about:blank', { size: 'desk', ignored: /404/ });
    const { page } = visitor;
    let hits = 0;
    await page.exposeFunction('hit', () => (hits += 1));
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(stage.server.url + path);
    await page.locator('body > *').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(1_000);
    for (const link of await page.locator('a').all()) {
      expect(await link.getAttribute('href')).not.toMatch(/^\s*javascript:/i);
    }
    expect(await page.locator('img[src=x], svg[onload], [onerror], [onmouseover]').count()).toBe(0);
    if (path.startsWith('/events/TEST') || path.startsWith('/embed'))
      expect(await page.locator('body').innerText()).toContain('<img src=x onerror=hit()>');
    expect([hits, visitor.mistakes, [...hosts]]).toEqual([0, [], [new URL(stage.server.url).origin]]);
    await visitor.close();
  });
});
