import type { JSX } from 'preact';
import type { PublicResult } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { gapText, penaltySeconds, seconds } from '../shared/format';
import { useLanguage } from '../shared/language';
import { finishedOutlook } from '../shared/outlook';
import { isBestRun, membersText, runsOf } from '../shared/rows';
import { statusTitle } from '../shared/statusTitle';
import { penaltySize } from './penaltySize';

/**
 * Who has just finished. Place, total and gap are of the run that counts; where that is the first of two, the second
 * one stands below as a fact of its own.
 */
export function Finisher({ row }: { row: PublicResult }): JSX.Element {
  const { t, ordinal } = useLanguage();
  const { bib, name, club, members } = row;
  const { first, second } = runsOf(row);
  const run = second ?? first;
  const said = finishedOutlook(row);
  const counted = said?.isFirstRun === true ? first : run;
  const ownStatus = run?.status ?? row.status;
  return (
    <div class="boat boat-finished" data-bib={bib} data-lead={said?.rank === 1 && !said.isFirstRun}>
      {said !== null && <span class="place">{ordinal(said.rank)}</span>}
      <span class="bib">{bib}</span>
      <span class="who">
        <AthleteName name={name} isTeam={members !== undefined} />
        <span class="club">{members === undefined ? club : membersText(members)}</span>
      </span>
      <span class="figures">
        {said === null ? (
          <span class="clock">
            {ownStatus === null ? (
              seconds(run?.total)
            ) : (
              <abbr title={statusTitle(ownStatus, t)}>{ownStatus}</abbr>
            )}
          </span>
        ) : (
          <>
            <span class="pen" data-pen={penaltySize(counted?.pen)}>
              {(counted?.pen ?? 0) > 0 ? `+${penaltySeconds(counted?.pen)}` : t('board.clean')}
            </span>
            <span class="clock">{seconds(said.total)}</span>
            <span class="gap">{said.gap > 0 ? gapText(said.gap) : ''}</span>
          </>
        )}
        {said?.isFirstRun === true && isBestRun(row) && (
          <span class="other-run">
            {`${t('outlook.firstCounts')} · ${t('run2')} ${ownStatus ?? seconds(run?.total)}`}
          </span>
        )}
      </span>
    </div>
  );
}
