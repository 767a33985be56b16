import type { ComponentChildren, JSX } from 'preact';
import type { PublicGate, PublicResult } from '../../../lib/domain/views';
import { clockTime, penaltySeconds, seconds } from '../shared/format';
import { useDetail } from '../shared/details';
import { Gates } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import { statusTitle } from '../shared/statusTitle';
import { isBestRun, runsOf, type Run } from '../shared/rows';
import { Changes } from './Changes';

interface RunDetailProps {
  eventId: string;
  raceId: string;
  row: PublicResult;
  categoryName: string | null;
  star: ComponentChildren;
  /** The way to all of the athlete's races. */
  card?: ComponentChildren;
}

/** What an opened row says: each run gate by gate, with start and finish. */
export function RunDetail({ eventId, raceId, row, categoryName, star, card }: RunDetailProps): JSX.Element {
  const { t, ordinal } = useLanguage();
  const detail = useDetail(eventId, raceId, row);
  const places = [
    row.rnk === null ? null : t('overall', { rank: ordinal(row.rnk) }),
    row.catRnk === null || categoryName === null
      ? null
      : t('inCategory', { rank: ordinal(row.catRnk), category: categoryName }),
  ].filter(Boolean);

  return (
    <div class="run-detail">
      <div class="run-head">
        <div>
          <p class="run-club">{row.club}</p>
          {row.members !== undefined && <p class="run-club">{row.members.join(', ')}</p>}
          <p>{places.join(' · ')}</p>
        </div>
        {star}
      </div>
      {detail === 'failed' && <p role="status">{t('detailFailed')}</p>}
      {detail === null && <p class="muted">{t('loading')}</p>}
      {detail !== null && detail !== 'failed' && <Runs row={detail} />}
      {row.byHand !== undefined && <p>{t('byHandWhy', { reason: row.byHand })}</p>}
      {row.changes !== undefined && <Changes changes={row.changes} />}
      {card && <p>{card}</p>}
    </div>
  );
}

function Runs({ row }: { row: PublicResult }): JSX.Element {
  const { t } = useLanguage();
  const { first, second } = runsOf(row);
  const { gates = [], dtStart, dtFinish, prevGates = [], prevDtStart, prevDtFinish } = row;
  const shown = { gates, dtStart, dtFinish };
  const previous = { gates: prevGates, dtStart: prevDtStart, dtFinish: prevDtFinish };
  const isTeam = row.members !== undefined;
  if (!isBestRun(row)) return <RunPart title={null} run={first} isTeam={isTeam} {...shown} />;
  return (
    <>
      {second !== null && <RunPart title={t('run2')} run={second} {...shown} />}
      {(first !== null || second === null) && (
        <RunPart title={t('run1')} run={first} {...(second === null ? shown : previous)} />
      )}
    </>
  );
}

interface RunPartProps {
  title: string | null;
  run: Run | null;
  gates: readonly PublicGate[];
  isTeam?: boolean;
  dtStart: string | null | undefined;
  dtFinish: string | null | undefined;
}

function RunPart({ title, run, gates, isTeam = false, dtStart, dtFinish }: RunPartProps): JSX.Element {
  const { t } = useLanguage();
  return (
    <section class="run-part">
      <h3>
        {title}
        {run?.counts === true && title !== null && <span class="chip">{t('counts')}</span>}
      </h3>
      <dl>
        {run !== null && run.status === null && (
          <>
            <Fact name={t('time')} value={seconds(run.time)} />
            <Fact name={t('penalty')} value={penaltySeconds(run.pen)} />
            <Fact name={t('total')} value={seconds(run.total)} />
          </>
        )}
        {run !== null && run.status !== null && <Fact name={run.status} value={statusTitle(run.status, t)} />}
        <Fact name={t('start')} value={clockTime(dtStart)} />
        <Fact name={t('finish')} value={clockTime(dtFinish)} />
      </dl>
      {run === null && <p class="muted">{t('toStart')}</p>}
      {gates.length > 0 && run !== null && <Gates gates={gates} isTeam={isTeam} />}
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element | null {
  if (value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
