import type { JSX } from 'preact';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { timeOfDay } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import { Facts } from './Facts';
import { NeedsLine } from './NeedsLine';
import { needsOf } from './needs';

interface NextStartersProps {
  feed: LiveFeed;
  next: readonly PublicStart[];
  /** How many are still to start in all. */
  left: number;
  rows: readonly PublicResult[];
  classId: string;
  /** They are about to start; else their race is on another day, or later. */
  isNow: boolean;
}

/** The next on the start list; the very next one with what it takes. */
export function NextStarters({ feed, next, left, rows, classId, isNow }: NextStartersProps): JSX.Element {
  const { t } = useLanguage();
  const isCross = rows.some(({ heatNr }) => heatNr !== undefined);
  return (
    <section class="panel panel-next" tabIndex={0} aria-labelledby="next-title">
      <h2 id="next-title">
        {t(isNow ? 'nextStarters' : 'startList')} <span class="count">{left}</span>
      </h2>
      {next.length === 0 && <p class="quiet">{t('speaker.noStarters')}</p>}
      <ol class="people">
        {next.map((start, at) => (
          <li key={start.bib} data-bib={start.bib}>
            <span class="bib">{start.bib}</span>
            <div class="who">
              <AthleteName name={start.name} isTeam={start.members !== undefined} />
              {at === 0 ? (
                <Facts
                  {...{ feed, classId }}
                  athlete={start}
                  row={rows.find(({ bib }) => bib === start.bib)}
                />
              ) : (
                <span class="club">{[start.noc, start.club, start.catId].filter(Boolean).join(' · ')}</span>
              )}
            </div>
            <span class="start-time">{timeOfDay(start.startTime)}</span>
            {at === 0 && !isCross && <NeedsLine needs={needsOf(rows, start.bib)} pen={0} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
