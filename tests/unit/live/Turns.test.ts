import { Turns } from '../../../lib/live/Turns';

let now = 0;
const turns = new Turns(() => now);
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
afterEach(nextTurn);

/** How many writes of so many bytes, each of which takes so long, fit into a turn. */
function fitting(bytes: number, ms: number): number {
  for (let writes = 0; ; writes += 1) {
    if (turns.full) return writes;
    now += ms;
    turns.wrote(bytes);
  }
}

test('a turn holds so many connections, bytes or milliseconds, whichever is over first', async () => {
  expect(fitting(300, 0)).toBe(100);
  await nextTurn();
  expect(fitting(1024 * 1024, 0)).toBe(4);
  await nextTurn();
  expect(fitting(300_000, 1)).toBe(5);
});

test('after it is full the next one begins empty', async () => {
  fitting(300, 0);
  await turns.full;
  expect(turns.full).toBeNull();
  expect(fitting(300, 0)).toBe(100);
});
