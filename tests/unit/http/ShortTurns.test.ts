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
function take(begin: () => void): void {
  const turn = turns.enter();
  if (turn) void turn.then(begin);
  else begin();
}

/** Turns of the event loop until what waits has had one. */
async function nextTurn(): Promise<void> {
  for (let i = 0; i < 2; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('what fits into a turn is begun at once', () => {
  for (const name of ['a', 'b', 'c']) take(work(name, 0.5));
  expect(done).toEqual(['a', 'b', 'c']);
});

test('what does not waits for the next turns, which are as short, and nobody overtakes', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) take(work(name, 1));
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  take(work('f', 1));
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('a turn begins something however long the one before took', async () => {
  take(work('a', 50));
  take(work('b', 50));
  take(work('c', 50));
  expect(done).toEqual(['a']);
  await nextTurn();
  expect(done).toEqual(['a', 'b']);
  await nextTurn();
  expect(done).toEqual(['a', 'b', 'c']);
  await nextTurn();
  take(work('d', 1));
  expect(done).toEqual(['a', 'b', 'c', 'd']);
});

test('those who waited for one thing go on in short turns, too', async () => {
  let answer: () => void = () => undefined;
  const shared = new Promise<void>((resolve) => (answer = resolve));
  for (const name of ['a', 'b', 'c', 'd']) {
    void shared.then(() => turns.turn()).then(work(name, 1));
  }
  answer();
  const counts: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    counts.push(done.length);
  }
  expect(done).toEqual(['a', 'b', 'c', 'd']);
  expect(Math.max(...counts.map((count, at) => count - (counts[at - 1] ?? 0)))).toBeLessThan(4);
});
