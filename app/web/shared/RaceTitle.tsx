import type { JSX } from 'preact';
import { hasBegun, isToCome, type RaceState } from '../../../lib/domain/raceState';
import type { PublicRace } from '../../../lib/domain/views';
import { timeOfDay } from './format';
import { useLanguage } from './language';
import { tabText, type RaceTab } from './races';

interface RaceTitleProps {
  tab: RaceTab;
  /** Of the class. */
  name: string;
  /** The race that the tab is about now, and what state it is in. */
  current: PublicRace | undefined;
  state: RaceState;
  /** The category that is shown alone; null for all. */
  category: string | null;
}

/** The colours of a race's state are those of the event's status. */
export const CHIP_STATUSES: Partial<Record<RaceState, string>> = {
  running: 'running',
  unofficial: 'finished',
  official: 'official',
  revised: 'official',
};

/** Over a list: class, race, and what state it is in. */
export function RaceTitle({ tab, name, current, state, category }: RaceTitleProps): JSX.Element {
  const { t } = useLanguage();
  const startsAt = isToCome(state) ? timeOfDay(current?.startTime) : '';
  // Between two runs there is nothing to say of the first one's state: the second is what one waits for.
  const isLater = current !== undefined && current !== tab.races[0] && !hasBegun(state);
  const isDue = state === 'scheduled' || state === 'next';
  const laterText = isLater ? `${t(`type.${current.raceType}`)}${isDue ? '' : ':'} ` : '';
  const stateText = isLater && isDue ? startsAt : t(`race.${state}`);
  return (
    <span class="race-title">
      <strong>
        {name}
        <span> {t(tabText(tab))}</span>
      </strong>
      {category !== null && <span class="chip">{category}</span>}
      <span class="chip" data-status={CHIP_STATUSES[state]}>
        {laterText}
        {stateText}
      </span>
      {isDue && !isLater && startsAt !== '' && <span class="muted">{startsAt}</span>}
    </span>
  );
}
