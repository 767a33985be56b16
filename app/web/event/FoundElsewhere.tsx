import type { JSX } from 'preact';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { AthleteName } from '../shared/Athlete';
import { className } from '../shared/className';
import { dayName } from '../shared/format';
import { useLanguage } from '../shared/language';
import type { LiveState } from '../shared/part';
import { tabText, type RaceTab } from '../shared/races';
import { shownBib } from '../shared/rows';

const MOST = 8;
const FEWEST_LETTERS = 2;

interface FoundElsewhereProps {
  state: LiveState;
  tabs: readonly RaceTab[];
  /** The one that is shown already. */
  tab: RaceTab;
  query: string;
  isMatch: (row: PublicResult | PublicStart) => boolean;
  onChoose: (tab: RaceTab) => void;
}

/** Where else in the event somebody is who is looked for. */
export function FoundElsewhere(props: FoundElsewhereProps): JSX.Element | null {
  const { state, tabs, tab, query, isMatch, onChoose } = props;
  const { t, ordinal, language } = useLanguage();
  if (query.trim().length < FEWEST_LETTERS) return null;
  if (state.part !== undefined)
    return (
      <p class="muted" role="status">
        {t('loading')}
      </p>
    );
  const found = tabs
    .filter(({ key }) => key !== tab.key)
    .flatMap((other) => {
      const { raceId } = other.races.at(-1) ?? { raceId: '' };
      return (state.results[raceId] ?? []).filter(isMatch).map((row) => ({ other, row }));
    })
    .slice(0, MOST);
  if (found.length === 0) return null;
  return (
    <section class="elsewhere">
      <h3>{t('elsewhere')}</h3>
      <ul class="card">
        {found.map(({ other, row }) => (
          <li key={`${other.key} ${row.bib}`}>
            <button
              type="button"
              onClick={() => {
                onChoose(other);
              }}
            >
              <span class="bib">{shownBib(row)}</span>
              <span>
                <AthleteName name={row.name} isTeam={row.members !== undefined} />
                <span class="club">
                  {[
                    className(state, other.classId, t),
                    t(tabText(other)),
                    other.day === null ? '' : dayName(other.day, language),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </span>
              <span>{row.rnk === null ? (row.status ?? '') : ordinal(row.rnk)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
