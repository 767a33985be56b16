import type { PublicRace } from '../../../lib/domain/views';

/** Date of a race's start, and its offset from UTC. */
const DAY_AND_OFFSET = /^(\d{4}-\d{2}-\d{2})T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

/**
 * When somebody starts at the venue's time of day `start`, in milliseconds since 1970: on the day, and by the clock, of the first
 * of the races that says both. Null where none does.
 */
export function startMs(races: readonly PublicRace[], start: string): number | null {
  for (const { startTime } of races) {
    const [, day, offset] = DAY_AND_OFFSET.exec(startTime ?? '') ?? [];
    const ms = Date.parse(`${day ?? ''}T${start}${offset ?? ''}`);
    if (!Number.isNaN(ms)) return ms;
  }
  return null;
}
