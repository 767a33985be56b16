import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { gateStatistics } from '../../../lib/domain/gateStatistics';
import { className } from '../shared/className';
import { useDetails } from '../shared/details';
import { dayName } from '../shared/format';
import { useLanguage } from '../shared/language';
import { useLive } from '../shared/live';
import { followedRace, isOverall, raceTabs, tabText, type RaceTab } from '../shared/races';
import type { PageProps } from '../shared/start';
import { SubPage } from '../shared/SubPage';
import { useRaceStates } from '../shared/useRaceStates';
import { useReopened } from '../shared/useReopened';
import { GateTable } from './GateTable';
import { HeadToHead } from './HeadToHead';
import { runsWithGates } from './runs';

/** The statistics of a running race need not be of this second. */
const SETTLE_MS = 2_000;

const asked = (name: string): string | null => new URLSearchParams(location.search).get(name);

/** Writes a choice into the address, so that it can be sent on. */
function writeAddress(choices: Record<string, string>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(choices)) address.searchParams.set(name, value);
  history.replaceState(null, '', address);
}

const hasGates = ({ kind, races }: RaceTab): boolean => kind !== 'bracket' && !races.some(isOverall);

/** A race gate by gate: what its gates cost, and two runs beside one another. */
export function GatesPage({ feed }: PageProps): JSX.Element {
  const { t, language } = useLanguage();
  const { state } = useLive(feed);
  useReopened(feed);
  const states = useRaceStates(feed);
  const [chosen, setChosen] = useState(() => asked('race'));
  const [pair, setPair] = useState(() => ({ a: asked('a'), b: asked('b') }));
  const tabs = useMemo(() => raceTabs(state.races).filter(hasGates), [state.races]);
  const tabOf = (raceId: string | null): RaceTab | undefined =>
    tabs.find(({ races }) => races.some((race) => race.raceId === raceId));
  const tab = tabOf(chosen) ?? tabOf(followedRace(state, states)) ?? tabs[0];
  const raceId = tab?.races.at(-1)?.raceId ?? null;
  const rows = useDetails(feed.eventId, raceId, state.results[raceId ?? ''], SETTLE_MS);
  const runs = useMemo(() => (rows === null || rows === 'failed' ? [] : runsWithGates(rows)), [rows]);
  const statistics = useMemo(() => gateStatistics(runs.map(({ gates }) => gates)), [runs]);
  const choosePair = (next: { a: string; b: string }): void => {
    setPair(next);
    writeAddress(next);
  };
  const nameOf = (one: RaceTab): string =>
    [className(state, one.classId, t), t(tabText(one)), one.day === null ? '' : dayName(one.day, language)]
      .filter(Boolean)
      .join(' · ');
  const races = (
    <label>
      <span class="visually-hidden">{t('gates.race')}</span>
      <select
        value={tab?.key ?? ''}
        onChange={({ currentTarget }) => {
          setChosen(currentTarget.value);
          setPair({ a: null, b: null });
          writeAddress({ race: currentTarget.value, a: '', b: '' });
        }}
      >
        {tabs.map((one) => (
          <option key={one.key} value={one.key}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <SubPage feed={feed} title="gates.title" look="gates-page" tools={races}>
      {rows === 'failed' || runs.length === 0 ? (
        <p class="empty card" role="status">
          {t(rows === 'failed' ? 'gates.failed' : rows === null && tab ? 'loading' : 'gates.none')}
        </p>
      ) : (
        <>
          <HeadToHead {...{ runs }} {...pair} onChoose={choosePair} />
          <GateTable gates={statistics} />
        </>
      )}
    </SubPage>
  );
}
