/** A straight line through samples, by least squares. */
export interface Slope {
  /** In units of y an hour. */
  perHour: number;
  /** Its standard error. */
  error: number;
  /** The samples' mean. */
  mean: number;
}

/** `samples` are pairs of milliseconds and a value; null of fewer than three. */
export function slopeOf(samples: readonly (readonly [number, number])[]): Slope | null {
  const count = samples.length;
  if (count < 3) return null;
  const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / count;
  const hours = samples.map(([ms]) => ms / 3_600_000);
  const values = samples.map(([, value]) => value);
  const [middle, mean] = [meanOf(hours), meanOf(values)];
  const spread = hours.reduce((sum, hour) => sum + (hour - middle) ** 2, 0);
  const perHour =
    hours.reduce((sum, hour, i) => sum + (hour - middle) * ((values[i] ?? 0) - mean), 0) / spread;
  const rest = hours.reduce(
    (sum, hour, i) => sum + ((values[i] ?? 0) - mean - perHour * (hour - middle)) ** 2,
    0,
  );
  return { perHour, error: Math.sqrt(rest / (count - 2) / spread), mean };
}
