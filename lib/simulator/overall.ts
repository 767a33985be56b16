import { isHeadToHead } from './plan';
import type { PlanRace, PlanRun, RaceDayPlan } from './plan';
import { byTime } from './crossRaces';

/** A row of a class's overall list, as the timing system puts it together from all rounds. */
export interface OverallRow {
  run: PlanRun;
  /** Null for who has none in the trial either. */
  rnk: number | null;
  /** The last round that the athlete reached; the timing system's own word, which depends on the bracket's depth. */
  recordType: string;
}

/**
 * The overall list as far as it is known at a moment: who did not get into the bracket as soon as the trial is over,
 * those of a round as soon as it is over. Places above stay open, so the list grows upwards.
 */
export function overallAt(plan: RaceDayPlan, race: PlanRace, atMs: number): OverallRow[] {
  const rounds = plan.races.filter(({ classId }) => classId === race.classId);
  const trial = rounds.find(({ disId }) => disId === 'XT');
  if (trial === undefined || atMs < trial.endAtMs) return [];
  const bracket = rounds.filter(({ disId }) => isHeadToHead(disId));
  const isInBracket = new Set(bracket.flatMap(({ runs }) => runs.map(({ participantId }) => participantId)));
  const seed = new Map(byTime(trial.runs).map((run, index) => [run.participantId, index]));

  const rows: OverallRow[] = [];
  for (const [index, round] of bracket.entries()) {
    const later = new Set(
      bracket.slice(index + 1).flatMap(({ runs }) => runs.map((one) => one.participantId)),
    );
    const out = round.runs.filter(({ participantId }) => !later.has(participantId));
    if (atMs < round.endAtMs) continue;
    out.sort(
      (a, b) =>
        (round.disId === 'XF' ? (a.heatNr ?? 0) - (b.heatNr ?? 0) : 0) ||
        (a.heat?.place ?? Infinity) - (b.heat?.place ?? Infinity) ||
        (seed.get(a.participantId) ?? 0) - (seed.get(b.participantId) ?? 0),
    );
    rows.push(
      ...out.map((run, at) => ({
        run: inOverall(race, {
          ...run,
          timeMs: null,
          totalMs: null,
          status: run.status === 'RAL' ? '' : run.status,
        }),
        rnk: later.size + at + 1,
        recordType: { XF: 'F', XS: 'SF' }[round.disId as string] ?? 'QF',
      })),
    );
  }
  const others = [...byTime(trial.runs), ...trial.runs.filter(({ totalMs }) => totalMs === null)].filter(
    ({ participantId }) => !isInBracket.has(participantId),
  );
  rows.push(
    ...others.map((run, at) => ({
      run: inOverall(race, {
        ...run,
        bib: `t${run.bib.padStart(5)}`,
        status: run.isSilent ? '' : run.status,
      }),
      rnk: run.totalMs === null ? null : isInBracket.size + at + 1,
      recordType: 'T',
    })),
  );
  rows.sort((a, b) => (a.rnk ?? Infinity) - (b.rnk ?? Infinity));
  return rows.map((row, at) => ({ ...row, run: { ...row.run, startOrder: at + 1 } }));
}

/** Of a round's run remains who it was, how it ended, and the faults of the athlete's last heat. */
function inOverall(race: PlanRace, run: PlanRun): PlanRun {
  return {
    ...run,
    raceId: race.raceId,
    gates: [],
    penSeconds: 0,
    heatNr: null,
    roundNr: null,
    qualified: false,
  };
}
