import type { JSX } from 'preact';
import type { PublicPastResult, PublicResult, PublicStart } from '../../../lib/domain/views';
import { athleteKey } from '../shared/athleteKey';
import { penaltySeconds, seconds } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { isBestRun, runsOf } from '../shared/rows';
import { useAthlete } from './useAthlete';

/** Results in other events; more than anyone says while a boat is on the course. */
const MOST_PAST = 3;

interface FactsProps {
  feed: LiveFeed;
  /** As the list has them, or the start list. */
  athlete: PublicResult | PublicStart;
  /** Their row in the list; undefined for none. */
  row: PublicResult | undefined;
  classId: string;
}

/** What there is to say of somebody: nation, club, category and year, the first run, what they came to before. */
export function Facts({ feed, athlete, row, classId }: FactsProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  const known = useAthlete(feed, athlete.members === undefined ? athleteKey(athlete, classId) : null);
  const { noc, club, catId, members } = athlete;
  const year = known === null || known.year === null ? null : t('speaker.born', { year: known.year });
  const first = row !== undefined && isBestRun(row) ? runsOf(row).first : null;
  const isLater = row !== undefined && first !== null && (row.rnk !== null || first.status !== null);
  return (
    <>
      <span class="club">{[noc, members?.join(', ') ?? club, catId, year].filter(Boolean).join(' · ')}</span>
      {isLater && (
        <span class="fact">
          {`${t('run1')}: ${first.status ?? seconds(first.total)}`}
          {(first.pen ?? 0) > 0 && ` (+${penaltySeconds(first.pen)})`}
          {row.rnk !== null && ` · ${ordinal(row.rnk)}`}
        </span>
      )}
      {(known?.past ?? []).slice(0, MOST_PAST).map((past, at) => (
        // A class may be raced on both days of an event.
        <span key={at} class="fact">
          {pastText(past)}
        </span>
      ))}
    </>
  );

  function pastText({ mainTitle, startDate, className, rnk, of, status }: PublicPastResult): string {
    const event = [startDate?.slice(0, 'YYYY'.length), mainTitle].filter(Boolean).join(' ');
    if (rnk === null) return t('speaker.pastStatus', { event, class: className, status: status ?? '' });
    return t('speaker.past', { event, class: className, rank: ordinal(rnk), of });
  }
}
