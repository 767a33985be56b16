/** A kayak-cross class from its first heats to the final, as it is told of. */
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import type { Speech } from './language';
import type { LiveState } from './live';

export interface HeatOfRound {
  heatNr: number | null;
  /** What it is called among the heats of its round; a round of one heat by the round's name. */
  caption: string;
  rows: PublicResult[];
}

export interface Round {
  race: PublicRace;
  title: string;
  rows: readonly PublicResult[];
  /** In their order; none before they are drawn. */
  heats: HeatOfRound[];
}

/** The rounds of these races, which are one class's. Rounds of one type are numbered. */
export function bracketRounds(
  races: readonly PublicRace[],
  results: LiveState['results'],
  t: Speech['t'],
): Round[] {
  const count = (type: PublicRace['raceType']): number =>
    races.filter(({ raceType }) => raceType === type).length;
  return races.map((race, at) => {
    const sameBefore = races.slice(0, at + 1).filter(({ raceType }) => raceType === race.raceType).length;
    const name = t(`type.${race.raceType}`);
    const title = count(race.raceType) > 1 ? `${name} ${sameBefore}` : name;
    const rows = results[race.raceId] ?? [];
    return { race, title, rows, heats: heatsOf(rows, { race, title }, t) };
  });
}

function heatsOf(
  rows: readonly PublicResult[],
  { race, title }: Pick<Round, 'race' | 'title'>,
  t: Speech['t'],
): HeatOfRound[] {
  const byNumber = new Map<string, PublicResult[]>();
  for (const row of rows) {
    const key = `${row.roundNr ?? ''} ${row.heatNr ?? ''}`;
    byNumber.set(key, [...(byNumber.get(key) ?? []), row]);
  }
  const heats = [...byNumber.values()];
  let before = 0;
  return heats.map((boats) => {
    const heatNr = boats[0]?.heatNr ?? null;
    const ranks = { from: before + 1, to: before + boats.length };
    before += boats.length;
    const numbered = t('heat', { n: heatNr ?? '' });
    const isFinal = race.raceType === 'cross-final';
    // A final of two heats is the final and the small one, whose ranks follow.
    const small = `${t('smallFinal')} · ${t('ranks', ranks)}`;
    const ofFinal = heatNr === 1 ? title : heatNr === 2 ? small : numbered;
    return { heatNr, rows: boats, caption: heats.length === 1 ? title : isFinal ? ofFinal : numbered };
  });
}
