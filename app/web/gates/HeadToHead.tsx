import type { JSX } from 'preact';
import type { PublicGate } from '../../../lib/domain/views';
import { gapText, penaltySeconds, seconds } from '../shared/format';
import { penaltyName } from '../shared/Gates';
import { useLanguage } from '../shared/language';
import { spokenName } from '../shared/rows';
import { GateName } from './GateName';
import { gateDifferences, type RunWithGates } from './runs';

interface HeadToHeadProps {
  runs: readonly RunWithGates[];
  /** Keys of the runs that were chosen; null for none, which stands for the first two athletes. */
  a: string | null;
  b: string | null;
  onChoose: (pair: { a: string; b: string }) => void;
}

/** Who lost where: two runs beside one another, gate by gate. */
export function HeadToHead({ runs, a, b, onChoose }: HeadToHeadProps): JSX.Element | null {
  const { t } = useLanguage();
  const find = (key: string | null): RunWithGates | undefined => runs.find((one) => one.key === key);
  const counted = runs.filter(({ run }) => run.counts && run.status === null);
  const others = (than: RunWithGates | undefined): RunWithGates | undefined =>
    [...counted, ...runs].find(({ key }) => key !== than?.key);
  const first = find(a) ?? others(find(b));
  const second = find(b) ?? others(first);
  if (first === undefined || second === undefined) return null;
  const differences = gateDifferences(first, second);
  const hasSplits = differences.some(({ behind }) => behind !== null);
  return (
    <section class="card duel" aria-labelledby="duel">
      <h3 id="duel">{t('gates.duel')}</h3>
      <div class="duel-choice">
        {([first, second] as const).map((one, at) => (
          <label key={at}>
            <span class="visually-hidden">
              {t('gates.athlete')} {at + 1}
            </span>
            <select
              value={one.key}
              onChange={({ currentTarget: { value } }) => {
                onChoose(at === 0 ? { a: value, b: second.key } : { a: first.key, b: value });
              }}
            >
              {runs.map(({ key, row, number }) => (
                <option key={key} value={key}>
                  {row.rnk === null ? '' : `${row.rnk}. `}
                  {spokenName(row.name, row.members !== undefined)}
                  {number === null ? '' : ` · ${t(`run${number}`)}`}
                </option>
              ))}
            </select>
            <Figures one={one} />
          </label>
        ))}
      </div>
      <Sum a={first} b={second} />
      <table class="gate-table">
        <thead>
          <tr>
            <th scope="col">{t('gates')}</th>
            <th scope="col">{nameOf(first)}</th>
            <th scope="col">{nameOf(second)}</th>
            {hasSplits && (
              <th scope="col">
                {t('gates.difference')} <span class="muted">({t('gates.split')})</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ number, type, a: ofA, b: ofB, behind }) => (
            <tr key={number} data-differs={(ofA?.penalty ?? 0) !== (ofB?.penalty ?? 0)}>
              <th scope="row">
                <GateName number={number} type={type} />
              </th>
              <GateCell gate={ofA} />
              <GateCell gate={ofB} />
              {hasSplits && (
                <td>{behind === null ? '' : gapText(Math.round(behind / 10) * 10).slice(0, -1)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {hasSplits && <p class="muted">{t('gates.roughly')}</p>}
    </section>
  );
}

const nameOf = ({ row: { name, members } }: RunWithGates): string => spokenName(name, members !== undefined);

function Figures({ one }: { one: RunWithGates }): JSX.Element {
  const { time, pen, total, status } = one.run;
  return (
    <span class="duel-figures">
      {status === null ? (
        <>
          <b>{seconds(total)}</b> {pen === null ? '' : `${seconds(time)} + ${penaltySeconds(pen)}`}
        </>
      ) : (
        <b>{status}</b>
      )}
    </span>
  );
}

/** The difference as a whole: how much of it is penalties, how much time. */
function Sum({ a, b }: { a: RunWithGates; b: RunWithGates }): JSX.Element | null {
  const { t } = useLanguage();
  const [runA, runB] = [a.run, b.run];
  if (runA.status !== null || runB.status !== null || runA.total === null || runB.total === null) return null;
  const penalties = (runB.pen ?? 0) - (runA.pen ?? 0);
  const all = runB.total - runA.total;
  return (
    <p class="duel-sum">
      {t('gates.difference')} <b>{gapText(all)}</b>: {t('gates.ofPenalties')} <b>{gapText(penalties)}</b>,{' '}
      {t('gates.ofTime')} <b>{gapText(all - penalties)}</b>
    </p>
  );
}

function GateCell({ gate }: { gate: PublicGate | undefined }): JSX.Element {
  const { penalty = null, split } = gate ?? {};
  return (
    <td>
      <span
        class="gate-mark"
        data-penalty={penaltyName(penalty)}
        data-long={(penalty ?? 0) >= 100 ? 'true' : undefined}
      >
        {penalty === null || penalty === 0 ? '' : <span>{penalty}</span>}
      </span>
      {split !== undefined && <span class="muted gate-split">{(split / 100).toFixed(1)}</span>}
    </td>
  );
}
