import fc from 'fast-check';
import { EventApi, send } from '../../support/api';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

const STATUSES = ['draft', 'startlist', 'running', 'finished', 'official'] as const;
type Status = (typeof STATUSES)[number];

/** Written down again from the contract, so that the table in the code has a witness. */
const ALLOWED: Record<Status, Status[]> = {
  draft: ['startlist'],
  startlist: ['running', 'draft'],
  running: ['finished'],
  finished: ['official', 'running'],
  official: [],
};
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to): [Status, Status] => [from, to]));

const clock = new FakeClock();
let server: TestServer;
let created = 0;
beforeAll(async () => {
  server = await startTestServer({ clock });
});
afterAll(() => server.close());

async function eventIn(status: Status): Promise<EventApi> {
  const event = await EventApi.create(server.url, `LIFE-${++created}`);
  await event.moveTo(status);
  return event;
}

async function statusOf(event: EventApi): Promise<Status> {
  const { body } = await send('GET', `${server.url}/api/v1/admin/events`);
  return body.events.find(({ eventId }: { eventId: string }) => eventId === event.eventId).status;
}

test.each(PAIRS.filter(([from, to]) => ALLOWED[from].includes(to)))(
  'an event goes from %s to %s',
  async (from, to) => {
    const event = await eventIn(from);
    clock.advance(1_000);
    const { status, body } = await event.setStatus(to);
    expect(status).toBe(200);
    expect(body).toEqual({
      eventId: event.eventId,
      previousStatus: from,
      status: to,
      statusChangedAt: new Date(clock.now).toISOString(),
    });
    expect(await statusOf(event)).toBe(to);
  },
);

test.each(PAIRS.filter(([from, to]) => !ALLOWED[from].includes(to)))(
  'an event does not go from %s to %s, and the answer says where it stands',
  async (from, to) => {
    const event = await eventIn(from);
    const { status, body } = await event.setStatus(to);
    expect(status).toBe(400);
    expect(body).toEqual({
      error: 'InvalidTransition',
      message: expect.stringContaining(`"${from}" to "${to}"`),
      currentStatus: from,
      requestedStatus: to,
      validTransitions: ALLOWED[from],
    });
    expect(await statusOf(event)).toBe(from);
  },
);

test('whatever statuses are asked for in whatever order, the event follows the table and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STATUSES), { maxLength: 12 }), async (asked) => {
      const event = await eventIn('draft');
      let current: Status = 'draft';
      for (const next of asked) {
        const { status, body } = await event.setStatus(next);
        const isAllowed = ALLOWED[current].includes(next);
        expect([status, body.error]).toEqual(isAllowed ? [200, undefined] : [400, 'InvalidTransition']);
        expect(isAllowed ? body.previousStatus : body.currentStatus).toBe(current);
        if (isAllowed) current = next;
      }
      expect(await statusOf(event)).toBe(current);
    }),
    { numRuns: 25 },
  );
});

test.each([[{ status: 'started' }], [{ status: null }], [{}], [[]], [{ status: 'Running' }]])(
  'a status that is none, %j, is 400 and names those there are',
  async (body) => {
    const event = await eventIn('draft');
    const answer = await event.admin('PATCH', 'status', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'ValidationError', message: expect.any(String) });
    expect(await statusOf(event)).toBe('draft');
  },
);

test('the statuses there are stand in the refusal of an unknown one', async () => {
  const event = await eventIn('draft');
  const { body } = await event.setStatus('started');
  expect(body.message).toBe('status: expected one of draft, startlist, running, finished, official');
});

test('of two who ask for the same transition at once, one gets it', async () => {
  const event = await eventIn('draft');
  const answers = await Promise.all([event.setStatus('startlist'), event.setStatus('startlist')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
});
