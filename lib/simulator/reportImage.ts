/**
 * A picture for printed reports as base64 text: not one that anybody could look at, but as long, and as little to be
 * compressed, as a real one.
 */
export function reportImage(bytes: number, number: number): string {
  const image = Buffer.alloc(bytes);
  let state = number;
  for (let at = 0; at < bytes; at += 1) {
    // The numbers of a linear congruential generator (Numerical Recipes), their upper byte.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    image[at] = state >>> 24;
  }
  return image.toString('base64');
}
