import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlayerClock } from '../../../lib/booth/sendPatiently';
import { middleOfDay1 } from '../../../lib/simulator/clock';
import { playRaceDay } from '../../../lib/simulator/player';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';

const plan = simulateRaceDay({ seed: 3, athletes: 5, hasCross: false, hasTeamRace: false, eventId: 'DAY' });
const xmlEverySeconds = 600;

interface Request {
  line: string;
  headers: IncomingMessage['headers'];
  body: string;
}
interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

let server: Server;
let baseUrl: string;
let requests: Request[];
let answer: (request: Request) => Answer | null;

beforeEach(async () => {
  requests = [];
  answer = () => null;
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const line = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
      const request = { line, headers: incoming.headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const given = answer(request) ?? (line === 'POST /api/v1/admin/events' ? created : { status: 200 });
      response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
      response.end(JSON.stringify(given.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const created: Answer = { status: 201, body: { eventId: 'DAY', apiKey: 'k'.repeat(64) } };

/** Time that passes only when someone sleeps. */
function patientClock(): PlayerClock & { slept: number[] } {
  let nowMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    sleep: (ms) => {
      if (ms > 0) {
        slept.push(ms);
        nowMs += ms;
      }
      return Promise.resolve();
    },
  };
}

const statuses = (): string[] =>
  requests
    .filter(({ line }) => line.startsWith('PATCH'))
    .map(({ body }) => (JSON.parse(body) as { status: string }).status);

describe('the player', () => {
  test('plays a day in the order of the bridge, with its keys', async () => {
    const ready: unknown[] = [];
    const report = await playRaceDay({
      ...{ baseUrl, plan, xmlEverySeconds, masterKey: 'secret', endsOfficial: true, clock: patientClock() },
      onReady: (event) => ready.push(event),
    });
    expect(requests.slice(0, 5).map(({ line }) => line)).toEqual([
      'POST /api/v1/admin/events',
      'POST /api/v1/ingest/xml',
      'PATCH /api/v1/admin/events/DAY/status',
      'PATCH /api/v1/admin/events/DAY/status',
      'POST /api/v1/ingest/oncourse',
    ]);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      ...{ mainTitle: plan.event.mainTitle, eventId: 'DAY', location: null, discipline: 'Slalom' },
    });
    expect(requests[0]?.headers['x-master-key']).toBe('secret');
    expect(requests.slice(1).every(({ headers }) => headers['x-api-key'] === 'k'.repeat(64))).toBe(true);
    expect(statuses()).toEqual(['startlist', 'running', 'finished', 'official']);
    expect(ready).toEqual([{ eventId: 'DAY', apiKey: 'k'.repeat(64), round: 0 }]);
    expect(report).toMatchObject({ eventId: 'DAY', endedBy: 'end', rounds: 1, failed: 0 });
    expect(report.sent.oncourse + report.sent.results + report.sent.xml + report.sent.status).toBe(
      requests.length - 1,
    );
    expect(report.sent.results).toBeGreaterThan(10);
  });

  test('sends at most ten on-course lists a second, however fast the day goes', async () => {
    const clock = patientClock();
    await playRaceDay({ baseUrl, plan, xmlEverySeconds, speed: 100, clock });
    const lists = requests.filter(({ line }) => line.endsWith('/oncourse')).length;
    expect(lists).toBeLessThan(clock.now() / 100 + 10);
    expect(lists).toBeGreaterThan(20);
  });

  test('sends the bare file where asked to', async () => {
    await playRaceDay({
      baseUrl,
      plan,
      xmlEverySeconds,
      sendsBareXml: true,
      durationMs: 10,
      clock: patientClock(),
    });
    expect(requests[1]?.headers['content-type']).toBe('application/xml');
    expect(requests[1]?.body.startsWith('<?xml')).toBe(true);
  });

  test('clears the course and finishes the day when its time is over', async () => {
    const report = await playRaceDay({
      baseUrl,
      plan,
      xmlEverySeconds,
      durationMs: 90_000,
      clock: patientClock(),
    });
    expect(report.endedBy).toBe('duration');
    expect(requests.at(-2)?.body).toBe('{"oncourse":[]}');
    expect(statuses()).toEqual(['startlist', 'running', 'finished']);
  });

  test('tries again after 1, 2, 4, 8, 16 s on 5xx and 429, or when Retry-After says', async () => {
    const refusals: Answer[] = [
      { status: 503 },
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 500 },
      { status: 500 },
      { status: 500 },
    ];
    answer = ({ line }) => (line.endsWith('/ingest/xml') ? (refusals.shift() ?? null) : null);
    const clock = patientClock();
    const report = await playRaceDay({ baseUrl, plan, xmlEverySeconds, durationMs: 60_000, clock });
    expect(clock.slept.slice(0, 5)).toEqual([1000, 7000, 4000, 8000, 16_000]);
    expect(report).toMatchObject({ failed: 0 });
    expect(report.sent.xml).toBeGreaterThan(0);
  });

  test('never repeats a request that was refused with another 4xx, and goes on', async () => {
    answer = ({ line, body }) =>
      line.endsWith('/oncourse') && body === '{"oncourse":[]}'
        ? { status: 403, body: { error: 'NotNow' } }
        : null;
    const lines: string[] = [];
    const clock = patientClock();
    const report = await playRaceDay({
      ...{ baseUrl, plan, xmlEverySeconds, durationMs: 20_000, clock },
      log: (line) => lines.push(line),
    });
    const cleared = requests.filter(({ body }) => body === '{"oncourse":[]}');
    expect(cleared).toHaveLength(report.failed);
    expect(lines).toContain('oncourse refused: 403 {"error":"NotNow"}');
    expect(report.endedBy).toBe('duration');
  });

  test('stops after three refused requests in a row, as the bridge does', async () => {
    answer = ({ line }) => (line.includes('/ingest/') || line.startsWith('PATCH') ? { status: 401 } : null);
    await expect(playRaceDay({ baseUrl, plan, clock: patientClock() })).rejects.toThrow(
      '3 requests in a row',
    );
    expect(requests).toHaveLength(4);
  });

  test('tries a refused connection again', async () => {
    const clock = patientClock();
    const closed = 'http://127.0.0.1:9';
    await expect(playRaceDay({ baseUrl: closed, plan, clock })).rejects.toThrow('no answer');
    expect(clock.slept).toEqual([1000, 2000, 4000, 8000, 16_000]);
  });

  test('takes another event id where the event exists already', async () => {
    answer = ({ line, body }) =>
      line.endsWith('/events') && !body.includes('DAY-3') ? { status: 409 } : null;
    const report = await playRaceDay({ baseUrl, plan, durationMs: 10, clock: patientClock() });
    expect(report.eventId).toBe('DAY-3');
    expect(requests.some(({ line }) => line === 'PATCH /api/v1/admin/events/DAY-3/status')).toBe(true);
  });

  test('deletes and creates the event anew where asked to', async () => {
    let exists = true;
    answer = ({ line }) => {
      if (line.startsWith('DELETE')) exists = false;
      return exists && line.endsWith('/events') ? { status: 409 } : null;
    };
    await playRaceDay({ baseUrl, plan, replaceExisting: true, durationMs: 10, clock: patientClock() });
    expect(requests.slice(0, 3).map(({ line }) => line)).toEqual([
      'POST /api/v1/admin/events',
      'DELETE /api/v1/admin/events/DAY',
      'POST /api/v1/admin/events',
    ]);
  });

  test('begins a new day when one is over, with the next plan, until its time is over', async () => {
    const seeds: number[] = [];
    const report = await playRaceDay({
      ...{ baseUrl, xmlEverySeconds, speed: 100, loop: true, durationMs: 60_000, clock: patientClock() },
      plan: (round) => {
        seeds.push(round);
        return plan;
      },
    });
    expect(report.endedBy).toBe('duration');
    expect(seeds.length).toBeGreaterThan(1);
    expect(report.rounds).toBe(seeds.length);
  });

  test('stops at once on abort, with real timers and without finishing the event', async () => {
    const abort = new AbortController();
    const played = playRaceDay({
      ...{ baseUrl, plan, startAt: middleOfDay1, signal: abort.signal },
      onReady: () => {
        abort.abort();
      },
    });
    await expect(played).resolves.toMatchObject({ endedBy: 'abort', failed: 0 });
    expect(statuses()).not.toContain('finished');
  });

  test('stops waiting for a server that does not answer when aborted', async () => {
    const abort = new AbortController();
    const silent = createServer(() => {
      abort.abort();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(playRaceDay({ baseUrl: url, plan, signal: abort.signal })).resolves.toMatchObject({
      endedBy: 'abort',
    });
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });
});
