import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { useLanguage } from './language';
import type { LiveState } from './live';
import { memo } from './memo';
import { useFresh } from './motion';
import { Heat } from './Heat';
import { RoundSwitch } from './RoundSwitch';

interface BracketProps {
  races: readonly PublicRace[];
  results: LiveState['results'];
  /** Says of a boat whether it is looked for; others are muted. */
  isFound: ((row: PublicResult) => boolean) | null;
}

interface HeatOfRound {
  heatNr: number | null;
  rows: PublicResult[];
}

/** The heats of a round, in their order. */
function heatsOf(rows: readonly PublicResult[]): HeatOfRound[] {
  const heats = new Map<string, HeatOfRound>();
  for (const row of rows) {
    const key = `${row.roundNr ?? ''} ${row.heatNr ?? ''}`;
    const heat = heats.get(key);
    if (heat === undefined) heats.set(key, { heatNr: row.heatNr ?? null, rows: [row] });
    else heat.rows.push(row);
  }
  return [...heats.values()];
}

/** A kayak-cross class from its first heats to the final: a column for each round, and how to get to each. */
function BracketView({ races, results, isFound }: BracketProps): JSX.Element {
  const { t } = useLanguage();
  const columns = useRef<HTMLDivElement>(null);
  const count = (type: PublicRace['raceType']): number =>
    races.filter(({ raceType }) => raceType === type).length;
  const rounds = races.map((race, at) => {
    const sameBefore = races.slice(0, at + 1).filter(({ raceType }) => raceType === race.raceType).length;
    const title = t(`type.${race.raceType}`);
    return { race, title: count(race.raceType) > 1 ? `${title} ${sameBefore}` : title };
  });
  return (
    <>
      <RoundSwitch columns={columns} titles={rounds.map(({ title }) => title)} />
      <div ref={columns} class="bracket" tabIndex={0} role="group" aria-label={t('type.bracket')}>
        {rounds.map(({ race, title }) => (
          <Round key={race.raceId} {...{ race, title, isFound }} rows={results[race.raceId] ?? []} />
        ))}
      </div>
    </>
  );
}

export const Bracket = memo(BracketView);

interface RoundProps {
  race: PublicRace;
  title: string;
  rows: readonly PublicResult[];
  isFound: BracketProps['isFound'];
}

function Round({ race, title, rows, isFound }: RoundProps): JSX.Element {
  const { t } = useLanguage();
  const fresh = useFresh(race.raceId, rows);
  const heats = heatsOf(rows);
  /** A final of two heats is the final and the small one, whose ranks follow. */
  const captionOf = ({ heatNr, rows: boats }: HeatOfRound, at: number): string => {
    if (heats.length === 1) return title;
    if (race.raceType !== 'cross-final') return t('heat', { n: heatNr ?? '' });
    if (heatNr !== 2) return heatNr === 1 ? title : t('heat', { n: heatNr ?? '' });
    const before = heats.slice(0, at).reduce((sum, heat) => sum + heat.rows.length, 0);
    return `${t('smallFinal')} · ${t('ranks', { from: before + 1, to: before + boats.length })}`;
  };
  return (
    <section class="round" data-race={race.raceId} aria-labelledby={`round-${race.raceId}`}>
      <h3 id={`round-${race.raceId}`}>{title}</h3>
      {heats.length === 0 && <p class="empty">{t('noStarts')}</p>}
      <div class="heats">
        {heats.map((heat, at) => (
          <Heat
            key={heat.heatNr}
            {...{ fresh, isFound }}
            heatNr={heat.heatNr}
            boats={heat.rows}
            caption={captionOf(heat, at)}
          />
        ))}
      </div>
    </section>
  );
}
