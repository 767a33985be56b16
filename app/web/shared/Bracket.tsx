import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PublicRace, PublicResult } from '../../../lib/domain/views';
import { bracketRounds, type Round } from './bracketRounds';
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

/** A kayak-cross class from its first heats to the final: a column for each round, and how to get to each. */
function BracketView({ races, results, isFound }: BracketProps): JSX.Element {
  const { t } = useLanguage();
  const columns = useRef<HTMLDivElement>(null);
  const rounds = bracketRounds(races, results, t);
  return (
    <>
      <RoundSwitch columns={columns} titles={rounds.map(({ title }) => title)} />
      <div ref={columns} class="bracket" tabIndex={0} role="group" aria-label={t('type.bracket')}>
        {rounds.map((round) => (
          <RoundColumn key={round.race.raceId} {...{ round, isFound }} />
        ))}
      </div>
    </>
  );
}

export const Bracket = memo(BracketView);

interface RoundColumnProps {
  round: Round;
  isFound: BracketProps['isFound'];
}

function RoundColumn({ round, isFound }: RoundColumnProps): JSX.Element {
  const { t } = useLanguage();
  const { race, title, rows, heats } = round;
  const fresh = useFresh(race.raceId, rows);
  return (
    <section class="round" data-race={race.raceId} aria-labelledby={`round-${race.raceId}`}>
      <h3 id={`round-${race.raceId}`}>{title}</h3>
      {heats.length === 0 && <p class="empty">{t('noStarts')}</p>}
      <div class="heats">
        {heats.map(({ heatNr, caption, rows: boats }) => (
          <Heat key={heatNr} {...{ fresh, isFound, heatNr, boats, caption }} />
        ))}
      </div>
    </section>
  );
}
