import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { className } from '../shared/className';
import { useLanguage } from '../shared/language';
import { holdsRows, type LiveState } from '../shared/part';
import { isNextKnown, type RaceStates } from '../shared/raceStates';
import { classOf, currentRace, isOverall, tabText, type RaceTab } from '../shared/races';
import { OverallTable } from '../shared/OverallTable';
import { ResultTable } from '../shared/ResultTable';
import { favouriteKey, nextStarters, spokenName } from '../shared/rows';
import { Tabs } from '../shared/Tabs';
import { Bracket } from '../shared/Bracket';
import { Finder } from './Finder';
import { EVERYTHING, isWanted, type Wanted } from './finding';
import { PANEL } from './RaceNav';
import { RaceTitle } from '../shared/RaceTitle';
import { RowLinks } from './RowLinks';
import { RunDetail } from './RunDetail';
import { Star } from './Star';
import { StartTable } from './StartTable';
import { useSought, type Sought } from './useSought';

type List = 'results' | 'starts';
export type Mode = 'simple' | 'detailed';

interface RacePanelProps {
  /** The event page's address, without a query. */
  page: string;
  state: LiveState;
  states: RaceStates;
  tab: RaceTab;
  mode: Mode;
  /** Somebody chose it on this device. */
  isModeChosen: boolean;
  onMode: (mode: Mode) => void;
  favourites: ReadonlySet<string>;
  onToggle: (key: string) => void;
  wanted: Wanted;
  onWanted: (wanted: Wanted) => void;
  /** Somebody reads here: what is shown stays. */
  onRead: () => void;
  /** The start list of this race is looked at. */
  onList: (raceId: string) => void;
  /** Somebody who was looked for, and is to be seen. */
  sought: Sought | null;
  /** Shows the card of an athlete, by its path below the event. */
  onAthlete: (path: string) => void;
  /** Of a list as many rows are drawn; default all. */
  mostRows?: number | undefined;
}

const NO_ROWS: readonly PublicResult[] = [];
const NO_STARTS: readonly PublicStart[] = [];
const LIST_PANEL = 'list-panel';
const TITLE = 'race-panel-title';

