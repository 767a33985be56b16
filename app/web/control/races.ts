/** The races of an event, also those that the public does not see. */
import { useEffect, useState } from 'preact/hooks';
import type { RaceType } from '../../../lib/domain/raceType';
import { ask, ofEvent } from './api';

export interface ControlledRace {
  raceId: string;
  title: string | null;
  raceType: RaceType;
  isHidden: boolean;
  /** Ids of the races that are hidden with it: both runs of a best-run race. */
  hiddenTogether: string[];
}

export const nameOf = ({ raceId, title }: Pick<ControlledRace, 'raceId' | 'title'>): string =>
  title ?? raceId;

/** For a choice of one of them. */
export const raceChoices = (races: readonly ControlledRace[]): [string, string][] =>
  races.map((race) => [race.raceId, nameOf(race)]);

/** Read anew whenever `since` is another. */
export function useRaces(
  eventId: string,
  since: unknown,
): { races: readonly ControlledRace[]; readRaces: () => Promise<void> } {
  const [races, setRaces] = useState<readonly ControlledRace[]>([]);
  const readRaces = async (): Promise<void> => {
    setRaces((await ask<{ races: ControlledRace[] }>('GET', `${ofEvent(eventId)}/races`)).races);
  };
  useEffect(() => {
    // Told by the page as a whole.
    readRaces().catch(() => undefined);
  }, [eventId, since]);
  return { races, readRaces };
}
