/** Rows for graphics over a video: flat, every value a text that is shown as it is. */
import type { PublicOnCourseEntry, PublicResult } from '../../lib/domain/views';
import type { EventState, Structure } from '../../lib/read/EventState';
import type { Language } from '../pages/language';
import { penaltySeconds, seconds } from '../web/shared/format';
import { begunRaces, raceStatesOf } from '../web/shared/raceStates';
import { followedRace } from '../web/shared/races';
import { countedTotal, nameParts, shownBib } from '../web/shared/rows';
import { csvText } from './csv';
import { raceTitles } from './raceTitle';

/** What can be shown. */
export const GRAPHICS = ['oncourse', 'leader', 'finisher', 'list'] as const;
export type Graphic = (typeof GRAPHICS)[number];

/** Empty where nothing is to be said. */
const EMPTY = {
  race: '',
  rank: '',
  bib: '',
  name: '',
  family: '',
  given: '',
  club: '',
  noc: '',
  time: '',
  penalty: '',
  total: '',
  gap: '',
  status: '',
};
export type GraphicRow = typeof EMPTY;

interface GraphicsOptions {
  /** Null for the race that is going on. */
  raceId: string | null;
  /** As many rows as there are places, empty ones at the end; null for as many as there are. */
  rows: number | null;
  language: Language;
  /** Milliseconds since 1970. */
  now: number;
}

/** The rows of a graphic. Of one that shows a single athlete there is always one, empty where there is nobody. */
export async function graphicRows(
  state: EventState,
  graphic: Graphic,
  { raceId: asked, rows: places, language, now }: GraphicsOptions,
): Promise<GraphicRow[]> {
  const { structure } = state;
  const raceId = asked ?? raceGoingOn(state, now);
  const race =
    raceId === null ? '' : (raceTitles(structure.races, structure.classes, language).get(raceId) ?? raceId);
  const results = raceId === null ? [] : state.resultRows(raceId, null);
  const ranked = results.filter(({ rnk, status }) => rnk !== null || status !== null);
  const rowOf = (row: PublicResult): GraphicRow => resultRow(row, race);
  const shown: Record<Graphic, () => GraphicRow[] | Promise<GraphicRow[]>> = {
    oncourse: () =>
      boatsOf(structure, asked).map((entry) => boatRow(entry, raceOf(structure, entry, language))),
    leader: () => ranked.slice(0, 1).map(rowOf),
    finisher: async () => {
      const bib = await lastFinisher(state, raceId);
      return results.filter((row) => row.bib === bib).map(rowOf);
    },
    list: () => ranked.map(rowOf),
  };
  const found = await shown[graphic]();
  const isSingle = graphic === 'leader' || graphic === 'finisher';
  const count = isSingle ? 1 : (places ?? found.length);
  return Array.from({ length: count }, (_, at) => found[at] ?? EMPTY);
}

function raceGoingOn(state: EventState, now: number): string | null {
  const { structure } = state;
  const begun = new Set(begunRaces(structure.races, (raceId) => state.resultRows(raceId, null)));
  const heads = { ...structure, results: {}, startlists: {}, part: { held: new Set<string>(), begun } };
  return followedRace(heads, raceStatesOf(heads, now));
}

const boatsOf = ({ oncourse }: Structure, raceId: string | null): PublicOnCourseEntry[] =>
  oncourse.filter((entry) => entry.dtStart !== null && (raceId === null || entry.raceId === raceId));

const raceOf = ({ races, classes }: Structure, { raceId }: PublicOnCourseEntry, language: Language): string =>
  raceTitles(races, classes, language).get(raceId) ?? raceId;

/** Who crossed the line last: who still stands in the finish, else by the times of day that an export brought. */
async function lastFinisher(state: EventState, raceId: string | null): Promise<string | null> {
  if (raceId === null) return null;
  const done = state.structure.oncourse.filter((entry) => entry.raceId === raceId && entry.dtFinish !== null);
  const times = done.map(({ bib, dtFinish }) => ({ bib, at: dtFinish ?? '' }));
  if (times.length === 0) {
    const { bytes } = await state.detailedResults(raceId, null);
    const { results } = JSON.parse(bytes.toString()) as { results: PublicResult[] };
    for (const { bib, dtFinish, prevDtFinish } of results)
      times.push({ bib, at: [dtFinish ?? '', prevDtFinish ?? ''].sort().at(-1) ?? '' });
  }
  const last = times.filter(({ at }) => at !== '').sort((a, b) => (a.at < b.at ? -1 : 1));
  return last.at(-1)?.bib ?? null;
}

function who(name: string, isTeam: boolean): Pick<GraphicRow, 'name' | 'family' | 'given'> {
  const { family, given } = isTeam ? { family: name, given: '' } : nameParts(name);
  return { name, family, given };
}

function resultRow(row: PublicResult, race: string): GraphicRow {
  const { rnk, name, members, club, noc, time, pen, totalBehind, status } = row;
  return {
    ...{
      race,
      rank: rnk === null ? '' : String(rnk),
      bib: shownBib(row),
      ...who(name, members !== undefined),
    },
    ...{ club: club ?? '', noc: noc ?? '', time: seconds(time), penalty: penaltySeconds(pen) },
    total: status === null ? seconds(countedTotal(row)) : '',
    gap: rnk !== null && rnk > 1 ? (totalBehind ?? '') : '',
    status: status ?? '',
  };
}

function boatRow(
  { bib, name, club, time, pen, total, rank, ttbDiff }: PublicOnCourseEntry,
  race: string,
): GraphicRow {
  return {
    ...{ race, rank: rank === null ? '' : String(rank), bib, ...who(name ?? '', false) },
    ...{
      club: club ?? '',
      noc: '',
      time: seconds(time),
      penalty: penaltySeconds(pen),
      total: seconds(total),
    },
    ...{ gap: ttbDiff ?? '', status: '' },
  };
}

/** How rows are written. */
export const GRAPHIC_FORMATS = {
  json: { type: 'application/json; charset=utf-8', write: (rows: GraphicRow[]) => JSON.stringify(rows) },
  csv: {
    type: 'text/csv; charset=utf-8',
    write: (rows: GraphicRow[]) =>
      csvText([Object.keys(EMPTY), ...rows.map((row) => Object.values(row))], 'en'),
  },
  xml: { type: 'application/xml; charset=utf-8', write: xmlOf },
} as const;
export type GraphicFormat = keyof typeof GRAPHIC_FORMATS;

function xmlOf(rows: GraphicRow[]): string {
  const cells = (row: GraphicRow): string =>
    Object.entries(row)
      .map(([name, text]) => `<${name}>${xmlText(text)}</${name}>`)
      .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rows>${rows.map((row) => `<row>${cells(row)}</row>`).join('')}</rows>\n`;
}

/** Text as content of an element; control characters that XML 1.0 does not know are left out. */
const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
