import type { LiveState } from '../domain/apply';
import type { Timings } from './options';

/** How long a stream may be silent by what is going on: while somebody races there is news every second or two. */
export function quietMsOf(state: LiveState | null, { quietMs, idleQuietMs, racingQuietMs }: Timings): number {
  // A view without results has no such list.
  const { event, oncourse = [] } = (state ?? {}) as Partial<LiveState>;
  if (oncourse.length > 0) return racingQuietMs;
  return event?.status === 'running' ? quietMs : idleQuietMs;
}
