function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether two JSON values say the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, at) => same(item, b[at]));
  }
  let keys = 0;
  for (const key in a) {
    // Rows of a list are compared by the hundred, and most of what they hold is the same text or number.
    const isSame = a[key] === b[key] && a[key] !== undefined;
    if (!isSame && (!Object.hasOwn(b, key) || !same(a[key], b[key]))) return false;
    keys += 1;
  }
  return keys === Object.keys(b).length;
}
