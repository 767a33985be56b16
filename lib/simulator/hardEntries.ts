import { boatClasses, planClass, spreadEntries, type BoatClass, type BoatClassName } from './classes';
import { enterAgain, enterClass, formTeams } from './entries';
import { giveOddIds, glueIds } from './oddEntries';
import type { PlanClass, PlanParticipant } from './plan';
import type { Random } from './random';

/** A class of the weekend and who races in it. */
export interface Field {
  planClass: PlanClass;
  boat: BoatClass;
  entries: PlanParticipant[];
}

/** Everyone who is entered, by class. */
export interface HardEntries {
  /** Best runs on the first day's course. */
  lower: Field[];
  /** Two of those classes again on the second day's, under the same short names. */
  upper: Field[];
  forerunners: { lower: Field; upper: Field };
  teams: Field[];
  cross: { men: Field; women: Field };
}

const fewestBoats = 40;
const mostBoats = 5000;
const mostTeams = 12;
const raced: readonly BoatClassName[] = ['K1M', 'K1W', 'C2X'];

/**
 * Enters a weekend: three boat classes, two of them on both courses (one pair told apart by its long title, the
 * other by the course alone), forerunners, teams, and kayak cross for men and women.
 * @throws RangeError for fewer than 40 or more than 5,000 boats
 */
export function enterHardWeekend(random: Random, boats: number, season: number): HardEntries {
  if (!(boats >= fewestBoats && boats <= mostBoats)) {
    throw new RangeError(`${fewestBoats} to ${mostBoats} boats make a hard weekend, not ${boats}.`);
  }
  const classes = boatClasses.filter(({ name }) => raced.includes(name));
  const counts = spreadEntries(boats, classes);
  const lower = classes.map((boat, index): Field => {
    const entries = enterClass(
      random.fork(`entries-${boat.name}`),
      boat,
      counts[index] ?? 0,
      20_000 + index * 16_000,
      season,
    );
    giveOddIds(entries, 111 + index * 10, season);
    glueIds(entries);
    return { boat, entries, planClass: entered(`${boat.name}_ST`, boat.name, boat.longTitle, season) };
  });
  const [kayaks, women] = [fieldOf(lower, 'K1M'), fieldOf(lower, 'K1W')];
  const again = (
    { boat, entries }: Field,
    classId: string,
    name: string,
    longTitle: string,
    most = Infinity,
  ): Field => ({
    boat,
    entries: enterAgain(entries, classId, most),
    planClass: entered(classId, name, longTitle, season),
  });
  const crossers = (field: Field, classId: string, longTitle: string, most: number): Field => {
    const entered = again(field, classId, classId, longTitle, most);
    // Bibs are dealt in the trial and again in the bracket.
    return { ...entered, entries: entered.entries.map((entry) => ({ ...entry, eventBib: '' })) };
  };
  return {
    lower,
    upper: [
      again(kayaks, 'K1M_HO', 'K1M', 'K1m - kajak muži, horní trať'),
      again(women, 'K1W_HO', 'K1W', women.boat.longTitle),
    ],
    forerunners: {
      lower: again(kayaks, 'FR_ST', 'FR', 'Předjezdci', 3),
      upper: again(women, 'FR_HO', 'FR', 'Předjezdci', 3),
    },
    teams: [kayaks, women].map((field) => ({ ...field, entries: formTeams(field.entries, mostTeams) })),
    cross: {
      men: crossers(kayaks, 'MX1', 'Kayak cross - muži', 20),
      women: crossers(women, 'WX1J', 'Kayak cross - juniorky', 12),
    },
  };
}

function entered(classId: string, name: string, longTitle: string, season: number): PlanClass {
  return planClass(classId, name, longTitle, season, 'years');
}

function fieldOf(fields: readonly Field[], name: BoatClassName): Field {
  const field = fields.find(({ boat }) => boat.name === name);
  if (field === undefined) throw new RangeError(`No ${name} is entered.`);
  return field;
}
