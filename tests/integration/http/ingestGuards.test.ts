import { EventApi } from '../../support/api';
import { liveResult, onCourse, springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

const KINDS = ['xml', 'results', 'oncourse'] as const;
type Kind = (typeof KINDS)[number];

const ACCEPTED: Record<string, Kind[]> = {
  draft: ['xml'],
  startlist: ['xml'],
  running: ['xml', 'oncourse', 'results'],
  finished: ['xml', 'results'],
  official: [],
};
const CASES = Object.keys(ACCEPTED).flatMap((status) => KINDS.map((kind): [string, Kind] => [status, kind]));

const RUN = { time: 8000, pen: 0, total: 8000 };
const BODIES: Record<Kind, object> = {
  xml: { xml: springSlalom({ runs: [{ race: 'single', athlete: 'adam', Time: 81_000, Total: 81_000 }] }) },
  results: { results: [liveResult('single', 'ben', RUN)] },
  oncourse: { oncourse: [onCourse('single', 'cyril')] },
};
const ANSWERS: Record<Kind, object> = {
  xml: { imported: { participants: 5, classes: 3, races: 6, results: 14, courses: 1 } },
  results: { updated: 1 },
  oncourse: { active: 1 },
};

let server: TestServer;
let created = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const eventIn = (status: string): Promise<EventApi> =>
  EventApi.withExport(server.url, springSlalom(), status, `GUARD-${++created}`);

/** What the public sees, but for the event's status and the time of the look. */
async function contentOf(event: EventApi): Promise<unknown> {
  const { results, oncourse } = (await event.get('snapshot')).body.data ?? {};
  return { results, oncourse };
}

test.each(CASES.filter(([status, kind]) => ACCEPTED[status]?.includes(kind)))(
  'an event in state %s takes %s',
  async (status, kind) => {
    const event = await eventIn(status);
    const answer = await event.ingest(kind, BODIES[kind]);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(ANSWERS[kind]);
  },
);

test.each(CASES.filter(([status, kind]) => !ACCEPTED[status]?.includes(kind)))(
  'an event in state %s refuses %s with 403, and nothing changes',
  async (status, kind) => {
    const event = await eventIn(status);
    const before = await contentOf(event);
    const answer = await event.ingest(kind, BODIES[kind]);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({
      error: 'IngestNotAllowed',
      message: expect.stringContaining(`"${status}"`),
      currentStatus: status,
    });
    expect(await contentOf(event)).toEqual(before);
  },
);

test('an official event refuses even a body that is no export with 403: its state comes first', async () => {
  const event = await eventIn('official');
  expect((await event.pushXml('no export')).status).toBe(403);
});

describe('before the first export', () => {
  test('results are acknowledged and ignored', async () => {
    const event = await EventApi.create(server.url, `GUARD-${++created}`);
    await event.moveTo('running');
    const { status, body } = await event.pushResults([liveResult('single', 'ben', RUN)]);
    expect([status, body]).toEqual([200, { updated: 0, ignored: true }]);
    expect((await event.get('snapshot')).body.data.results).toEqual({});
  });

  test('on-course lists are acknowledged and ignored, the empty one too', async () => {
    const event = await EventApi.create(server.url, `GUARD-${++created}`);
    await event.moveTo('running');
    for (const list of [[onCourse('single', 'adam')], []]) {
      const { status, body } = await event.pushOnCourse(list);
      expect([status, body]).toEqual([200, { active: 0, ignored: true }]);
    }
    expect((await event.get('oncourse')).body).toEqual({ oncourse: [] });
  });

  test('what was ignored does not come back with the export', async () => {
    const event = await EventApi.create(server.url, `GUARD-${++created}`);
    await event.moveTo('running');
    await event.pushResults([liveResult('single', 'ben', RUN)]);
    await event.pushOnCourse([onCourse('single', 'adam')]);
    await event.pushXml(springSlalom());
    const { results, oncourse } = (await event.get('snapshot')).body.data;
    expect(oncourse).toEqual([]);
    expect(results.K1M_SR_6.map(({ time }: { time: unknown }) => time)).toEqual([null, null, null]);
  });

  test('the state still comes first: a draft without export refuses results with 403', async () => {
    const event = await EventApi.create(server.url, `GUARD-${++created}`);
    expect((await event.pushResults([])).status).toBe(403);
  });
});
