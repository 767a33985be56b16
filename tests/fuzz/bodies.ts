/** Bodies and addresses of every route, most of them nearly right. */
import fc from 'fast-check';
import { EventApi, send } from '../support/api';
import { ATHLETES, liveResult, onCourse, RACES, springSlalom, type Athlete } from '../support/springSlalom';
import { MASTER, type Target } from './Target';
import { oddValue, spoiled, torn } from './values';

const athlete = fc.constantFrom(...(Object.keys(ATHLETES) as Athlete[]));
const race = fc.constantFrom(...(Object.keys(RACES) as (keyof typeof RACES)[]));
const run = fc
  .record({ time: fc.integer({ min: 5_000, max: 20_000 }), pen: fc.constantFrom(0, 200, 5_200) })
  .map(({ time, pen }) => ({ time, pen, total: time + pen }));

const results = fc.array(
  fc.tuple(race, athlete, run).map((row) => liveResult(...row)),
  { maxLength: 6 },
);
const oncourse = fc.array(
  fc.tuple(race, athlete).map((row) => onCourse(...row)),
  { maxLength: 4 },
);

const scrap = fc.oneof(
  fc.constantFrom(
    '<',
    '>',
    '</',
    '<Results>',
    '</Results>',
    '<RaceId>',
    '&amp;',
    '&#0;',
    ']]>',
    '<![CDATA[',
    '<!DOCTYPE x>',
  ),
  fc.constantFrom(
    '0',
    '-1',
    '99999999999',
    'NaN',
    '2026-02-30T99:00',
    ' ',
    '\t\n',
    'K1M_SR_6',
    '😀',
    '\uFFFF',
  ),
  fc.string({ maxLength: 8 }),
);
const xml = torn(fc.constantFrom(springSlalom(), springSlalom({ event: { MainTitle: 'Jaro' } })), scrap);

/** What a booth sends. */
const push = fc.oneof(
  spoiled(fc.record({ results })).map((body) => ({ route: 'results', body: JSON.stringify(body) })),
  spoiled(fc.record({ oncourse })).map((body) => ({ route: 'oncourse', body: JSON.stringify(body) })),
  torn(
    fc.record({ results }).map((body) => JSON.stringify(body)),
    scrap,
  ).map((body) => ({ route: 'results', body })),
  xml.map((body) => ({ route: 'xml', body })),
  spoiled(fc.record({ xml: fc.constant(springSlalom()) })).map((body) => ({
    route: 'xml',
    body: JSON.stringify(body),
  })),
);

const text = fc.oneof(fc.constantFrom('Jarní slalom', '', ' '), fc.string({ maxLength: 40 }));
/** On other days the booth's key would be refused, and everything with it. */
const TODAY = new Date().toISOString();
const date = fc.constantFrom(TODAY, TODAY.slice(0, 10), null);
const details = fc.record(
  { mainTitle: text, location: text, startDate: date, endDate: date },
  { requiredKeys: [] },
);
const settings = fc.record(
  {
    activeRaceId: fc.constantFrom(...Object.values(RACES), null),
    displayMode: fc.constantFrom('simple', 'detailed'),
    showOnCourse: fc.boolean(),
    mergeStrategy: fc.constantFrom('live-first', 'xml-first', 'latest'),
  },
  { requiredKeys: [] },
);
/** What an organiser sends. */
const change = fc.oneof(
  spoiled(details).map((body) => ({ method: 'PATCH', path: '', body })),
  spoiled(settings).map((body) => ({ method: 'PATCH', path: '/config', body })),
  spoiled(fc.record({ status: fc.constantFrom('running', 'finished') })).map((body) => ({
    method: 'PATCH',
    path: '/status',
    body,
  })),
  spoiled(fc.record({ eventId: fc.stringMatching(/^F[a-z]{1,8}$/), mainTitle: text })).map((body) => ({
    method: 'POST',
    path: null,
    body,
  })),
);

const segment = fc.oneof(
  fc.constantFrom(
    'TEST',
    'events',
    'api',
    'v1',
    'results',
    'startlist',
    'board',
    'sse',
    'poll',
    'snapshot',
    'image',
    '..',
    '.',
    '',
  ),
  fc.constantFrom(
    ...Object.values(RACES),
    'K1M_SR_6.csv',
    '%00',
    '%2e%2e',
    '%ff',
    '%',
    'a%20b',
    '%F0%9F%98%80',
  ),
  fc.string({ maxLength: 10 }).map((one) => encodeURIComponent(one)),
);
/** As JSON, for `String` fails on an object with a `toString` of its own. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const query = fc.array(
  fc.tuple(
    fc.constantFrom('races', 'view', 'since', 'wait', 'catId', 'detailed', 'board', 'lang', 'race', 'x'),
    fc.oneof(
      fc.constantFrom('structure', 'full', '0', '-1', 'true', 'K1M_SR_6,,K1M_SR_6', '1e9', 'abc-1'),
      oddValue.map(asText),
    ),
  ),
  { maxLength: 3 },
);
const address = fc.tuple(fc.array(segment, { maxLength: 6 }), query).map(([segments, pairs]) => {
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]));
  // A poll is not to wait.
  search.set('wait', '0');
  return `/${segments.join('/')}?${search.toString()}`;
});

const EVENT = 'TEST';

/** The event that is attacked: published, with an export. */
export async function attackedEvent(target: Target): Promise<EventApi> {
  const { body } = await send('POST', `${target.url}/api/v1/admin/events`, {
    body: { eventId: EVENT, mainTitle: 'Spring Slalom' },
    headers: MASTER,
  });
  const event = EventApi.of(target.url, EVENT, body.apiKey as string);
  await event.pushXml(springSlalom());
  await event.moveTo('running');
  return event;
}

/** The properties that hold whatever comes. */
export function bodyProperties(
  target: Target,
  event: EventApi,
): Record<string, fc.IAsyncProperty<unknown[]>> {
  const readable = async (): Promise<void> => {
    const reads = ['snapshot', ...Object.values(RACES).map((raceId) => `results/${raceId}?detailed=true`)];
    for (const route of reads) {
      const { status } = await event.get(route);
      // A race that an export took away is none.
      if (status !== 200 && status !== 404) throw new Error(`then ${route} answers ${status}`);
    }
  };
  return {
    'what a booth sends': fc.asyncProperty(push, async ({ route, body: sent }) => {
      target.check(await event.ingest(route, sent, { 'Content-Type': '' }));
      await readable();
      await target.checkAlive();
    }),
    'what an organiser sends': fc.asyncProperty(change, async ({ method, path, body: sent }) => {
      const base = `${target.url}/api/v1/admin/events`;
      const headers = { ...MASTER, 'X-API-Key': event.apiKey };
      target.check(
        await send(method, path === null ? base : `${base}/${EVENT}${path}`, { body: sent, headers }),
      );
      await readable();
      await target.checkAlive();
    }),
    'what a reader asks': fc.asyncProperty(address, async (path) => {
      const leaving = AbortSignal.timeout(2_000);
      const response = await fetch(target.url + path, { signal: leaving, redirect: 'manual' });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (isStream) await response.body?.cancel();
      else await response.text();
      if (response.status >= 500) throw new Error(`answered ${response.status}`);
      await target.checkAlive();
    }),
  };
}
