/** Each public answer has a version of its own, and is made again only where it is another. */
import { rmSync } from 'node:fs';
import { EventApi } from '../../support/api';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

let server: TestServer;
let event: EventApi;

beforeEach(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom());
});
afterEach(() => server.close());

const LISTS = ['', '?detailed=true', '?catId=ZS', '?detailed=true&catId=ZS'].map(
  (query) => `results/${RACES.crew}${query}`,
);
const ANSWERS = [...LISTS, `startlist/${RACES.crew}`, `results/${RACES.crew}.csv`, 'categories'];

const tagOf = async (path: string): Promise<string> => (await event.get(path)).headers.get('ETag') ?? '';
/** Asked as caches and scripts do; `fetch` adds `no-cache` by itself, unless it is told how old may be. */
const statusOf = async (path: string, tag: string): Promise<number> =>
  (await event.get(path, { 'If-None-Match': tag, 'Cache-Control': 'max-age=0' })).status;

const run = { time: 7_900, pen: 0, total: 7_900 };

test.each(ANSWERS)('%s is 304 whatever else has happened', async (path) => {
  const tag = await tagOf(path);
  await event.pushResults([liveResult('single', 'adam', run)]);
  await event.pushOnCourse([onCourse('single', 'ben')]);
  await event.setConfig({ activeRaceId: RACES.first });
  await event.setStatus('finished');
  expect(await statusOf(path, tag)).toBe(304);
});

test('a list that has changed is read anew, and one that has changed back is the same again', async () => {
  const path = `results/${RACES.single}`;
  const before = await tagOf(path);
  await event.pushResults([liveResult('single', 'adam', run)]);
  const after = await tagOf(path);
  expect(after).not.toBe(before);
  expect(await statusOf(path, before)).toBe(200);
  expect(await statusOf(path, after)).toBe(304);
});

test('a version holds over a restart, which changes nothing', async () => {
  const directory = scratchDirectory();
  await server.close();
  server = await startTestServer({ directory });
  event = await EventApi.withExport(server.url, springSlalom());
  const tags = await Promise.all(ANSWERS.map(tagOf));
  await server.close();
  server = await startTestServer({ directory });
  event = event.at(server.url);
  expect(await Promise.all(ANSWERS.map((path, at) => statusOf(path, tags[at] ?? '')))).toEqual(
    ANSWERS.map(() => 304),
  );
  rmSync(directory, { recursive: true, force: true });
});

test('a producer that got its 200 reads what it wrote, each time', async () => {
  for (let pen = 0; pen < 20; pen += 1) {
    const total = 7_900 + pen * 200;
    await event.pushResults([liveResult('single', 'adam', { time: 7_900, pen: pen * 200, total })]);
    for (const detailed of ['false', 'true']) {
      const { body } = await event.get(`results/${RACES.single}?detailed=${detailed}`);
      const rows = body.results as { bib: string; total: number }[];
      expect(rows.find(({ bib }) => bib === '1')?.total).toBe(total);
    }
  }
});

test('an answer may be kept for a second by everyone; what is refused is not kept at all', async () => {
  const cachingOf = async (path: string) => (await event.get(path)).headers.get('Cache-Control');
  for (const path of [...ANSWERS, '', 'oncourse', 'snapshot']) {
    expect([path, await cachingOf(path)]).toEqual([path, 'public, max-age=1, stale-while-revalidate=5']);
  }
  expect(await cachingOf('results/NONE')).toBe('no-store');
});

test('it goes compressed to who can read it, and says the same', async () => {
  for (const path of [...ANSWERS, 'snapshot', `snapshot?races=${RACES.first}`]) {
    const plain = await event.get(path, { 'Accept-Encoding': 'identity' });
    expect(plain.headers.get('Content-Encoding')).toBeNull();
    for (const encodings of ['gzip', 'gzip, deflate, br', 'br']) {
      const zipped = await event.get(path, { 'Accept-Encoding': encodings });
      expect(zipped.body).toEqual(plain.body);
      expect(zipped.headers.get('Vary')).toContain('Accept-Encoding');
    }
  }
  const encodingOf = async (path: string, accepted: string) =>
    (await event.get(path, { 'Accept-Encoding': accepted })).headers.get('Content-Encoding');
  expect(await encodingOf('snapshot', 'gzip')).toBe('gzip');
  expect(await encodingOf('snapshot', 'gzip, deflate, br')).toBe('br');
  expect(await encodingOf('snapshot', 'gzip, br;q=0')).toBe('gzip');
  // What is put together for one is compressed by its parts alone.
  expect(await encodingOf(`snapshot?races=${RACES.first}`, 'gzip, deflate, br')).toBe('gzip');
});