/** The lists of what is chosen: results, start list, or bracket, and how to find somebody in them. */
export function RacePanel(props: RacePanelProps): JSX.Element {
  const { page, state, states, tab, mode, onMode, favourites, onToggle, onRead, wanted, onWanted } = props;
  const { onList, mostRows, sought, isModeChosen, onAthlete } = props;
  const { t } = useLanguage();
  const [list, setList] = useState<List | null>(null);
  const [openBib, setOpenBib] = useState<string | null>(null);
  const [runChosen, setRunChosen] = useState<string | null>(null);

  const raceClass = classOf(state, tab.classId);
  const name = className(state, tab.classId, t);
  const title = t(tabText(tab));
  const { eventId, mainTitle } = state.event;
  useEffect(() => {
    document.title = `${name} ${title} · ${mainTitle}`;
  }, [name, title, mainTitle]);
  const current = currentRace(tab, states);
  const race = tab.races.find(({ raceId }) => raceId === runChosen) ?? current;
  const raceId = race?.raceId ?? '';
  // Either run of a best-run race has the same list; the last one's is kept longest.
  const resultRace =
    ([...tab.races].reverse().find((one) => holdsRows(state, one.raceId)) ?? tab.races.at(-1))?.raceId ?? '';
  const rows = state.results[resultRace] ?? NO_ROWS;
  const starts = state.startlists[raceId] ?? NO_STARTS;
  const run = race?.raceType === 'best-run-2' ? 'second' : 'first';
  const onCourse = useMemo(
    () => state.oncourse.filter((entry) => entry.raceId === raceId),
    [state.oncourse, raceId],
  );
  const hasNext = isNextKnown(state, states.get(raceId));
  const next = useMemo(
    () =>
      new Set(
        hasNext
          ? nextStarters(starts, rows, onCourse, run)
              .slice(0, 3)
              .map(({ bib }) => bib)
          : [],
      ),
    [starts, rows, onCourse, run, hasNext],
  );

  const hasResults = rows.some(({ rnk, status, time }) => rnk !== null || status !== null || time !== null);
  const isBracket = tab.kind === 'bracket';
  const isFinalList = tab.races.some(isOverall);
  // A bracket and an overall list are all there is to see of their tab.
  const hasLists = !isBracket && !isFinalList;
  const shownList: List = list ?? (hasResults || starts.length === 0 || !hasLists ? 'results' : 'starts');
  const categories = useMemo(() => {
    const held = new Set([...rows, ...starts].map(({ catId }) => catId));
    return (raceClass?.categories ?? []).filter(({ catId }) => held.has(catId));
  }, [rows, starts, raceClass]);
  const catId = categories.some((category) => category.catId === wanted.catId) ? wanted.catId : null;
  const filter: Wanted = { ...wanted, catId };
  const shownRows = useMemo(
    () => rows.filter((row) => isWanted(row, filter, favourites)),
    [rows, favourites, wanted, catId],
  );
  const shownStarts = useMemo(
    () => starts.filter((start) => isWanted(start, filter, favourites)),
    [starts, favourites, wanted, catId],
  );
  const drawnRows = mostRows === undefined ? shownRows : shownRows.slice(0, mostRows);
  const drawnStarts = mostRows === undefined ? shownStarts : shownStarts.slice(0, mostRows);
  const categoryName = (id: string | null): string | null =>
    raceClass?.categories.find((category) => category.catId === id)?.name ?? id;

  const star = useCallback(
    (row: PublicResult | PublicStart) => {
      const key = favouriteKey(row);
      return (
        <Star
          name={spokenName(row.name, row.members !== undefined)}
          isOn={favourites.has(key)}
          onToggle={() => {
            onToggle(key);
          }}
        />
      );
    },
    [favourites, onToggle],
  );
  const open = useCallback(
    (bib: string) => {
      setOpenBib((shown) => (shown === bib ? null : bib));
      onRead();
    },
    [onRead],
  );
  const gatesPath = isFinalList ? null : `${page}/gates?race=${encodeURIComponent(resultRace)}`;
  const renderDetail = useCallback(
    (row: PublicResult) => (
      <RunDetail
        key={row.bib}
        star={star(row)}
        {...{ eventId, row }}
        raceId={resultRace}
        categoryName={categoryName(row.catId)}
        card={<RowLinks {...{ row, onAthlete, gatesPath }} classId={tab.classId} />}
      />
    ),
    [eventId, resultRace, raceClass, star, gatesPath],
  );
  const isFound = useMemo(() => {
    if (!wanted.onlyFavourites) return null;
    return (row: PublicResult) => isWanted(row, { ...wanted, catId: null }, favourites);
  }, [wanted, favourites]);

  const currentState = states.get(current?.raceId ?? '') ?? 'scheduled';
  const category = catId === null ? null : categoryName(catId);
  const caption = useMemo(
    () => <RaceTitle {...{ tab, name, current, category }} state={currentState} />,
    [tab, name, current, category, currentState],
  );
  const otherRace = tab.kind === 'best-run' ? tab.races.find((one) => one.raceId !== raceId) : undefined;
  const otherStarts = state.startlists[otherRace?.raceId ?? ''];
  const other = useMemo(
    () =>
      otherRace !== undefined && otherStarts !== undefined
        ? { starts: otherStarts, run: t(`type.${otherRace.raceType}`) }
        : null,
    [otherRace?.raceId, otherStarts, t],
  );
  const all = shownList === 'results' ? rows : starts;
  const isLoading = !holdsRows(state, shownList === 'results' ? resultRace : raceId);
  const shown = shownList === 'results' ? shownRows : shownStarts;
  const isFiltered = catId !== null || filter.onlyFavourites;

  const isInResults = (sought: string): boolean => !hasLists || rows.some(({ bib }) => bib === sought);
  const panel = useSought(sought?.tab === tab.key && !isLoading ? sought : null, {
    onPrepare: (bib) => {
      setList(isInResults(bib) ? 'results' : 'starts');
      if (isFiltered) onWanted(EVERYTHING);
    },
    onShown: (bib) => {
      if (isInResults(bib)) setOpenBib(bib);
    },
  });

  return (
    <section
      ref={panel}
      class="race-panel"
      id={PANEL}
      data-race={resultRace}
      role="tabpanel"
      aria-labelledby={TITLE}
    >
      <h2 id={TITLE} class="visually-hidden">
        {name} {title}
      </h2>
      <div class="panel-tools">
        {hasLists && (
          <Tabs
            look="races"
            label={t('view')}
            panel={LIST_PANEL}
            items={[
              { key: 'results', text: t('results') },
              { key: 'starts', text: t('startList') },
            ]}
            selected={shownList}
            onSelect={(key) => {
              setList(key === 'starts' ? 'starts' : 'results');
              onList(raceId);
              onRead();
            }}
          />
        )}
        {hasLists && shownList === 'starts' && tab.races.length > 1 && (
          <div class="segmented" role="group" aria-label={t('nav.races')}>
            {tab.races.map((one) => (
              <button
                key={one.raceId}
                type="button"
                aria-pressed={one.raceId === raceId}
                onClick={() => {
                  setRunChosen(one.raceId);
                  onList(one.raceId);
                  onRead();
                }}
              >
                {t(`type.${one.raceType}`)}
              </button>
            ))}
          </div>
        )}
        <Finder
          wanted={filter}
          categories={isBracket ? [] : categories}
          onChange={(changed) => {
            onWanted(changed);
            onRead();
          }}
        >
          {hasLists && shownList === 'results' && (
            <div class="segmented" role="group" aria-label={t('view')}>
              {(['simple', 'detailed'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={one === mode}
                  onClick={() => {
                    onMode(one);
                  }}
                >
                  {t(one)}
                </button>
              ))}
            </div>
          )}
        </Finder>
      </div>
      <div
        id={LIST_PANEL}
        {...(hasLists && {
          role: 'tabpanel',
          'aria-label': t(shownList === 'results' ? 'results' : 'startList'),
        })}
      >
        {isBracket ? (
          isLoading ? (
            <p class="empty card" role="status">
              {t('loading')}
            </p>
          ) : (
            <Bracket races={tab.races} results={state.results} isFound={isFound} />
          )
        ) : (
          <div class="card list-card" data-mode-chosen={isModeChosen}>
            {isFinalList ? (
              <OverallTable {...{ caption, star }} rows={drawnRows} />
            ) : shownList === 'results' ? (
              <ResultTable
                caption={caption}
                rows={drawnRows}
                mode={mode}
                listKey={`${resultRace} ${catId ?? ''} ${String(wanted.onlyFavourites)}`}
                category={catId}
                openBib={openBib}
                onOpen={open}
                renderDetail={renderDetail}
                star={star}
              />
            ) : (
              <StartTable {...{ caption, rows, onCourse, run, other, next, star }} starts={drawnStarts} />
            )}
            {shown.length === 0 && (
              <p class="empty">
                {t(
                  isLoading
                    ? 'loading'
                    : all.length === 0
                      ? shownList === 'results'
                        ? 'noResults'
                        : 'noStarts'
                      : filter.onlyFavourites
                        ? 'noFavourites'
                        : 'noMatch',
                )}
              </p>
            )}
          </div>
        )}
        <p class="count muted" role="status">
          {isFiltered && !isBracket ? t('shown', { shown: shown.length, all: all.length }) : ''}
        </p>
      </div>
    </section>
  );
}
