/** The event page's first state as HTML: see {@link EventDrawing}. */
import { renderToString } from 'preact-render-to-string';
import { cs } from '../locales/cs';
import { de } from '../locales/de';
import { en } from '../locales/en';
import { fr } from '../locales/fr';
import { LANGUAGES } from '../locales/Language';
import { pl } from '../locales/pl';
import { sk } from '../locales/sk';
import { partOf } from '../shared/firstState';
import { giveTexts, LanguageProvider } from '../shared/language';
import type { LiveFeed } from '../shared/live';
import type { LiveState } from '../shared/part';
import { begunRaces, raceStatesOf } from '../shared/raceStates';
import { raceTabs } from '../shared/races';
import { shownTab } from './choice';
import type { EventDrawing } from './drawing';
import { EventPage } from './EventPage';
import { racesOfNow, racesOfTab } from './neededRaces';

const TEXTS = { en, cs, sk, de, pl, fr };
for (const language of LANGUAGES) giveTexts(language, TEXTS[language]);

const keyed = <T,>(raceIds: readonly string[], listOf: (raceId: string) => T): Record<string, T> =>
  Object.fromEntries(raceIds.map((raceId) => [raceId, listOf(raceId)]));

export const open: EventDrawing['open'] = (event, { raceId, now }) => {
  const { id, at, structure, resultRows, startRows } = event;
  const begun = begunRaces(structure.races, resultRows);
  const heads = { ...structure, results: {}, startlists: {}, part: partOf({ races: [], begun }) };
  // By what the page itself will know of the races that it does not open with.
  const races = openingRaces(heads, raceId, now);
  const results = keyed(races, resultRows);
  const startlists = keyed(races, startRows);
  return { message: { type: 'full', id, at, data: { ...structure, results, startlists } }, races, begun };
};

function openingRaces(state: LiveState, raceId: string | null, now: number): string[] {
  const states = raceStatesOf(state, now);
  const { tab } = shownTab(state, states, raceTabs(state.races, state.results, state.part), raceId);
  return [...new Set([...racesOfTab(state, states, tab), ...racesOfNow(state, states)])];
}

export const draw: EventDrawing['draw'] = (first, { raceId, now, language, mostRows, prefix }) => {
  const nothing = (): void => undefined;
  const feed: LiveFeed = {
    prefix,
    eventId: first.message.data.event.eventId,
    state: { ...first.message.data, part: partOf(first) },
    status: { phase: 'connecting', transport: null, heardAt: null },
    cursor: first.message.id,
    serverNow: () => now,
    runningTime: () => null,
    shows: () => true,
    show: nothing,
    onChange: () => nothing,
    onMessage: () => nothing,
    close: nothing,
  };
  return renderToString(
    <LanguageProvider first={language}>
      <EventPage feed={feed} opening={{ raceId, mostRows }} />
    </LanguageProvider>,
  );
};
