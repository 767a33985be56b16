import { hasRun } from './oracleRows';

export type Figure = number | null;

/** Figures in hundredths. */
export interface Run {
  time: Figure;
  pen: Figure;
  total: Figure;
  status: string | null;
}

/** One athlete in one race. */
export interface Entry {
  raceId: string;
  participantId: string;
  bib: string;
  startOrder: Figure;
  catId: string | null;
  heatNr: Figure;
  roundNr: Figure;
  qualified: string | null;
  /** Numbers of the gates with a fault, in kayak cross. */
  faults: number[];
  prev: Run | null;
  rnk: Figure;
  run: Run;
  /** The live feed's `*`. */
  isUnderReview: boolean;
  /** When the live feed last changed the run; null where the export has the last word. */
  liveAt: number | null;
}

/** A row's columns that are not empty. */
export type Columns = Map<string, string>;

export interface Race {
  raceId: string;
  classId: string;
  disId: string;
  /** Of a class that tests the course and is not ranked. */
  isForerunner: boolean;
  /** Nobody starts any more. */
  isOver: boolean;
  /** Nothing is looked into any more. */
  isOfficial: boolean;
}

export const keyOf = (raceId: string, participantId: string): string => `${raceId} ${participantId}`;

export interface File {
  races: Race[];
  people: Map<string, Columns>;
  entries: Map<string, Entry>;
}

/** Reads a recorded export. */
export function readFile(xml: string): File {
  const people = new Map(elements(xml, 'Participants').map((one) => [one.get('Id') ?? '', one]));
  const names = new Map(elements(xml, 'Classes').map((one) => [one.get('ClassId'), one.get('Class') ?? '']));
  const races = elements(xml, 'Schedule').flatMap((row): Race[] => {
    const classId = row.get('ClassId');
    if (classId === undefined) return [];
    const isForerunner = [classId, names.get(classId) ?? ''].some((text) => text.startsWith('FR'));
    const raceStatus = row.get('RaceStatus') ?? '';
    const isOver = ['4', '5', '6'].includes(raceStatus);
    const isOfficial = isOver && raceStatus !== '4';
    return [
      {
        raceId: row.get('RaceId') ?? '',
        classId,
        disId: row.get('DisId') ?? '',
        isForerunner,
        isOver,
        isOfficial,
      },
    ];
  });
  const rows = elements(xml, 'Results');
  const unit = rows.some(isInMilliseconds) ? { time: 10, pen: 100 } : { time: 1, pen: 1 };
  const raceIds = new Set(races.map((race) => race.raceId));
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const raceId = row.get('RaceId') ?? '';
    const participantId = row.get('Id') ?? '';
    if (!raceIds.has(raceId) || !people.has(participantId)) continue;
    entries.set(keyOf(raceId, participantId), entryOf(row, unit));
  }
  return { races, people, entries };
}

/** The file's only time unit shows in rows with a penalty: in milliseconds a second is 1000. */
export function isInMilliseconds(row: Columns): boolean {
  const [time, pen, total] = ['Time', 'Pen', 'Total'].map((name) => Number(row.get(name) ?? 0));
  return Boolean(time && pen) && total === (time ?? 0) + (pen ?? 0) * 1000;
}

export function entryOf(row: Columns, unit: { time: number; pen: number }): Entry {
  const text = (name: string): string | null => row.get(name) ?? null;
  const figure = (name: string): Figure => (row.has(name) ? Number(row.get(name)) : null);
  // Zero stands where there is no heat and no round.
  const ordinal = (name: string): Figure => figure(name) || null;
  const run = (prefix: string): Run => {
    const [time, pen, total] = [figure(`${prefix}Time`), figure(`${prefix}Pen`), figure(`${prefix}Total`)];
    return {
      time: time === null ? null : Math.round(time / unit.time),
      pen: pen === null ? null : pen * unit.pen,
      total: total === null ? null : Math.round(total / unit.time),
      status: null,
    };
  };
  const prev = run('Prev');
  const status = text('Status');
  return {
    raceId: text('RaceId') ?? '',
    participantId: text('Id') ?? '',
    bib: (text('Bib') ?? '').replaceAll(/ +/g, ' '),
    startOrder: figure('StartOrder'),
    catId: text('CatId'),
    heatNr: ordinal('HeatNr'),
    roundNr: ordinal('RoundNr'),
    qualified: text('Qualified'),
    faults: [...(text('FLT') ?? '').matchAll(/FLT\((\d+)\)/g)].map(([, gate]) => Number(gate)),
    rnk: figure('Rnk'),
    prev: hasRun(prev) || prev.pen !== null || row.has('PrevRnk') ? prev : null,
    run: { ...run(''), status: status === '*' ? null : status },
    isUnderReview: status === '*',
    liveAt: null,
  };
}

/** The columns of every element of this name that are not empty. Elements are flat, but for a class's categories. */
export function elements(xml: string, name: string): Columns[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(
    ([, content = '']) =>
      new Map(
        [
          ...content
            .replaceAll(/<Categories>.*?<\/Categories>/gs, '')
            .matchAll(/<(\w+)[^<>/]*>([^<]*)<\/\1>/g),
        ]
          .map(([, column = '', text = '']): [string, string] => [column, decoded(text).trim()])
          .filter(([, text]) => text !== ''),
      ),
  );
}

export const decoded = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
