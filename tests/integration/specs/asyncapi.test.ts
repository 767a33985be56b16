import { ENDINGS } from '../../../lib/domain/endings';
import { livePushes } from '../../../lib/simulator/livePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi, type Json } from '../../support/api';
import type { XmlSection } from '../../support/exportXml';
import { PollClient, SseClient, WsClient, type LiveClient } from '../../support/liveClients';
import { asyncapi, brokenReferences, openapi, payloadOf, problemsBySchema } from '../../support/openapi';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

describe('asyncapi.yaml', () => {
  it('has no broken references', () => {
    expect(brokenReferences(asyncapi)).toEqual([]);
  });

  it('has examples that its own schemas accept', () => {
    for (const [name, message] of Object.entries(asyncapi.components.messages as Record<string, Json>)) {
      for (const { payload } of message.examples as { payload: unknown }[]) {
        const problems = problemsBySchema(payloadOf(name), payload);
        expect({ name, problems }).toEqual({ name, problems: '' });
      }
    }
  });

  it('has the addresses that openapi.yaml has', () => {
    for (const { address } of Object.values(asyncapi.channels as Record<string, { address: string }>)) {
      expect(Object.keys(openapi.paths as object)).toContain(address);
    }
  });

  it('has the reasons for which an SSE stream ends for good', () => {
    const { flood: _, ...others } = ENDINGS;
    const forGood = Object.values(others).filter(({ returnAfterMs }) => returnAfterMs === null);
    expect(forGood.map(({ reason }) => reason).sort()).toEqual(
      [...(asyncapi.components.schemas.End.properties.reason.enum as string[])].sort(),
    );
  });
});

const NEW_CLASS: XmlSection = ['Classes', { ClassId: 'K1W', Class: 'K1W', Categories: [{ CatId: 'ZV' }] }];
const NEW_RACE: XmlSection = [
  'Schedule',
  { RaceId: 'K1M_SR_7', RaceOrder: 9, ClassId: 'K1M', DisId: 'SR', RaceStatus: 1 },
];
const NEW_START: XmlSection = ['Results', { RaceId: 'K1M_SR_7', Id: '11.K1M', Bib: '1', StartOrder: 1 }];

