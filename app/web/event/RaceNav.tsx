import type { JSX } from 'preact';
import { className } from '../shared/className';
import { dayName } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/live';
import type { RaceStates } from '../shared/raceStates';
import { isRunning, tabText, type RaceTab } from '../shared/races';
import { Tabs } from '../shared/Tabs';
import type { Choice } from './choice';

export const PANEL = 'race-panel';

const unique = <T,>(values: readonly T[]): T[] => [...new Set(values)];

/** A text with a mark where something is being raced. */
function Label({ text, isOn }: { text: string; isOn: boolean }): JSX.Element {
  const { t } = useLanguage();
  return (
    <>
      {text}
      {isOn && (
        <span class="on-mark">
          <span class="visually-hidden"> ({t('race.running')})</span>
        </span>
      )}
    </>
  );
}

interface RaceNavProps {
  state: LiveState;
  states: RaceStates;
  choice: Choice;
}

/** Day, class and race: three rows of tabs, each only where there is something to choose. */
export function RaceNav({ state, states, choice }: RaceNavProps): JSX.Element | null {
  const { t, language } = useLanguage();
  const { tabs, tab: shown } = choice;
  if (shown === undefined) return null;
  const isOn = (tab: RaceTab): boolean => isRunning(tab, states);
  const days = unique(tabs.map(({ day }) => day));
  const ofDay = tabs.filter(({ day }) => day === shown.day);
  const classIds = unique(ofDay.map(({ classId }) => classId));
  const ofClass = ofDay.filter(({ classId }) => classId === shown.classId);

  const pick = (candidates: readonly RaceTab[]): void => {
    const tab =
      candidates.find((one) => isOn(one) && one.classId === shown.classId) ??
      candidates.find(({ classId }) => classId === shown.classId) ??
      candidates.find(isOn) ??
      candidates[0];
    if (tab !== undefined) choice.choose(tab);
  };

  return (
    <nav class="race-nav" aria-label={t('nav.races')}>
      {days.length > 1 && (
        <Tabs
          look="days"
          label={t('nav.days')}
          panel={PANEL}
          items={days.map((day) => ({
            key: day ?? '',
            text: (
              <Label
                text={day === null ? t('nav.noDate') : dayName(day, language)}
                isOn={tabs.some((tab) => tab.day === day && isOn(tab))}
              />
            ),
          }))}
          selected={shown.day ?? ''}
          onSelect={(key) => {
            pick(tabs.filter(({ day }) => (day ?? '') === key));
          }}
        />
      )}
      {classIds.length > 1 && (
        <Tabs
          look="classes"
          label={t('nav.classes')}
          panel={PANEL}
          items={classIds.map((classId) => ({
            key: classId,
            text: (
              <Label
                text={className(state, classId, t)}
                isOn={ofDay.some((tab) => tab.classId === classId && isOn(tab))}
              />
            ),
          }))}
          selected={shown.classId}
          onSelect={(key) => {
            pick(ofDay.filter(({ classId }) => classId === key));
          }}
        />
      )}
      {ofClass.length > 1 && (
        <Tabs
          look="races"
          label={t('nav.races')}
          panel={PANEL}
          items={ofClass.map((tab) => ({
            key: tab.key,
            text: <Label text={t(tabText(tab))} isOn={isOn(tab)} />,
          }))}
          selected={shown.key}
          onSelect={(key) => {
            pick(ofClass.filter((tab) => tab.key === key));
          }}
        />
      )}
    </nav>
  );
}
