/** What was done, in words of one line. */
import type { EventStatus } from '../../../lib/domain/lifecycle';
import { seconds } from '../shared/format';
import type { Speech } from '../shared/language';
import type { LogEntry } from './api';
import type { ControlKey } from './texts';

type Text = (key: ControlKey, values?: Record<string, string | number>) => string;
/** What JSON can hold. */
type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
type Detail = Record<string, Value>;

const MOST_CHARACTERS = 200;

/** What the parts of a change are called. */
const NAMES: Record<string, ControlKey> = {
  mainTitle: 'mainTitle',
  subTitle: 'subTitle',
  location: 'location',
  facility: 'facility',
  startDate: 'startDate',
  endDate: 'endDate',
  discipline: 'discipline',
  imageType: 'log.image',
  isArchived: 'log.archived',
  keyWindow: 'validity',
  activeRaceId: 'activeRace',
  displayMode: 'displayMode',
  showOnCourse: 'showOnCourse',
  mergeStrategy: 'mergeStrategy',
  announcement: 'announcement',
  hiddenRaces: 'log.hidden',
  board: 'log.board',
  image: 'log.image',
  label: 'board.label',
  layout: 'board.layout',
  rows: 'board.rows',
  race: 'board.race',
  title: 'board.title',
  hasImages: 'board.images',
  reload: 'board.reload',
};

export function logWords(
  { kind, detail }: Pick<LogEntry, 'kind' | 'detail'>,
  text: Text,
  t: Speech['t'],
): string {
  const known = (detail ?? {}) as Detail;
  if (kind === 'status') return statusWords(known, t);
  if (kind === 'xml') return exportWords(known, text);
  if (kind === 'correct') return correctionWords(known, text);
  if (kind === 'key') return text('log.grace', { n: Math.round(Number(known.graceMs ?? 0) / 60_000) });
  return shortened(
    Object.entries(known)
      // Of a new event what was left empty says nothing; of any other it was taken away.
      .filter(([, value]) => kind !== 'create' || value !== null)
      .map(([name, value]) => `${NAMES[name] ? text(NAMES[name]) : name}: ${valueWords(value, text)}`)
      .join(' · '),
  );
}

function valueWords(value: Value | undefined, text: Text): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return text(value ? 'yes' : 'no');
  if (typeof value !== 'object') return String(value);
  const parts = Object.values(value).filter((one) => one !== null);
  return parts.map((one) => valueWords(one, text)).join(' / ') || '–';
}

function statusWords({ from, to, reason }: Detail, t: Speech['t']): string {
  const name = (status: Value | undefined): string => t(`status.${status as EventStatus}`);
  const why = typeof reason === 'string' ? `: ${reason}` : '';
  return `${name(from)} → ${name(to)}${why}`;
}

function exportWords({ bytes, imported, skippedCount, held, warnings }: Detail, text: Text): string {
  const { live = 0, byHand = 0 } = (held ?? {}) as { live?: number; byHand?: number };
  const counts = (imported ?? {}) as { participants?: number; races?: number; results?: number };
  const { participants = 0, races = 0, results = 0 } = counts;
  return shortened(
    [
      text('log.export', { participants, races, results }),
      typeof bytes === 'number' && text('size', { n: Math.round(bytes / 1_000) }),
      typeof skippedCount === 'number' && text('skipped', { n: skippedCount }),
      live > 0 && text('heldLive', { n: live }),
      byHand > 0 && text('heldByHand', { n: byHand }),
      ...(Array.isArray(warnings) ? warnings.map((warning) => valueWords(warning, text)) : []),
    ]
      .filter(Boolean)
      .join(' · '),
  );
}

interface LoggedRun {
  status?: string | null;
  time?: number | null;
  total?: number | null;
}

function correctionWords({ raceId, bib, was, byHand, ...is }: Detail, text: Text): string {
  const run = ({ status, total, time }: LoggedRun): string =>
    status ?? (seconds(total ?? time ?? null) || '–');
  const change = `${run((was ?? {}) as LoggedRun)} → ${run(is)}`;
  const why = byHand === null || byHand === undefined ? text('log.taken') : valueWords(byHand, text);
  return `${valueWords(raceId, text)}, ${valueWords(bib, text)}: ${change} · ${why}`;
}

/** As far as a line has room for it; the download has all. */
const shortened = (told: string): string =>
  told.length > MOST_CHARACTERS ? `${told.slice(0, MOST_CHARACTERS)}…` : told;
