/** The days that the server is measured with; the same ones on every machine. */
import { middleOfDay1 } from '../../../lib/simulator/clock';
import { exportXml, raceDayOfSize } from '../../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi } from '../../support/api';

/** A race day on a server, running, with what a booth needs for pushing results into it. */
export interface RaceDay {
  event: EventApi;
  /** All of its races. */
  raceIds: string[];
  /** The one that is running, a second run. */
  raceId: string;
  /** Those whose first run counts: a slow second one changes their own rows in both lists, and moves nobody. */
  bibs: string[];
}

const ATHLETES = 344;

/** About 1.8 MB: one class of 344 athletes, ten races, in the second run of the second day. */
export function largeDay(): string {
  const plan = simulateRaceDay({ seed: 1, athletes: ATHLETES, classes: ['K1M'] });
  const last = plan.races.findLast(({ disId }) => disId === 'BR2');
  return exportXml(plan, last === undefined ? 'end' : (last.startAtMs + last.endAtMs) / 2);
}

/** The same size in all classes: 31 races, the largest of about a hundred, in the middle of the first day. */
export function mixedDay(): string {
  const plan = raceDayOfSize(1_700_000, { seed: 1 });
  return exportXml(plan, middleOfDay1(plan));
}

/** The 344 athletes with nothing but their first race, which is over. */
export function oneRaceDay(): string {
  const plan = simulateRaceDay({
    ...{ seed: 1, athletes: ATHLETES, classes: ['K1M'] },
    ...{ hasTeamRace: false, hasCross: false },
  });
  const races = plan.races.slice(0, 1);
  return exportXml({ ...plan, races }, 'end');
}

/** 300 athletes in all classes, in the middle of the first day. */
export function spectatorsDay(): string {
  const plan = simulateRaceDay({ seed: 1, athletes: 300 });
  return exportXml(plan, middleOfDay1(plan));
}

export async function importDay(url: string, xml: string, eventId = 'READ'): Promise<RaceDay> {
  const event = await EventApi.withExport(url, xml, 'running', eventId);
  const races = (await event.get()).body.races as { raceId: string; raceStatus: number }[];
  const raceId = (races.find(({ raceStatus }) => raceStatus === 3) ?? races[0])?.raceId ?? '';
  const rows = (await event.get(`results/${raceId}`)).body.results as { bib: string; betterRunNr?: number }[];
  const bibs = rows.filter(({ betterRunNr }) => betterRunNr === 1).map(({ bib }) => bib);
  return { event, raceIds: races.map((race) => race.raceId), raceId, bibs };
}
