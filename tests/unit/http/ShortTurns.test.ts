import { ShortTurns } from '../../../app/ShortTurns';

let now: number;
let done: string[];
let turns: ShortTurns;
beforeEach(() => {
  now = 0;
  done = [];
  turns = new ShortTurns(() => now);
});

/** Work that takes its time, in milliseconds. */
const work =
  (name: string, ms: number): (() => void) =>
  () => {
    done.push(name);
    now += ms;
  };
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what fits into a turn is begun at once', () => {
  for (const name of ['a', 'b', 'c']) turns.take(work(name, 0.5));
  expect(done).toEqual(['a', 'b', 'c']);
});

test('what does not waits for the next turns, which are as short, and nobody overtakes', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) turns.take(work(name, 1));
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  turns.take(work('f', 1));
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('a turn begins something however long the one before took', async () => {
  turns.take(work('a', 50));
  turns.take(work('b', 50));
  turns.take(work('c', 50));
  expect(done).toEqual(['a']);
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c']);
  await nextTurn();
  turns.take(work('d', 1));
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});
