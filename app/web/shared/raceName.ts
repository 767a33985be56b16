import { className } from './className';
import type { Speech } from './language';
import type { LiveState } from './live';

/** What a race is called: `K1M · 2nd run`. */
export function raceName(
  state: Pick<LiveState, 'races' | 'classes'>,
  raceId: string,
  t: Speech['t'],
): string {
  const race = state.races.find((one) => one.raceId === raceId);
  if (race === undefined) return raceId;
  return `${className(state, race.classId, t)} · ${t(`type.${race.raceType}`)}`;
}
