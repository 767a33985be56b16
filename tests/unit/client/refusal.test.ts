import { refusalOf, retryAfterMs } from '../../../lib/client/transports/refusal';

const NOW = Date.parse('2026-05-30T10:00:00Z');
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });

test('Retry-After is read as seconds and as a date; what is past or damaged is nothing', () => {
  const read = (text: string) => retryAfterMs(new Headers({ 'Retry-After': text }), NOW);
  expect(['30', 'Sat, 30 May 2026 10:00:20 GMT', 'Sat, 30 May 2026 09:00:00 GMT', 'soon'].map(read)).toEqual([
    30_000, 20_000, 0, 0,
  ]);
  expect(retryAfterMs(new Headers(), NOW)).toBe(0);
});

test.each([
  [410, { error: 'EventOfficial' }, { kind: 'end', reason: 'Event results are official', isOfficial: true }],
  [404, { error: 'EventNotFound' }, { kind: 'end', reason: 'Event not found' }],
  [400, { error: 'ValidationError', message: 'races: too many' }, { kind: 'end', reason: 'races: too many' }],
])('%i with the JSON of the server is final', async (status, body, end) => {
  expect(await refusalOf(answer(status, body))).toEqual(end);
});

test.each([404, 410, 400, 403, 502, 504])('%i with a page of some proxy is not', async (status) => {
  expect(await refusalOf(answer(status, '<h1>Sorry</h1>'))).toMatchObject({ kind: 'lost' });
});

test.each([503, 429])('%i says to come back later', async (status) => {
  expect(await refusalOf(answer(status, 'busy', { 'Retry-After': '7' }))).toEqual({
    kind: 'later',
    afterMs: 7_000,
  });
});
