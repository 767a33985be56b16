import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import Koa from 'koa';
import pino from 'pino';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { AddressLimits } from '../../../app/AddressLimits';
import { ShortTurns } from '../../../app/ShortTurns';
import { routersOf } from '../../../app/stack';
import { stackSettings } from '../../../app/settings';
import { slalomLive } from '../../../app/slalomLive';
import { errors } from '../../../app/middleware/errors';
import { aboutRoutes } from '../../../app/routes/about';
import { assetRoutes } from '../../../app/routes/assets';
import { configSchema, newEventSchema, statusSchema } from '../../../app/schemas';
import type { Services } from '../../../app/services';
import { openDatabase } from '../../../lib/db/dialect';
import { pushedRows } from '../../../lib/ingest/jsonBodies';
import { readOnCourse, readResults } from '../../../lib/ingest/readPushes';
import { MOST_SUBSCRIBERS } from '../../../lib/ingest/subscribePush';
import { SkippedParts } from '../../../lib/ingest/SkippedParts';
import { livePushes } from '../../../lib/simulator/livePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi, send, type Answer, type Json } from '../../support/api';
import {
  brokenReferences,
  documentedPath,
  openapi,
  operations,
  problemsBySchema,
  problemsWithAnswer,
} from '../../support/openapi';
import { liveResult, onCourse, RACES, springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const MASTER = 'one long master password';

/** `get /path 200` of every answer that was held against the document. */
const seen = new Set<string>();

/** Sends the request and holds the answer against openapi.yaml. */
async function call(
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const answer = await send(method, url, options);
  const path = documentedPath(new URL(url).pathname);
  const operation = { path: path ?? '', method: method.toLowerCase() };
  const problems = problemsWithAnswer(
    operation,
    answer.status,
    answer.headers.get('content-type'),
    answer.body,
  );
  if (problems) {
    throw new Error(`${method} ${url} ${answer.status} ${JSON.stringify(answer.body)}\n${problems}`);
  }
  seen.add(`${operation.method} ${operation.path} ${answer.status}`);
  return answer;
}

/** Asks whether there is another answer by now. Without the second header, fetch would say that it wants a new one. */
const ifChangedSince = (answer: Answer): Record<string, string> => ({
  'If-None-Match': answer.headers.get('etag') ?? '',
  'Cache-Control': 'max-age=0',
});

describe('openapi.yaml', () => {
  it('has no broken references and no operation id twice', () => {
    expect(brokenReferences(openapi)).toEqual([]);
    const ids = operations.map(({ path, method }) => openapi.paths[path][method].operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names each parameter of each path', () => {
    for (const [path, item] of Object.entries(openapi.paths as Record<string, Json>)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(
        ([, name]) => `#/components/parameters/${name ?? ''}`,
      );
      const named = ((item.parameters ?? []) as { $ref: string }[]).map(({ $ref }) => $ref);
      expect({ path, named }).toEqual({ path, named: wanted });
    }
  });

  it('has the routes of the server, no more and no less', () => {
    const settings = stackSettings({ masterPasswords: [] });
    const routers = Object.values(
      routersOf({ settings, log: pino({ level: 'silent' }) } as unknown as Services),
    ).flat();
    const served = routers.flatMap(({ stack }) =>
      stack.flatMap(({ path, methods }) =>
        methods
          .filter((method) => method !== 'HEAD')
          .map((method) => `${method.toLowerCase()} ${String(path).replace(/:(\w+)/g, '{$1}')}`),
      ),
    );
    const documented = operations.map(({ method, path }) => `${method} ${path}`);
    expect(documented.sort()).toEqual([...new Set(served)].sort());
  });

  it('has examples that its own schemas accept', () => {
    for (const { path, method } of operations) {
      const operation = openapi.paths[path][method];
      const contents = [operation.requestBody, ...Object.values(operation.responses as Record<string, Json>)];
      for (const content of contents) {
        const media = content?.content?.['application/json'];
        if (media?.example === undefined || media.schema.$ref === undefined) continue;
        const problems = problemsBySchema(`openapi.yaml${media.schema.$ref as string}`, media.example);
        expect({ path, method, problems }).toEqual({ path, method, problems: '' });
      }
    }
  });
});

describe('the requests that openapi.yaml describes', () => {
  const SCHEMAS: Record<string, z.ZodType> = {
    NewEvent: newEventSchema,
    StatusRequest: statusSchema,
    ConfigRequest: configSchema,
  };

  const event = (change: object) => ({ eventId: 'E', mainTitle: 'T', ...change });

  const ACCEPTED: [schema: string, body: unknown][] = [
    ['NewEvent', event({})],
    ['NewEvent', event({ subTitle: null, location: null, startDate: null, imageData: null, unknown: 1 })],
    ['NewEvent', event({ startDate: '2026-05-30', endDate: '2026-05-31T18:00:00+02:00', imageData: PNG })],
    ['NewEvent', event({ eventId: 'a.B_c-9' })],
    ['StatusRequest', { status: 'running' }],
    ['ConfigRequest', {}],
    [
      'ConfigRequest',
      { activeRaceId: null, displayMode: 'simple', showOnCourse: false, mergeStrategy: 'latest' },
    ],
    ['ResultsRequest', { results: [] }],
    ['ResultsRequest', { results: [{ raceId: 'A', bib: '1' }, 'odd', null] }],
    ['OnCourseRequest', { oncourse: [] }],
    ['OnCourseRequest', { oncourse: [{ raceId: 'A', bib: '1' }, 7] }],
  ];

  const REFUSED: [schema: string, body: unknown][] = [
    ['NewEvent', []],
    ['NewEvent', { eventId: 'E' }],
    ['NewEvent', event({ eventId: '' })],
    ['NewEvent', event({ eventId: 'a b' })],
    ['NewEvent', event({ eventId: '.a' })],
    ['NewEvent', event({ eventId: 'x'.repeat(101) })],
    ['NewEvent', event({ mainTitle: '' })],
    ['NewEvent', event({ mainTitle: null })],
    ['NewEvent', event({ mainTitle: 'x'.repeat(301) })],
    ['NewEvent', event({ subTitle: 'x'.repeat(301) })],
    ['NewEvent', event({ discipline: 'x'.repeat(101) })],
    ['NewEvent', event({ startDate: '30.5.2026' })],
    ['NewEvent', event({ imageData: 'data:text/html;base64,AAAA' })],
    ['StatusRequest', {}],
    ['StatusRequest', { status: 'paused' }],
    ['ConfigRequest', { unknown: 1 }],
    ['ConfigRequest', { displayMode: 'big' }],
    ['ConfigRequest', { showOnCourse: 'yes' }],
    ['ConfigRequest', { mergeStrategy: null }],
    ['ConfigRequest', { activeRaceId: 7 }],
    ['ResultsRequest', {}],
    ['ResultsRequest', { results: {} }],
    ['OnCourseRequest', {}],
    ['OnCourseRequest', { oncourse: {} }],
  ];

  const accepts = (schema: string, body: unknown) => ({
    body: JSON.stringify(body).slice(0, 200),
    document: problemsBySchema(`openapi.yaml#/components/schemas/${schema}`, body) === '',
    server: SCHEMAS[schema]?.safeParse(body).success ?? takesRows(schema, body),
  });
  const takesRows = (schema: string, body: unknown): boolean => {
    const field = schema === 'ResultsRequest' ? 'results' : 'oncourse';
    try {
      return Array.isArray(pushedRows(Buffer.from(JSON.stringify(body)), field));
    } catch {
      return false;
    }
  };

  it.each(ACCEPTED)('%s are accepted by the document and by the server: %j', (schema, body) => {
    expect(accepts(schema, body)).toMatchObject({ document: true, server: true });
  });

  it('are refused by the document and by the server alike', () => {
    const answers = REFUSED.map(([schema, body]) => accepts(schema, body));
    expect(answers.filter(({ document, server }) => document || server)).toEqual([]);
  });

  it('have the fields that the server knows, the same of them required', () => {
    const described = (schema: Json): Json => {
      const target =
        schema.$ref === undefined
          ? schema
          : openapi.components.schemas[(schema.$ref as string).split('/').at(-1) ?? ''];
      return shapeOf(target, described);
    };
    const known = (schema: Json): Json => shapeOf(schema.anyOf?.[0] ?? schema, known);
    for (const [name, schema] of Object.entries(SCHEMAS)) {
      const document = described(openapi.components.schemas[name]);
      expect({ name, shape: document }).toEqual({
        name,
        shape: known(z.toJSONSchema(schema, { io: 'input' }) as Json),
      });
    }
  });
});

describe('the rows of pushes that openapi.yaml describes', () => {
  const row = { raceId: 'A', bib: '1' };
  const READERS = { PushedResult: readResults, PushedOnCourseEntry: readOnCourse };
  type RowName = keyof typeof READERS;

  const WHOLE: [name: RowName, row: object][] = [
    ['PushedResult', row],
    ['PushedResult', { raceId: 7, bib: 12, participantId: 30034, rnk: 1, time: 0, pen: 0, total: null }],
    [
      'PushedResult',
      { ...row, bib: null, participantId: '30034.K1M', status: '*', gates: 'ignored', catId: null },
    ],
    ['PushedResult', { ...row, time: '7899', pen: ' 200 ', total: '', rnk: '3' }],
    ['PushedOnCourseEntry', row],
    [
      'PushedOnCourseEntry',
      { ...row, gates: [0, 2, 50, null], time: 4100, ttbDiff: '+1.2', rank: null, bib: 3 },
    ],
    ['PushedOnCourseEntry', { ...row, gates: [52, '100', 999, ''], dtStart: '' }],
    ['PushedOnCourseEntry', { ...row, gates: null, participantId: null, name: null, position: null }],
  ];
  const ODD: [name: RowName, row: object][] = [
    ['PushedResult', { bib: '1' }],
    ...[
      { raceId: '' },
      { raceId: 'x'.repeat(101) },
      { raceId: 'A\u0000' },
      { bib: 1.5 },
      { bib: true },
      { bib: 'x'.repeat(101) },
      { participantId: {} },
      { time: 78.99 },
      { time: '78.99' },
      { pen: -200 },
      { total: 100_000_001 },
      { rnk: [1] },
      { rnk: 1_000_001 },
      { status: 1 },
      { status: 'x'.repeat(21) },
    ].map((change): [RowName, object] => ['PushedResult', { ...row, ...change }]),
    ...[
      { gates: 'clean' },
      { gates: [1_000] },
      { gates: ['-'] },
      { gates: Array.from({ length: 101 }, () => 0) },
      { name: 'x'.repeat(201) },
      { name: 'a\nb' },
      { position: 'first' },
      { time: true },
      { dtFinish: 1_790_000_000_000 },
    ].map((change): [RowName, object] => ['PushedOnCourseEntry', { ...row, ...change }]),
  ];

  const told = (name: RowName, odd: object) => {
    const skipped = new SkippedParts();
    READERS[name]([odd], skipped);
    return skipped.answer().skippedCount ?? 0;
  };
  const described = (name: RowName, one: object) =>
    problemsBySchema(`openapi.yaml#/components/schemas/${name}`, one) === '';

  it.each(WHOLE)('%s are taken whole: %j', (name, one) => {
    expect([described(name, one), told(name, one)]).toEqual([true, 0]);
  });

  it('are left out in part where the document does not describe them', () => {
    const answers = ODD.map(([name, one]) => [
      JSON.stringify(one),
      described(name, one),
      told(name, one) > 0,
    ]);
    expect(answers.filter(([, isDescribed, isTold]) => isDescribed === true || isTold === false)).toEqual([]);
  });

  it('have the fields that the server reads', () => {
    for (const name of Object.keys(READERS) as RowName[]) {
      const read = new Set<string>();
      const spy = new Proxy<Record<string, unknown>>(row, {
        get: (target, field) => {
          read.add(String(field));
          return target[String(field)];
        },
      });
      READERS[name]([spy], new SkippedParts());
      const fields = Object.keys(openapi.components.schemas[name].properties as object);
      expect({ name, fields: [...read].sort() }).toEqual({ name, fields: fields.sort() });
    }
  });

  it('are those that the simulated bridge sends, and those of the examples', () => {
    const pushes = [...livePushes(simulateRaceDay({ seed: 3, athletes: 12 }), { xmlEverySeconds: 0 })];
    for (const push of pushes) {
      const rows =
        push.kind === 'results' ? push.body.results : push.kind === 'oncourse' ? push.body.oncourse : [];
      const name = push.kind === 'results' ? 'PushedResult' : 'PushedOnCourseEntry';
      for (const one of rows) expect([described(name, one), told(name, one)]).toEqual([true, 0]);
    }
    for (const [name, route] of [
      ['PushedResult', 'results'],
      ['PushedOnCourseEntry', 'oncourse'],
    ] as const) {
      const { content } = openapi.paths[`/api/v1/ingest/${route}`].post.requestBody;
      for (const one of content['application/json'].example[route] as object[])
        expect([described(name, one), told(name, one)]).toEqual([true, 0]);
    }
  });
});

/** Names of fields, nested, each with whether it is required. */
function shapeOf(schema: Json, next: (schema: Json) => Json): Json {
  if (schema.properties) {
    const required = (schema.required ?? []) as string[];
    return Object.fromEntries(
      Object.entries(schema.properties as Record<string, Json>).map(([name, value]) => [
        required.includes(name) ? `${name}!` : name,
        next(value),
      ]),
    );
  }
  return schema.items ? [next(schema.items)] : null;
}

describe('the answers that openapi.yaml describes', () => {
  const clock = new FakeClock();
  let server: TestServer;
  /** The same with a master password and little patience. */
  let strict: TestServer;
  /** The same with room for one viewer. */
  let small: TestServer;
  let event: EventApi;
  let base: string;
  let admin: string;

  const master = { 'X-Master-Key': MASTER };
  const key = () => ({ 'X-API-Key': event.apiKey });
  const of = (path = '') => `${base}/events/TEST${path}`;
  const ingest = (route: string, body: unknown, headers: Record<string, string> = {}) =>
    call('POST', `${base}/ingest/${route}`, { body, headers: { ...key(), ...headers } });
  const setting = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call('PATCH', `${admin}/TEST/${path}`, { body, headers: { ...key(), ...headers } });

  beforeAll(async () => {
    server = await startTestServer({ clock, env: { MAX_BODY_BYTES: '65536' } });
    strict = await startTestServer({
      env: { MASTER_PASSWORDS: MASTER, MAX_AUTH_FAILURES: '7' },
    });
    small = await startTestServer({ env: { MAX_CONNECTIONS_PER_EVENT: '1' } });
    base = `${server.url}/api/v1`;
    admin = `${base}/admin/events`;
    event = await EventApi.withExport(server.url, springSlalom());
  });
  afterAll(() => Promise.all([server.close(), strict.close(), small.close()]));

  it('of the administrator', async () => {
    const created = await call('POST', admin, {
      body: { eventId: 'OTHER', mainTitle: 'T', startDate: '2026-05-30' },
    });
    expect(Object.keys(created.body.validity as object)).toEqual(['validFrom', 'validUntil']);
    expect((await call('POST', admin, { body: { eventId: 'OTHER', mainTitle: 'T' } })).status).toBe(409);
    expect((await call('POST', admin, { body: { eventId: 'no spaces' } })).status).toBe(400);
    const text = '{';
    expect((await call('POST', admin, { body: text })).body.error).toBe('InvalidJson');
    expect((await call('POST', admin, { body: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await call('POST', admin, { body: text, headers: { 'Content-Encoding': 'zip' } })).status).toBe(
      415,
    );
    expect((await call('GET', admin)).body.events).toHaveLength(2);
    expect((await call('GET', `${base}/admin/live`)).body.counters).toMatchObject({ delivered: 0 });
    expect((await call('GET', `${admin}/OTHER`)).body.mainTitle).toBe('T');
    const change = { body: { location: 'Horní Brod' } };
    expect((await call('PATCH', `${admin}/OTHER`, change)).body.location).toBe('Horní Brod');
    expect((await call('PATCH', `${admin}/OTHER`, { body: { nonsense: 1 } })).status).toBe(400);
    expect((await call('PATCH', `${admin}/OTHER`, { body: 'x'.repeat(70_000) })).status).toBe(413);
    const zip = { body: text, headers: { 'Content-Encoding': 'zip' } };
    expect((await call('PATCH', `${admin}/OTHER`, zip)).status).toBe(415);
    expect((await call('POST', `${admin}/OTHER/key`)).body.apiKey).not.toBe(created.body.apiKey);
    for (const [method, route] of [
      ['GET', ''],
      ['PATCH', ''],
      ['POST', '/key'],
    ] as const) {
      expect((await call(method, `${admin}/NONE${route}`, method === 'PATCH' ? change : {})).status).toBe(
        404,
      );
    }
    expect((await call('DELETE', `${admin}/OTHER`)).status).toBe(200);
    expect((await call('DELETE', `${admin}/OTHER`)).status).toBe(404);
  });

  it('of sessions, feeds and the log', async () => {
    const session = `${strict.url}/api/v1/session`;
    const text = 'x'.repeat(70_000);
    expect((await call('GET', `${base}/session`)).body.role).toBeNull();
    expect((await call('POST', `${base}/session`, { body: {} })).body.role).toBe('administrator');
    expect((await call('POST', `${base}/session`, { body: { apiKey: event.apiKey } })).body).toMatchObject({
      role: 'key',
      eventId: 'TEST',
    });
    expect((await call('POST', `${base}/session`, { body: { password: 7 } })).status).toBe(400);
    expect((await call('POST', `${base}/session`, { body: text })).status).toBe(413);
    const zip = { 'Content-Encoding': 'zip' };
    expect((await call('POST', `${base}/session`, { body: '{}', headers: zip })).status).toBe(415);
    expect((await call('DELETE', `${base}/session`)).body.role).toBeNull();
    let status = 0;
    for (let i = 0; i < 100 && status !== 429; i += 1)
      ({ status } = await call('POST', session, { body: { apiKey: 'wrong' } }));
    expect(status).toBe(429);
    for (const route of ['feeds', 'log?limit=5', 'races', 'boards', 'viewers']) {
      const at = (id: string): string => `${admin}/${id}/${route}`;
      expect((await call('GET', at('TEST'), { headers: key() })).status).toBe(200);
      expect((await call('GET', at('NONE'), { headers: key() })).status).toBe(404);
      expect((await call('GET', at('TEST'))).status).toBe(401);
      expect((await call('GET', `${strict.url}/api/v1/admin/events/NONE/${route}`)).status).toBe(429);
    }
    expect((await call('GET', `${admin}/TEST/log?limit=0`, { headers: key() })).status).toBe(400);
    expect((await call('POST', `${admin}/TEST/key`, { body: { graceMinutes: -1 } })).status).toBe(400);
    expect((await call('POST', `${admin}/TEST/key`, { body: text })).status).toBe(413);
    expect((await call('POST', `${admin}/TEST/key`, { body: '{}', headers: zip })).status).toBe(415);
    for (const path of ['/control', '/api']) {
      const page = await call('GET', server.url + path);
      expect((await call('GET', server.url + path, { headers: ifChangedSince(page) })).status).toBe(304);
    }
  });

  it('of corrections where none are taken', async () => {
    const draft = await EventApi.create(server.url, 'NOT-YET');
    await draft.pushXml(springSlalom());
    const url = `${admin}/NOT-YET/corrections/${RACES.crew}/31`;
    const headers = { 'X-API-Key': draft.apiKey };
    const body = { reason: 'protest', status: 'DSQ' };
    expect((await call('PUT', url, { body, headers })).status).toBe(403);
    expect((await call('DELETE', url, { headers })).status).toBe(403);
  });

  it('of corrections and boards', async () => {
    const text = 'x'.repeat(70_000);
    const zip = { 'Content-Encoding': 'zip' };
    const at = (path: string, eventId = 'TEST'): string => `${admin}/${eventId}/${path}`;
    const place = `corrections/${RACES.crew}/31`;
    const bodies: [path: string, right: object][] = [
      [place, { reason: 'protest', status: 'DSQ' }],
      ['boards/wall', { label: 'Finish', layout: 'ledwall', rows: 8 }],
      ['board-images/logo', { imageData: PNG }],
    ];
    for (const [path, body] of bodies) {
      expect((await call('PUT', at(path), { body, headers: key() })).status).toBe(200);
      expect(
        (await call('PUT', at(path), { body: { imageData: 7, reason: 7, rows: -1 }, headers: key() })).status,
      ).toBe(400);
      expect((await call('PUT', at(path), { body: text, headers: key() })).status).toBe(413);
      expect((await call('PUT', at(path), { body, headers: { ...key(), ...zip } })).status).toBe(415);
      expect((await call('PUT', at(path), { body })).status).toBe(401);
      expect((await call('PUT', at(path, 'NONE'), { body, headers: key() })).status).toBe(404);
      expect((await call('PUT', `${strict.url}/api/v1/admin/events/NONE/${path}`, { body })).status).toBe(
        429,
      );
    }
    expect((await call('GET', of(`/results/${RACES.crew}`))).body.results[0].byHand).toBe('protest');
    expect((await call('GET', at('boards'), { headers: key() })).body.boards).toHaveLength(1);
    const logo = await call('GET', of('/board-images/logo'));
    expect((await call('GET', of('/board-images/logo'), { headers: ifChangedSince(logo) })).status).toBe(304);
    expect((await call('GET', of('/board-images/sponsor-1'))).status).toBe(404);
    expect((await call('GET', of('/board-images/other'))).status).toBe(400);
    for (const [path, taken] of [
      [place, 'corrections/NONE/1'],
      ['boards/wall', null],
    ] as const) {
      expect((await call('DELETE', at(path), { headers: key() })).status).toBe(200);
      if (taken === null) expect((await call('DELETE', at('boards/+'), { headers: key() })).status).toBe(400);
      else expect((await call('DELETE', at(taken), { headers: key() })).status).toBe(404);
      expect((await call('DELETE', at(path))).status).toBe(401);
      expect((await call('DELETE', at(path, 'NONE'), { headers: key() })).status).toBe(404);
      expect((await call('DELETE', `${strict.url}/api/v1/admin/events/NONE/${path}`)).status).toBe(429);
    }
    for (let n = 0; n < 60; n += 1)
      await call('PUT', at(`boards/b${n}`), { body: { rows: 1 }, headers: key() });
    expect((await call('PUT', at('boards/last'), { body: { rows: 1 }, headers: key() })).status).toBe(409);
    for (let n = 0; n < 60; n += 1) await call('DELETE', at(`boards/b${n}`), { headers: key() });

    const shown = { layout: 'vertical', rows: null, race: null, title: null, width: 1, height: 1 };
    const report = (name: string, more: object = {}, route = of('/boards')): Promise<Answer> =>
      call('POST', route, { body: { name, shown }, ...more });
    for (let n = 0; n < 20; n += 1) expect((await report(`b${n}`)).status).toBe(204);
    expect((await report('last')).status).toBe(429);
    expect((await report('+')).status).toBe(400);
    expect((await report('b1', { body: text })).status).toBe(413);
    expect((await report('b1', { headers: zip })).status).toBe(415);
    expect((await report('b1', {}, `${base}/events/NONE/boards`)).status).toBe(404);
    expect((await call('GET', at('boards'), { headers: key() })).body.boards).toHaveLength(20);
  });

  it('of notifications', async () => {
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
    const device = { endpoint: 'https://fcm.googleapis.com/x', keys, favourites: ['1001'], language: 'cs' };
    const put = (body: object | string, more: object = {}, route = of('/push')): Promise<Answer> =>
      call('PUT', route, { body, ...more });
    expect((await call('GET', `${base}/push`)).status).toBe(200);
    expect((await put(device)).status).toBe(204);
    expect((await put({ ...device, endpoint: 'https://evil.example/' })).status).toBe(400);
    expect(
      (await put({ ...device, favourites: ['x'.repeat(300)].concat(Array(50).fill('y'.repeat(100))) }))
        .status,
    ).toBe(413);
    expect((await put(device, { headers: { 'Content-Encoding': 'zip' } })).status).toBe(415);
    expect((await put(device, {}, `${base}/events/NONE/push`)).status).toBe(404);
    const db = openDatabase(server.databaseUrl);
    const [id] = await db('events').where('event_id', event.eventId).pluck<number[]>('id');
    const row = { event: id, keys: '{}', favourites: '[]', language: 'en', page: '', told: '{}', since: 0 };
    for (let n = 0; n < MOST_SUBSCRIBERS; n += 500)
      await db('push_subscriptions').insert(
        Array.from({ length: 500 }, (_, i) => ({ ...row, endpoint: `e${n + i}` })),
      );
    expect((await put(device)).body.error).toBe('TooManySubscribers');
    await db('push_subscriptions').delete();
    await db.destroy();
    const silent = await startTestServer({ env: { PUSH_SERVICES: 'none' } });
    expect((await call('GET', `${silent.url}/api/v1/push`)).body.error).toBe('PushIsOff');
    await silent.close();
  });

  it('of a server with a master password', async () => {
    const events = `${strict.url}/api/v1/admin/events`;
    expect((await call('GET', events)).status).toBe(401);
    expect((await call('GET', events, { headers: master })).status).toBe(200);
    expect((await call('DELETE', `${events}/E`, { headers: { 'X-Master-Key': 'wrong' } })).status).toBe(401);
    const body = { eventId: 'E', mainTitle: 'T' };
    expect((await call('POST', events, { body, headers: { 'X-Master-Key': 'wrong' } })).status).toBe(401);
    expect((await call('GET', `${strict.url}/api/v1/admin/live`)).status).toBe(401);
    expect((await call('GET', `${events}/E`)).status).toBe(401);
    expect((await call('PATCH', `${events}/E`, { body })).status).toBe(401);
    expect((await call('POST', `${events}/E/key`)).status).toBe(401);
    // Ten times as many are let pass where the right one came from; keys are counted apart from passwords.
    for (let failures = 0; failures < 70; failures += 1) await call('GET', events);
    for (let failures = 0; failures < 7; failures += 1) await call('GET', `${events}/E/config`);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/../live'],
      ['POST', ''],
      ['GET', '/E'],
      ['PATCH', '/E'],
      ['POST', '/E/key'],
      ['DELETE', '/E'],
      ['PATCH', '/E/status'],
      ['GET', '/E/config'],
      ['PATCH', '/E/config'],
      ['POST', '/E/refresh'],
    ] as const) {
      const answer = await call(method, events + path, method === 'GET' ? {} : { body: {} });
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([
        path,
        429,
        expect.stringMatching(/^\d+$/),
      ]);
    }
    for (const route of ['xml', 'results', 'oncourse']) {
      expect((await call('POST', `${strict.url}/api/v1/ingest/${route}`, { body: {} })).status).toBe(429);
    }
  });

  it('of the settings', async () => {
    expect((await call('GET', `${admin}/TEST/config`, { headers: key() })).status).toBe(200);
    expect((await setting('config', { activeRaceId: RACES.single })).status).toBe(200);
    for (const path of ['config', 'status']) {
      expect((await setting(path, { nonsense: 1 })).status).toBe(400);
      expect((await setting(path, 'x'.repeat(70_000))).status).toBe(413);
      expect((await setting(path, '{}', { 'Content-Encoding': 'zip' })).status).toBe(415);
      expect((await setting(path, {}, { 'X-API-Key': '' })).status).toBe(401);
      expect((await call('PATCH', `${admin}/NONE/${path}`, { body: {}, headers: key() })).status).toBe(404);
    }
    expect((await call('GET', `${admin}/NONE/config`, { headers: key() })).status).toBe(404);
    expect((await call('GET', `${admin}/TEST/config`)).status).toBe(401);
  });

  it('of a refresh', async () => {
    expect((await call('POST', `${admin}/TEST/refresh`, { headers: key() })).status).toBe(200);
    expect((await call('POST', `${admin}/NONE/refresh`, { headers: key() })).status).toBe(404);
    expect((await call('POST', `${admin}/TEST/refresh`)).status).toBe(401);
  });

  it('of the ingest', async () => {
    expect((await ingest('xml', springSlalom(), { 'Content-Type': 'application/xml' })).status).toBe(200);
    expect((await ingest('xml', { xml: springSlalom() })).status).toBe(200);
    const zipped = { 'Content-Type': 'text/xml', 'Content-Encoding': 'gzip' };
    expect((await ingest('xml', gzipSync(springSlalom()), zipped)).status).toBe(200);
    const strangeRow = { RaceId: 'NONE', Id: '11.K1M', Bib: '1' };
    const odd = await ingest('xml', {
      xml: springSlalom({ event: { StartDate: 'soon' }, extra: [['Results', strangeRow]] }),
    });
    expect(Object.keys(odd.body as object)).toEqual(['imported', 'skipped', 'skippedCount', 'warnings']);
    expect((await ingest('xml', springSlalom().slice(0, 900))).body.error).toBe('InvalidExport');
    expect((await ingest('xml', '<Canoe123Data>&nope;</Canoe123Data>')).body.column).toBeGreaterThan(0);

    expect((await ingest('xml', { xml: '<Canoe123Data/>' })).body.error).toBe('EmptyExport');
    expect((await ingest('xml?replace=no', { xml: springSlalom() })).body.error).toBe('ValidationError');

    const run = { time: 7_899, pen: 200, total: 8_099 };
    const pushed = [
      liveResult('single', 'adam', run),
      liveResult('first', 'ben', run),
      liveResult('second', 'ben', { status: 'DNF' }),
      liveResult('team', 'team', run),
      liveResult('crew', 'crew', run),
      liveResult('heat', 'cyril', { rnk: 1, time: 1_000 }),
      { raceId: 'NONE', bib: 1 },
    ];
    expect((await ingest('results', { results: pushed })).body).toMatchObject({
      updated: 6,
      skippedCount: 1,
    });
    const running = onCourse('first', 'adam', { gates: [0, 2, 50, null, null], dtStart: 'x', time: 4_100 });
    expect(
      (await ingest('oncourse', { oncourse: [running, { raceId: 'NONE', bib: 1 }] })).body,
    ).toMatchObject({
      active: 1,
      skippedCount: 1,
    });

    for (const route of ['xml', 'results', 'oncourse']) {
      expect((await ingest(route, { wrong: 1 })).body.error).toBe('ValidationError');
      expect((await ingest(route, '{"')).body.error).toBe('InvalidJson');
      expect((await ingest(route, 'no gzip', { 'Content-Encoding': 'gzip' })).body.error).toBe(
        'InvalidEncoding',
      );
      expect((await ingest(route, gzipSync('x'.repeat(70_000)), { 'Content-Encoding': 'gzip' })).status).toBe(
        413,
      );
      expect((await ingest(route, '{}', { 'Content-Encoding': 'zip' })).status).toBe(415);
      expect((await ingest(route, {}, { 'X-API-Key': 'wrong' })).status).toBe(401);
    }
  });

  it('of the public routes', async () => {
    const lists = Object.values(RACES).flatMap((race) => [
      `/results/${race}`,
      `/results/${race}?detailed=true&catId=ZS`,
      `/results/${race}?detailed=true`,
      `/startlist/${race}`,
      `/results/${race}.csv?lang=cs`,
      `/startlist/${race}.csv?catId=ZS`,
    ]);
    const views = ['', '?view=structure', `?races=${RACES.first},NONE`].map((query) => `/snapshot${query}`);
    for (const path of [
      '',
      '/oncourse',
      '/categories',
      '/schedule.ics',
      '/results.csv',
      ...lists,
      ...views,
    ]) {
      const answer = await call('GET', of(path));
      expect([path, answer.status]).toEqual([path, 200]);
      const again = await call('GET', of(path), { headers: ifChangedSince(answer) });
      expect([path, again.status]).toEqual([path, 304]);
      expect((await call('GET', `${base}/events/NONE${path}`)).status).toBe(404);
    }
    for (const graphic of [
      'list.json',
      'leader.csv',
      'finisher.xml',
      `oncourse.json?race=${RACES.first}&rows=3`,
    ]) {
      const answer = await call('GET', of(`/graphics/${graphic}`));
      expect([graphic, answer.status]).toEqual([graphic, 200]);
      expect(
        (await call('GET', of(`/graphics/${graphic}`), { headers: ifChangedSince(answer) })).status,
      ).toBe(304);
    }
    expect((await call('GET', of('/graphics/list.json?rows=0'))).status).toBe(400);
    expect((await call('GET', of('/graphics/list.json?race=NONE'))).status).toBe(404);
    const events = await call('GET', `${base}/events`);
    expect((await call('GET', `${base}/events`, { headers: ifChangedSince(events) })).status).toBe(304);
    expect((await call('GET', of('/results/NONE'))).body.error).toBe('RaceNotFound');
    for (const list of ['results', 'startlist'])
      expect((await call('GET', of(`/${list}/NONE.csv`))).body.error).toBe('RaceNotFound');
    expect((await call('GET', of('/startlist/NONE'))).body.error).toBe('RaceNotFound');
    expect((await call('GET', of('/snapshot?view=half'))).status).toBe(400);
    for (const list of [
      `/results/${RACES.first}`,
      `/results/${RACES.first}.csv`,
      `/startlist/${RACES.first}.csv`,
    ])
      expect((await call('GET', of(`${list}?catId=ZS&catId=ZM`))).body.message).toContain('catId: ');
    expect((await call('GET', `${server.url}/health`)).status).toBe(200);
    const described = await call('GET', `${base}/openapi.json`);
    expect(described.body).toEqual({ ...openapi, servers: [{ url: '/' }] });
    const headers = ifChangedSince(described);
    expect((await call('GET', `${base}/openapi.json`, { headers })).status).toBe(304);
  });

  it('of an athlete', async () => {
    const athlete = await call('GET', of('/athletes/1001'));
    expect(athlete.body).toMatchObject({ athleteId: '1001', past: [] });
    expect((await call('GET', of('/athletes/1001'), { headers: ifChangedSince(athlete) })).status).toBe(304);
    expect((await call('GET', of('/athletes/none'))).body.error).toBe('AthleteNotFound');
  });

  it('of the pages', async () => {
    const pages = [
      '/events/TEST',
      '/events/TEST/a/1001',
      '/events/TEST/board',
      '/events/TEST/speaker',
      '/events/TEST/programme',
      '/events/TEST/gates',
      '/events/TEST/book',
      '/embed/TEST',
    ];
    const [, asset] =
      /src="(\/assets\/[^"]+\.js)"/.exec((await call('GET', `${server.url}/`)).body as string) ?? [];
    for (const path of [
      '/',
      ...pages,
      asset ?? '?',
      '/client.js',
      '/sw.js',
      '/manifest.webmanifest',
      '/events/TEST/qr.svg',
      '/events/TEST/picture.png',
      '/events/TEST/a/1001/picture.png',
      '/icon.svg',
      '/robots.txt',
      '/version',
    ]) {
      const answer = await call('GET', server.url + path);
      expect([path, answer.status]).toEqual([path, 200]);
      const again = await call('GET', server.url + path, { headers: ifChangedSince(answer) });
      expect([path, again.status]).toEqual([path, 304]);
    }
    for (const page of pages)
      expect((await call('GET', server.url + page.replace('TEST', 'NONE'))).status).toBe(404);
    expect((await call('GET', `${server.url}/events/NONE/qr.svg`)).body.error).toBe('EventNotFound');
    expect((await call('GET', `${server.url}/events/NONE/picture.png`)).body.error).toBe('EventNotFound');
    expect((await call('GET', `${server.url}/events/TEST/a/none/picture.png`)).body.error).toBe(
      'AthleteNotFound',
    );
    expect((await call('GET', `${server.url}/assets/none.js`)).body.error).toBe('NotFound');
  });

  it('of pages that were not built', async () => {
    const log = pino({ level: 'silent' });
    const settings = stackSettings({});
    const limits = new AddressLimits(settings, log, () => '');
    const services = { log, settings, limits, turns: new ShortTurns() };
    const app = new Koa().use(errors(log)).use(assetRoutes(services as unknown as Services, null).routes());
    app.use(aboutRoutes(services as unknown as Services, null).routes());
    const listening = app.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    for (const path of ['/version', '/api/v1/openapi.json']) {
      expect((await call('GET', `http://127.0.0.1:${port}${path}`)).body.error).toBe('PagesNotBuilt');
    }
    listening.close();
  });

  it('of a stack that is ready, and of one that stops', async () => {
    expect((await call('GET', `${server.url}/ready`)).status).toBe(200);
    const live = await slalomLive({
      databaseUrl: ':memory:',
      masterPasswords: [],
      log: pino({ level: 'silent' }),
    });
    const listening = new Koa().use(live.middleware()).listen(0, '127.0.0.1');
    await Promise.all([once(listening, 'listening'), live.drain()]);
    const { port } = listening.address() as AddressInfo;
    expect((await call('GET', `http://127.0.0.1:${port}/ready`)).status).toBe(503);
    listening.close();
    await live.close();
  });

  it('of the image', async () => {
    expect((await call('GET', of('/image'))).body.error).toBe('ImageNotFound');
    const shown = await EventApi.create(server.url, 'SHOWN', { imageData: PNG });
    await shown.pushXml(springSlalom());
    await shown.moveTo('startlist');
    const url = `${base}/events/SHOWN/image`;
    const headers = ifChangedSince(await call('GET', url));
    expect((await call('GET', url, { headers })).status).toBe(304);
  });

  it('of the live routes, but for what they stream', async () => {
    const first = await call('GET', of('/poll'));
    expect((await call('GET', of(`/poll?wait=0&since=${first.body.id as string}`))).body.messages).toEqual(
      [],
    );
    expect((await call('GET', of('/poll?wait=100'))).status).toBe(400);
    expect((await call('GET', of('/sse?view=half'))).status).toBe(400);
    expect((await call('GET', of('/ws'))).status).toBe(426);
    for (const path of ['poll', 'sse'])
      expect((await call('GET', `${base}/events/NONE/${path}`)).status).toBe(404);

    const stream = new AbortController();
    const sse = await fetch(of('/sse'), { signal: stream.signal });
    const streamType = sse.headers.get('content-type');
    stream.abort();
    const operation = { path: '/api/v1/events/{eventId}/sse', method: 'get' };
    expect(problemsWithAnswer(operation, sse.status, streamType, '')).toBe('');
    seen.add('get /api/v1/events/{eventId}/sse 200');
    await upgrade(of('/ws?view=half'), 400);
    await upgrade(`${base}/events/NONE/ws`, 404);
  });

  it('of the live routes of an event that is full', async () => {
    await EventApi.withExport(small.url, springSlalom());
    const url = `${small.url}/api/v1/events/TEST`;
    const place = await upgrade(`${url}/ws`, 101);
    await upgrade(`${url}/ws`, 503);
    expect((await call('GET', `${url}/poll`)).body.maxConnections).toBe(1);
    expect((await call('GET', `${url}/sse`)).body).toContain('event: busy');
    place?.terminate();
  });

  it('of states that refuse', async () => {
    expect((await setting('status', { status: 'official' })).body.error).toBe('InvalidTransition');
    expect((await setting('status', { status: 'finished' })).status).toBe(200);
    expect((await ingest('oncourse', { oncourse: [] })).status).toBe(403);
    expect((await setting('status', { status: 'official' })).status).toBe(200);
    expect((await ingest('xml', { xml: springSlalom() })).status).toBe(403);
    expect((await ingest('results', { results: [] })).status).toBe(403);
    expect((await setting('config', {})).status).toBe(403);
    expect((await call('POST', `${admin}/TEST/refresh`, { headers: key() })).status).toBe(403);
    expect((await call('GET', of('/poll'))).status).toBe(410);
    expect((await call('GET', of('/sse'))).status).toBe(410);
    await upgrade(of('/ws'), 410);
    expect((await call('GET', of('/snapshot'))).status).toBe(200);
  });

  it('of events without an export', async () => {
    event = await EventApi.create(server.url, 'EMPTY');
    await event.moveTo('running');
    expect((await ingest('results', { results: [] })).body).toEqual({ updated: 0, ignored: true });
    expect((await ingest('oncourse', { oncourse: [] })).body).toEqual({ active: 0, ignored: true });
    for (const path of ['', '/oncourse', '/categories', '/snapshot'])
      await call('GET', `${base}/events/EMPTY${path}`);
  });

  it('of a database that another program holds', async () => {
    event = await EventApi.create(server.url, 'HELD');
    await event.moveTo('running');
    const other = openDatabase(server.databaseUrl);
    const held = await other.transaction();
    await held('events').update({ last_seq: held.ref('last_seq') });
    const answers = await Promise.all([
      call('POST', admin, { body: { eventId: 'BUSY', mainTitle: 'T' } }),
      call('PATCH', `${admin}/HELD`, { body: { mainTitle: 'T' } }),
      call('DELETE', `${admin}/HELD`),
      call('POST', `${admin}/HELD/key`),
      call('POST', `${admin}/HELD/refresh`, { headers: key() }),
      call('PATCH', `${admin}/HELD/status`, { body: { status: 'finished' }, headers: key() }),
      call('PATCH', `${admin}/HELD/config`, { body: { displayMode: 'simple' }, headers: key() }),
      ingest('xml', { xml: springSlalom() }),
      ingest('results', { results: [] }),
      ingest('oncourse', { oncourse: [] }),
    ]);
    for (const { status, headers } of answers)
      expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    await held.rollback();
    await other.destroy();
  });

  it('of a whole simulated race day', async () => {
    const day = await startTestServer();
    const plan = simulateRaceDay({ seed: 3, athletes: 30, bestRunLeak: true });
    event = await EventApi.create(day.url, 'DAY');
    base = `${day.url}/api/v1`;
    admin = `${base}/admin/events`;
    const races = plan.races.map(({ raceId }) => raceId);
    let pushes = 0;
    for (const { kind, body } of livePushes(plan, { xmlEverySeconds: 1_800 })) {
      if (kind === 'status') await call('PATCH', `${admin}/DAY/status`, { body, headers: key() });
      // Every fortieth list shows all there is to see of the on-course data.
      else if (kind !== 'oncourse' || pushes % 40 === 0) await ingest(kind, body);
      pushes += 1;
      if (pushes % 500 !== 0) continue;
      await call('GET', `${base}/events/DAY/snapshot`);
      await call('GET', `${base}/events/DAY/oncourse`);
    }
    for (const race of races)
      await call('GET', `${base}/events/DAY/results/${encodeURIComponent(race)}?detailed=true`);
    await day.close();
  });

  it('were all seen', () => {
    const documented = operations.flatMap(({ method, path, statuses }) =>
      statuses.map((status) => `${method} ${path} ${status}`),
    );
    expect(documented.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('of paths and methods that nobody serves', async () => {
    const general = 'openapi.yaml#/components/schemas/GeneralError';
    for (const [method, path, error] of [
      ['GET', '/api/v1/nothing', 'NotFound'],
      ['GET', '/nothing', 'NotFound'],
      ['DELETE', '/api/v1/events', 'MethodNotAllowed'],
      ['PUT', '/api/v1/ingest/xml', 'MethodNotAllowed'],
    ] as const) {
      const answer = await send(method, server.url + path);
      expect(answer.body).toMatchObject({ error });
      expect(problemsBySchema(general, answer.body)).toBe('');
    }
  });
});

/** Tries to open a WebSocket; holds a refusal against the document, and answers the open socket otherwise. */
async function upgrade(url: string, status: number): Promise<WebSocket | null> {
  const path = '/api/v1/events/{eventId}/ws';
  const socket = new WebSocket(url.replace('http', 'ws'));
  const answer = await new Promise<{ status: number; type: string | null; body: string }>(
    (resolve, reject) => {
      socket.on('error', reject);
      socket.on('open', () => {
        resolve({ status: 101, type: null, body: '' });
      });
      socket.on('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? null, body });
        });
      });
    },
  );
  expect(answer.status).toBe(status);
  const body = answer.body === '' ? '' : (JSON.parse(answer.body) as unknown);
  expect(problemsWithAnswer({ path, method: 'get' }, answer.status, answer.type, body)).toBe('');
  seen.add(`get ${path} ${answer.status}`);
  return status === 101 ? socket : null;
}
