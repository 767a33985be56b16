/** What every form of the live channel does alike, over real sockets, wherever it is served. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICIAL_GRACE_MS } from '../../lib/live/LiveChannels';
import { EventApi, send } from './api';
import { FORMS, type LiveClient, type LiveTarget } from './liveClients';
import { FakeClock, type TestServer, type TestServerOptions } from './testServer';

const xml = readFileSync(join(__dirname, '../../specs/example-export.xml'), 'utf8');
const FIRST = 'K1M_BR1_1';
const SECOND = 'K1M_BR2_1';
const result = (bib: number, time: number) => ({ raceId: FIRST, bib, time, pen: 0, total: time });
const onCourse = (bib: number, time: number) => ({
  ...{ raceId: FIRST, bib, time, gates: [0, 2], dtStart: '2026-05-30T10:04:00.000Z' },
});

/** The tests of a place where the live channel is served; `start` starts a server there. */
export function liveConformance(start: (options?: TestServerOptions) => Promise<TestServer>): void {
  let server: TestServer;
  let clock: FakeClock;
  let event: EventApi;
  const clients: LiveClient[] = [];

  const follow = (connect: (target: LiveTarget) => LiveClient, target: LiveTarget = event): LiveClient => {
    const client = connect(target);
    clients.push(client);
    return client;
  };

  beforeEach(async () => {
    // It stands still, so that no word of the timing comes between the messages that are counted.
    clock = new FakeClock(Date.now());
    server = await start({ clock, env: { MAX_CONTEXTS_PER_EVENT: '1' } });
    event = (await EventApi.withExport(direct(), xml)).at(server.url);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });

  /** Where it may be administered. */
  const direct = (): string => server.directUrl ?? server.url;

  const hasFirst = ({ messages }: LiveClient): boolean => messages.length > 0;
  const restState = async (query = ''): Promise<object> =>
    (await event.get(`snapshot${query}`)).body.data as object;

  /** A race in small: results of both runs, the course, settings, an export that diffs tell and one that they can't. */
  const STEPS: (() => Promise<unknown>)[] = [
    () => event.pushOnCourse([onCourse(4, 900)]),
    () => event.pushResults([result(4, 8000)]),
    () => event.pushOnCourse([onCourse(4, 1900), onCourse(5, 100)]),
    () => event.pushResults([result(5, 7900), result(6, 8300), { ...result(4, 8100), raceId: SECOND }]),
    () => event.setConfig({ displayMode: 'simple' }),
    () => event.admin('POST', 'refresh'),
    () => event.pushXml(xml.replace('Loučkov', 'Horní Brod')),
    () => event.pushOnCourse([onCourse(5, 2900)]),
    () => event.pushXml(xml.replace(/<Results>(?:(?!<\/Results>).)*<Bib>3<\/Bib>.*?<\/Results>/s, '')),
    () => event.pushResults([result(6, 8200)]),
  ];

  describe.each(FORMS)('%s', (_name, connect) => {
    test('begins with a complete full, and keeps equal to REST with every change', async () => {
      const client = follow(connect);
      await client.until(hasFirst);
      expect(client.messages[0]).toMatchObject({
        type: 'full',
        id: expect.any(String),
        at: expect.any(String),
      });
      expect(Object.keys(client.state ?? {}).sort()).toEqual([
        'categories',
        'classes',
        'config',
        'event',
        'oncourse',
        'races',
        'results',
        'startlists',
        'timing',
      ]);
      for (const step of STEPS) {
        await step();
        const id = (await event.get('snapshot')).body.id as string;
        await client.until(({ lastId }) => lastId === id);
        expect(client.state).toEqual(await restState());
      }
      const numbers = client.messages.map(({ id }) => parseInt(id.split('-')[1] ?? '', 36));
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect(client.messages.map(({ type }) => type)).toContain('diff');
    });

    test('resumes at every message with what was missed, and without an on-course list that was superseded', async () => {
      const [, reference] = FORMS[0] as (typeof FORMS)[number];
      const whole = follow(reference);
      await whole.until(hasFirst);
      for (const step of STEPS) {
        await step();
        const id = (await event.get('snapshot')).body.id as string;
        await whole.until(({ lastId }) => lastId === id);
      }
      const last = whole.lastId;
      const lastFull = whole.messages.findLastIndex(({ type }) => type === 'full');
      for (const [cut, { id }] of whole.messages.slice(0, -1).entries()) {
        const client = follow(connect, { url: event.url, eventId: event.eventId, since: id });
        await client.until(({ lastId }) => lastId === last);
        const missed = whole.messages.slice(cut + 1);
        if (cut < lastFull) {
          expect(client.messages[0]?.type).toBe('full');
          expect(client.state).toEqual(whole.state);
        } else {
          const lists = missed.filter((message) => message.type === 'diff' && message.data.oncourse);
          const superseded = lists.slice(0, -1);
          expect(client.messages).toEqual(missed.filter((message) => !superseded.includes(message)));
        }
      }
    });

    test.each([
      ['of another event', 'deadbeef0000-1'],
      ['that is none', 'x'.repeat(300)],
    ])('with a cursor %s begins with a full', async (_what, since) => {
      const client = follow(connect, { url: event.url, eventId: event.eventId, since });
      await client.until(hasFirst);
      expect(client.messages[0]?.type).toBe('full');
      expect(client.state).toEqual(await restState());
    });

    test('with a cursor of the future begins with a full', async () => {
      const { id } = (await event.get('snapshot')).body as { id: string };
      const since = `${id.split('-')[0] ?? ''}-zzzz`;
      const client = follow(connect, { url: event.url, eventId: event.eventId, since });
      await client.until(hasFirst);
      expect(client.state).toEqual(await restState());
    });

    test.each([[`races=${SECOND}`], ['view=structure']])(
      '?%s leaves out what was not asked for',
      async (query) => {
        const client = follow(connect, { url: event.url, eventId: event.eventId, query });
        await client.until(hasFirst);
        for (const step of STEPS.slice(0, 4)) await step();
        await event.setStatus('finished');
        await client.until(({ state }) => state?.event.status === 'finished');
        expect(client.state).toEqual(await restState(`?${query}`));
        const told = client.messages.flatMap(({ type, ...message }) =>
          type === 'diff' ? ((message as { data: { raceId?: string } }).data.raceId ?? []) : [],
        );
        expect(new Set(told)).toEqual(new Set(query === 'view=structure' ? [] : [SECOND]));
      },
    );

    test('ends with the reason when the event is deleted or unpublished', async () => {
      for (const [eventId, reason] of [
        ['GONE', 'Event deleted'],
        ['HIDDEN', 'Event unpublished'],
      ] as const) {
        const ended = (await EventApi.withExport(direct(), xml, 'startlist', eventId)).at(server.url);
        const client = follow(connect, ended);
        await client.until(hasFirst);
        if (eventId === 'GONE') await send('DELETE', `${direct()}/api/v1/admin/events/${eventId}`);
        else await ended.setStatus('draft');
        await client.until(({ ending }) => ending !== null);
        expect([`1000 ${reason}`, `end {"reason":"${reason}"}`, 'status 404']).toContain(client.ending);
      }
    });

    test('tells a client that a restart ends it, and that it may come back', async () => {
      const client = follow(connect);
      await client.until(hasFirst);
      await server.close();
      // EventSource is at it again by itself, and finds nobody.
      if (_name.startsWith('SSE')) return;
      await client.until(({ ending }) => ending !== null);
      expect(client.ending).toMatch(/^1001 Server is restarting|^error|^status 50[234]/);
      server = await start();
    });
  });

  test('every form ends 5 s after the results are official, which it still tells, and takes no new ones', async () => {
    const all = FORMS.map(([, connect]) => follow(connect));
    await Promise.all(all.map((client) => client.until(hasFirst)));
    await event.setStatus('finished');
    await event.setStatus('official');
    await Promise.all(all.map((client) => client.until(({ state }) => state?.event.status === 'official')));
    clock.advance(OFFICIAL_GRACE_MS);
    const reason = 'Event results are official';
    for (const client of all) {
      await client.until(({ ending }) => ending !== null);
      expect([`1000 ${reason}`, `end {"reason":"${reason}"}`, 'status 410']).toContain(client.ending);
      expect(client.state?.event.status).toBe('official');
    }
    const late = FORMS.map(([, connect]) => follow(connect));
    for (const client of late) {
      await client.until(({ ending }) => ending !== null);
      expect(client.ending).toMatch(/410/);
    }
  });

  test('every form carries the same text', async () => {
    const all = FORMS.map(([, connect]) => follow(connect));
    await Promise.all(all.map((client) => client.until(hasFirst)));
    for (const step of STEPS) await step();
    await event.setStatus('finished');
    await Promise.all(all.map((client) => client.until(({ state }) => state?.event.status === 'finished')));
    const [reference, ...others] = all as [LiveClient, ...LiveClient[]];
    for (const { texts, state } of others) {
      // Long-poll is sent what came between two of its questions at once; lists may be superseded there.
      expect(reference.texts).toEqual(
        expect.arrayContaining(texts.filter((text) => !text.includes('"full"'))),
      );
      expect(state).toEqual(reference.state);
    }
  });

  test('what one ingest changes in several races, and what comes at once, is sent in one write', async () => {
    const [, plain] = FORMS[0] as (typeof FORMS)[number];
    const client = follow(plain);
    await client.until(hasFirst);
    const counters = async () =>
      (await send('GET', `${direct()}/api/v1/admin/live`)).body.counters as { delivered: number };
    const before = (await counters()).delivered;
    await event.pushResults([result(4, 8000)]);
    // The two runs of a best-run race share one list: a diff for each.
    await client.until(({ messages }) => messages.length === 3);
    expect((await counters()).delivered - before).toBe(1);
  });
}
