import { BodyRoom, type Place } from '../../../app/middleware/BodyRoom';

/** Notes who got in, in which order; each leaves when told to. */
function visitors(room: BodyRoom) {
  const inside: string[] = [];
  const places = new Map<string, Place>();
  return {
    inside,
    come: (name: string, bytes: number): Promise<void> => {
      const come = room.enter(name.charAt(0), bytes).then((place) => {
        inside.push(name);
        places.set(name, place);
      });
      // Some are left waiting: that their patience ends long after the test is no failure of another one.
      come.catch(() => undefined);
      return come;
    },
    place: (name: string): Place => places.get(name) as Place,
    settle: () => new Promise(setImmediate),
  };
}

const PATIENT_MS = 60_000;
const room = (perKey: number, inAll: number) => visitors(new BodyRoom({ perKey, inAll }, PATIENT_MS));

test('a key takes as much as is its own; the next of its bodies comes in when one leaves', async () => {
  const { come, place, settle, inside } = room(20, 100);
  await come('a1', 10);
  await come('a2', 10);
  void come('a3', 10);
  await settle();
  expect(inside).toEqual(['a1', 'a2']);
  place('a1').leave();
  await settle();
  expect(inside).toEqual(['a1', 'a2', 'a3']);
});

test('a key that waits for itself holds up no other', async () => {
  const { come, settle, inside } = room(20, 100);
  await come('a1', 20);
  void come('a2', 20);
  await come('b1', 20);
  await settle();
  expect(inside).toEqual(['a1', 'b1']);
});

test('who has nothing in the room comes before those who have, however many of them wait', async () => {
  const { come, place, settle, inside } = room(20, 40);
  for (const name of ['a1', 'a2', 'b1', 'b2']) await come(name, 10);
  for (const name of ['a3', 'a4', 'b3', 'b4']) void come(name, 10);
  void come('c1', 10);
  place('a1').leave();
  await settle();
  expect(inside.at(-1)).toBe('c1');
  place('a2').leave();
  await settle();
  expect(inside.at(-1)).toBe('a3');
});

test('a large body is not overtaken for ever by small ones', async () => {
  const { come, place, settle, inside } = room(40, 40);
  await come('a1', 20);
  void come('b1', 40);
  void come('c1', 1);
  await settle();
  expect(inside).toEqual(['a1']);
  place('a1').leave();
  await settle();
  expect(inside.slice(0, 2)).toEqual(['a1', 'b1']);
});

test('a body that shrinks lets others in', async () => {
  const { come, place, settle, inside } = room(20, 20);
  await come('a1', 20);
  void come('b1', 15);
  await place('a1').resize(5);
  await settle();
  expect(inside).toEqual(['a1', 'b1']);
});

test('a body that is to grow waits for the room', async () => {
  const { come, place, settle } = room(20, 20);
  await come('a1', 5);
  await come('b1', 10);
  let hasGrown = false;
  void place('a1')
    .resize(20)
    .then(() => (hasGrown = true));
  await settle();
  expect(hasGrown).toBe(false);
  place('b1').leave();
  await settle();
  expect(hasGrown).toBe(true);
});

test('who waits too long is told whose fault it is, and those behind it come in', async () => {
  const impatient = new BodyRoom({ perKey: 20, inAll: 30 }, 20);
  const place = await impatient.enter('a', 20);
  await expect(impatient.enter('a', 10)).rejects.toMatchObject({ status: 429, code: 'TooManyUploads' });
  await expect(impatient.enter('a', 10)).rejects.toThrow('this key');
  const tooLarge = impatient.enter('b', 20);
  const behind = impatient.enter('c', 10);
  await expect(tooLarge).rejects.toThrow('all senders together');
  (await behind).leave();
  place.leave();
  (await impatient.enter('a', 20)).leave();
});