describe('the messages that asyncapi.yaml describes', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({
      env: { MAX_CONNECTIONS_PER_EVENT: '20', SHOW_VIEWERS: 'true', ON_COURSE_EXPIRY_MS: '500' },
    });
  });
  afterEach(() => server.close());

  /** One client for each transport and view. */
  function clientsOf(eventId: string): LiveClient[] {
    const queries = ['', 'view=structure', `races=${RACES.single},NONE`];
    return queries.flatMap((query) => {
      const target = { url: server.url, eventId, query };
      return [new WsClient(target), new SseClient(target), new PollClient(target)];
    });
  }

  function problemsOf(client: LiveClient): string[] {
    return client.messages
      .map((message) => problemsBySchema(payloadOf(message.type), message))
      .filter(Boolean);
  }

  it('are what every transport and view sends, for every kind of change', async () => {
    const event = await EventApi.withExport(server.url, springSlalom(), 'startlist');
    const clients = clientsOf('TEST');
    await Promise.all(clients.map((client) => client.until(({ messages }) => messages.length > 0)));

    // How many watch is no news to a poll.
    const streams = clients.filter((client) => !(client instanceof PollClient));
    await Promise.all(streams.map((client) => client.until(({ state }) => state?.viewers !== undefined)));
    await event.setStatus('running');
    const run = { time: 7_899, pen: 200, total: 8_099 };
    for (const row of [
      liveResult('single', 'adam', run),
      liveResult('first', 'ben', run),
      liveResult('second', 'ben', { status: 'DNF' }),
      liveResult('team', 'team', run),
      liveResult('crew', 'crew', run),
      liveResult('heat', 'cyril', { rnk: 1, time: 1_000 }),
    ]) {
      expect((await event.pushResults([row])).body).toMatchObject({ updated: 1 });
    }
    const running = { gates: [0, 2, 50, null, null], time: 4_100, dtStart: '2026-06-06T10:04:00.000Z' };
    await event.pushOnCourse([onCourse('first', 'adam', running)]);
    await Promise.all(clients.map((client) => client.until(({ state }) => state?.timing?.isMidRun === true)));
    await event.setConfig({ activeRaceId: RACES.single, showOnCourse: false });
    await event.admin('PUT', `corrections/${RACES.crew}/31`, { reason: 'protest', status: 'DSQ' });
    await event.admin('PUT', 'boards/wall', { layout: 'ledwall' });
    await event.admin('PUT', 'board-images/logo', { imageData: 'data:image/png;base64,iVBORw0KGgo=' });
    await event.pushXml(
      springSlalom({ event: { Location: 'Horní Brod' }, extra: [NEW_CLASS, NEW_RACE, NEW_START] }),
    );
    await event.setStatus('finished');
    await Promise.all(
      clients.map((client) => client.until(({ state }) => state?.event.status === 'finished')),
    );

    expect(clients.flatMap(problemsOf)).toEqual([]);
    const data = clients.flatMap(({ messages }) =>
      messages.flatMap((message) => (message.type === 'diff' ? Object.keys(message.data) : [])),
    );
    expect([...new Set(data)].sort()).toEqual(
      Object.keys(openapi.components.schemas.DiffData.properties as object).sort(),
    );
    clients.forEach((client) => {
      client.close();
    });
  });

  it('are the whole story of a simulated race day', async () => {
    const plan = simulateRaceDay({ seed: 5, athletes: 20 });
    const event = await EventApi.create(server.url, 'DAY');
    let client: WsClient | null = null;
    let pushes = 0;
    for (const { kind, body } of livePushes(plan, { xmlEverySeconds: 3_600 })) {
      pushes += 1;
      if (kind === 'status') await event.setStatus(body.status);
      else if (kind !== 'oncourse' || pushes % 60 === 0) await event.ingest(kind, body);
      if (kind === 'status' && client === null) client = new WsClient({ url: server.url, eventId: 'DAY' });
    }
    await client?.until(({ state }) => state?.event.status === 'finished');
    expect(client?.messages.length).toBeGreaterThan(50);
    expect(client && problemsOf(client)).toEqual([]);
    client?.close();
  });

  it.each([
    ['draft', 'Event unpublished'],
    ['deleted', 'Event deleted'],
  ])('are what SSE says at its end: %s', async (how, reason) => {
    const event = await EventApi.withExport(server.url, springSlalom(), 'startlist');
    const client = new SseClient({ url: server.url, eventId: 'TEST' });
    await client.until(({ messages }) => messages.length > 0);
    if (how === 'draft') await event.setStatus('draft');
    else await fetch(`${server.url}/api/v1/admin/events/TEST`, { method: 'DELETE' });
    await client.until(({ ending }) => ending !== null);
    const end = JSON.parse(client.ending?.replace(/^end /, '') ?? '') as unknown;
    expect(end).toEqual({ reason });
    expect(problemsBySchema(payloadOf('end'), end)).toBe('');
  });

  it('are what SSE says when there is no room, and what a poll answers', async () => {
    await EventApi.withExport(server.url, springSlalom(), 'running');
    const url = `${server.url}/api/v1/events/TEST`;
    const answer = (await (await fetch(`${url}/poll`)).json()) as { messages: unknown[] };
    expect(answer.messages).toHaveLength(1);
    expect(problemsBySchema(payloadOf('batch'), answer)).toBe('');

    const target = { url: server.url, eventId: 'TEST' };
    const viewers = Array.from({ length: 20 }, () => new WsClient(target));
    await Promise.all(viewers.map((viewer) => viewer.until(({ messages }) => messages.length > 0)));
    const refused = await (await fetch(`${url}/sse`)).text();
    const [, retry, data] = /^retry: (\d+)\nevent: busy\ndata: (.*)\n\n$/.exec(refused) ?? [];
    expect(Number(retry)).toBeGreaterThan(0);
    expect(problemsBySchema(payloadOf('busy'), JSON.parse(data ?? ''))).toBe('');
    viewers.forEach((viewer) => {
      viewer.close();
    });
  });
});
