import fc from 'fast-check';

/** What a value may turn into: any JSON, and what comes close to what is right. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    ' ',
    0,
    -1,
    84.5,
    1e300,
    2 ** 31,
    '8410',
    '-',
    'DNF',
    '*',
    'a\0b',
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    [52, 'x', 100],
    'x'.repeat(5_000),
    'ň'.repeat(101),
    { toString: 1 },
    ['8410'],
    '2026-13-45',
    '😀',
  ),
);

/** How a JSON value is spoiled: at a place among all of its, what happens to it. */
const spoil = fc.record({
  at: fc.nat(10_000),
  value: oddValue,
  how: fc.constantFrom('set', 'drop', 'twice'),
});

/** A sound value with none to two of its parts spoiled; most of it is as it should be. */
export const spoiled = (sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(sound, fc.array(spoil, { maxLength: 2 })).map(([whole, spoils]) => {
    const copy = { root: structuredClone(whole) };
    for (const { at, value, how } of spoils) {
      // A copy: a next part to be spoiled may lie in it, and it is given out again.
      const odd = structuredClone(value);
      const places = placesIn(copy);
      const [parent, key] = places[at % places.length] ?? [copy, 'root'];
      const holder = parent as Record<string, unknown>;
      if (how === 'set') holder[key] = odd;
      else if (how === 'twice' && Array.isArray(parent)) parent.push(holder[key]);
      else if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (key !== 'root') Reflect.deleteProperty(holder, key);
    }
    return copy.root;
  });

function placesIn(parent: object): [object, string][] {
  return Object.entries(parent).flatMap(([key, value]): [object, string][] => [
    [parent, key],
    ...(typeof value === 'object' && value !== null ? placesIn(value as object) : []),
  ]);
}

/** A text with stretches of it replaced by others. */
export const torn = (
  sound: fc.Arbitrary<string>,
  piece: fc.Arbitrary<string>,
  most = 2,
): fc.Arbitrary<string> =>
  fc
    .tuple(sound, fc.array(fc.tuple(fc.nat(100_000), fc.nat(30), piece), { maxLength: most }))
    .map(([text, tears]) =>
      tears.reduce((rest, [place, length, by]) => {
        const at = place % (rest.length + 1);
        return rest.slice(0, at) + by + rest.slice(at + length);
      }, text),
    );
