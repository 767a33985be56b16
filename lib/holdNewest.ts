/** Puts a value into a map as its newest, and forgets the oldest until no more than `most` are held. */
export function holdNewest<Key, Value>(held: Map<Key, Value>, key: Key, value: Value, most: number): void {
  held.delete(key);
  held.set(key, value);
  for (const oldest of held.keys()) {
    if (held.size <= most) break;
    held.delete(oldest);
  }
}
