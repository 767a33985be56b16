import { Questions } from '../../../lib/client/Questions';
import type { Target } from '../../../lib/client/transports/link';

/** Node's own does so now and then on a busy machine: it is aborted, and never says so. */
const deaf: Target = {
  base: 'http://127.0.0.1/api/v1/events/TEST',
  query: {},
  fetch: () => new Promise(() => undefined),
};

test('a question whose fetch never ends, not even aborted, is answered when its time is over', async () => {
  const questions = new Questions(20);
  expect(await questions.missedSince(deaf, null)).toMatchObject({ kind: 'lost' });
  expect(await questions.snapshot(deaf)).toBe('failed');
});

test('so it is where only the body never ends', async () => {
  const body = { status: 200, headers: { get: () => null }, body: null };
  const never = (): Promise<never> => new Promise(() => undefined);
  const target: Target = { ...deaf, fetch: () => Promise.resolve({ ...body, json: never, text: never }) };
  const questions = new Questions(20);
  expect(await questions.missedSince(target, null)).toMatchObject({ kind: 'lost' });
  expect(await questions.snapshot(target)).toBe('failed');
});

test('a question that became void says so at once, whatever its fetch does', async () => {
  const questions = new Questions(60_000);
  const first = questions.missedSince(deaf, null);
  const second = questions.snapshot(deaf);
  expect(await first).toBeNull();
  questions.drop();
  expect(await second).toBeNull();
});
