import { z } from 'zod';
import { MERGE_STRATEGIES } from '../lib/db/eventRepository';
import type { Graphic, GraphicFormat } from './downloads/graphics';
import { EVENT_STATUSES } from '../lib/domain/lifecycle';
import { BOARD_LAYOUTS } from '../lib/domain/views';
import { LANGUAGES } from './web/locales/Language';
import { VIEWERS, type ViewerName } from '../lib/live/viewers';
import type { View } from '../lib/read/View';

/** The bodies that are accepted. Fields that are not named here are ignored, except in the settings. */

const MAX_IMAGE_BYTES = 700 * 1024;
/** How long a poll waits that does not say, in seconds. */
const DEFAULT_WAIT_S = 25;

/** Says which names of an object are not known. */
const unknownNames =
  (kind: string) =>
  (issue: { code?: string; keys?: string[] }): string | undefined =>
    issue.code === 'unrecognized_keys' ? `unknown ${kind} ${(issue.keys ?? []).join(', ')}` : undefined;

/** PostgreSQL cannot store it. */
const noNul = (value: string): boolean => !value.includes('\0');
const NUL_MISTAKE = 'a NUL character is not expected';

const text = (most: number) =>
  z.string().trim().max(most, `expected at most ${most} characters`).refine(noNul, NUL_MISTAKE);
/** Null and an empty text are nothing. */
const nothingOr = (most: number) =>
  text(most)
    .nullable()
    .transform((value) => value || null);

const isoDate = z
  .string()
  .refine((value) => /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)), {
    error: 'expected a date as in 2026-05-30 or 2026-05-30T09:00:00+02:00',
  })
  .nullable();

const title = z
  .string('expected a text')
  .trim()
  .min(1, 'expected a title')
  .max(300, 'expected at most 300 characters')
  .refine(noNul, NUL_MISTAKE);

const image = z
  .string()
  .regex(
    /^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/,
    'expected a data URI as in data:image/png;base64,… of a PNG, JPEG, GIF, WebP or SVG image',
  )
  .refine((uri) => uri.length <= (MAX_IMAGE_BYTES * 4) / 3 + 100, 'expected at most 700 KiB')
  .nullable()
  .transform((uri) => {
    if (!uri) return null;
    const [head = '', data = ''] = uri.split(';base64,');
    return { type: head.slice('data:'.length), bytes: Buffer.from(data, 'base64') };
  });

const NOTHING = {
  subTitle: null,
  location: null,
  facility: null,
  startDate: null,
  endDate: null,
  discipline: null,
};

const details = {
  subTitle: nothingOr(300).exactOptional(),
  location: nothingOr(300).exactOptional(),
  facility: nothingOr(300).exactOptional(),
  startDate: isoDate.exactOptional(),
  endDate: isoDate.exactOptional(),
  discipline: nothingOr(100).exactOptional(),
};

const time = z.iso.datetime({ offset: true, error: 'expected a time as in 2026-05-30T10:30:00Z' }).nullable();

const millis = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));

/** When the key works; null for what follows from the dates. */
const validity = z
  .strictObject({ from: time.default(null), until: time.default(null) }, { error: unknownNames('bound') })
  .refine(({ from, until }) => from === null || until === null || Date.parse(from) < Date.parse(until), {
    error: 'expected an end after the start',
  })
  .transform(({ from, until }) => ({ from: millis(from), until: millis(until) }))
  .nullable();

/** Ids are printed on posters, typed, and written into addresses and file names: they have no accents and no spaces. */
function eventIdMistake(given: string): string {
  const plain = given
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[._-]+$/g, '')
    .slice(0, 100);
  const expected =
    'expected 1 to 100 letters a to z, digits, dots, dashes or underscores, for it is part of addresses';
  return plain === '' ? expected : `${expected}, as in "${plain}"; the title may have any letters`;
}

export const newEventSchema = z
  .object({
    eventId: z
      .string('expected a text')
      .trim()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: ({ input }) => eventIdMistake(String(input)) }),
    mainTitle: title,
    ...details,
    imageData: image.exactOptional(),
  })
  .transform(({ eventId, imageData = null, ...given }) => ({
    eventId,
    details: { ...NOTHING, ...given },
    image: imageData,
  }));

/** What is not named stays; null empties it. */
export const eventChangeSchema = z
  .strictObject(
    {
      mainTitle: title.exactOptional(),
      ...details,
      imageData: image.exactOptional(),
      isArchived: z.boolean('expected true or false').exactOptional(),
      validity: validity.exactOptional(),
    },
    { error: unknownNames('field') },
  )
  .transform(({ imageData, isArchived, validity: keyWindow, ...given }) => ({
    details: given,
    image: imageData,
    isArchived,
    keyWindow,
  }));

export const statusSchema = z.object({
  status: z.enum(EVENT_STATUSES, `expected one of ${EVENT_STATUSES.join(', ')}`),
  /** Why; a step back is not made without. */
  reason: nothingOr(300).exactOptional(),
});

/** How long the key before works on. */
export const rotationSchema = z.object({
  graceMinutes: z
    .number('expected minutes')
    .min(0, 'expected 0 to 1440 minutes')
    .max(1_440, 'expected 0 to 1440 minutes')
    .default(0),
});

/** Who signs in on the control page; neither where no password is needed. */
export const signInSchema = z.object({
  password: text(1_000).exactOptional(),
  apiKey: text(200).exactOptional(),
});

const announcement = z
  .strictObject(
    {
      cs: nothingOr(300).default(null),
      en: nothingOr(300).default(null),
      until: time.default(null),
    },
    { error: unknownNames('part of an announcement') },
  )
  .nullable()
  // One that says nothing is none.
  .transform((said) => (said?.cs || said?.en ? said : null));

export const configSchema = z.strictObject(
  {
    activeRaceId: text(100).nullable().exactOptional(),
    displayMode: z.enum(['simple', 'detailed'], 'expected simple or detailed').exactOptional(),
    showOnCourse: z.boolean('expected true or false').exactOptional(),
    announcement: announcement.exactOptional(),
    hiddenRaces: z
      .array(text(100), 'expected a list of race ids')
      .max(500, 'expected at most 500 races')
      .exactOptional(),
    mergeStrategy: z.enum(MERGE_STRATEGIES, `expected one of ${MERGE_STRATEGIES.join(', ')}`).exactOptional(),
  },
  { error: unknownNames('setting') },
);

const wholeNumber = (most: number, expected: string) =>
  z.number(expected).int(expected).min(0, expected).max(most, expected);

/** A result that is put right without the timing. */
export const correctionSchema = z
  .strictObject(
    {
      reason: title,
      isWithdrawn: z.boolean('expected true or false').default(false),
      status: z
        .enum(['DNS', 'DNF', 'DSQ', 'CAP', 'RAL'], 'expected DNS, DNF, DSQ, CAP or RAL')
        .nullable()
        .default(null),
      time: wholeNumber(8_640_000, 'expected hundredths of a second').nullable().default(null),
      pen: wholeNumber(1_000_000, 'expected hundredths of a second').nullable().default(null),
      rank: wholeNumber(1_000, 'expected a finish place').nullable().default(null),
    },
    { error: unknownNames('field') },
  )
  .refine(
    ({ isWithdrawn, status, time: given, pen, rank }) =>
      isWithdrawn || status !== null || given !== null || pen !== null || rank !== null,
    { error: 'expected isWithdrawn, a status, a time, a penalty or a rank' },
  );

/** How a board is led; what is not named stays, null is what its address says. */
export const boardSchema = z.strictObject(
  {
    label: nothingOr(100).exactOptional(),
    layout: z
      .enum(BOARD_LAYOUTS, `expected one of ${BOARD_LAYOUTS.join(', ')}`)
      .nullable()
      .exactOptional(),
    rows: wholeNumber(60, 'expected 0 to 60 rows').nullable().exactOptional(),
    race: nothingOr(100).exactOptional(),
    title: nothingOr(300).exactOptional(),
    hasImages: z.boolean('expected true or false').nullable().exactOptional(),
    reload: z.boolean('expected true or false').exactOptional(),
  },
  { error: unknownNames('setting') },
);

const boardName = z
  .string('expected the name of a board')
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u,
    'expected at most 50 letters, digits, blanks, dots or dashes',
  );

const pixels = wholeNumber(100_000, 'expected pixels');

/** At most so many athletes and clubs of one event are followed by a device. */
const MOST_FAVOURITES = 200;
const base64Url = z.string('expected base64url').regex(/^[\w-]{16,128}={0,2}$/, 'expected base64url');

/** A device that is to be told of athletes, as `PushSubscription.toJSON()` has it; no favourites is an end. */
export const pushSchema = z.object({
  endpoint: z.url('expected the address of a push service').max(1_000, 'expected at most 1,000 letters'),
  keys: z.object({ p256dh: base64Url, auth: base64Url }),
  favourites: z
    .array(
      z.string('expected texts').min(1, 'expected no empty text').max(300, 'expected at most 300 letters'),
      'expected a list of texts',
    )
    .max(MOST_FAVOURITES, `expected at most ${MOST_FAVOURITES} athletes and clubs`),
  language: z.enum(LANGUAGES, `expected one of ${LANGUAGES.join(', ')}`),
});

/** What a board says of itself. */
export const boardReportSchema = z.object({
  name: boardName,
  board: z.string('expected the board token').exactOptional(),
  shown: z.object({
    layout: text(20),
    rows: wholeNumber(60, 'expected rows').nullable(),
    race: text(100).nullable(),
    title: text(300).nullable(),
    width: pixels,
    height: pixels,
  }),
});

/** A picture for boards; null takes it away. */
export const boardImageSchema = z.object({ imageData: image });

/** Importing is told to empty an event on purpose. */
export const importSchema = z.object({
  replace: z.literal('all', 'expected all, or nothing').optional(),
});

/** A page of what was done to an event, the newest first. */
export const logQuery = z.object({
  limit: z.coerce
    .number('expected 1 to 1000')
    .int('expected 1 to 1000')
    .min(1, 'expected 1 to 1000')
    .max(1_000, 'expected 1 to 1000')
    .default(100),
  before: z.coerce
    .number('expected the id of an entry')
    .int('expected the id of an entry')
    .max(2 ** 31 - 1, 'expected the id of an entry')
    .optional()
    .transform((id) => id ?? null),
});

/** The parts of a path. */
export const eventParams = z.object({ eventId: z.string() });
export const athleteParams = z.object({ eventId: z.string(), athlete: z.string() });
export const resultParams = z.object({ eventId: z.string(), raceId: z.string(), bib: z.string() });
export const boardParams = z.object({ eventId: z.string(), name: boardName });
export const boardImageParams = z.object({
  eventId: z.string(),
  name: z.string().regex(/^(logo|sponsor-([1-9]|1[0-2]))$/, 'expected logo, or sponsor-1 to sponsor-12'),
});
export const assetParams = z.object({ name: z.string() });
export const raceParams = z.object({ eventId: z.string(), raceId: z.string() });

const once = z.string('expected a single value').optional();
const category = { catId: once.transform((catId) => catId || null) };

const GRAPHIC = /^(oncourse|leader|finisher|list)\.(json|csv|xml)$/;

/** As in `list.json`. */
export const graphicParams = z.object({
  eventId: z.string(),
  graphic: z
    .string()
    .regex(GRAPHIC, 'expected oncourse, leader, finisher or list, with .json, .csv or .xml')
    .transform((graphic) => {
      const [name, format] = graphic.split('.') as [Graphic, GraphicFormat];
      return { name, format };
    }),
});

export const graphicQuery = z.object({
  race: once.transform((raceId) => raceId || null),
  rows: z.coerce
    .number('expected 1 to 100 rows')
    .int('expected 1 to 100 rows')
    .min(1, 'expected 1 to 100 rows')
    .max(100, 'expected 1 to 100 rows')
    .optional()
    .transform((rows) => rows ?? null),
});

export const categoryQuery = z.object(category);

export const resultsQuery = z
  .object({ ...category, detailed: once })
  .transform(({ catId, detailed }) => ({ catId, isDetailed: detailed === 'true' }));

const view = {
  view: z.enum(['full', 'structure'], 'expected full or structure').optional(),
  races: z
    .string()
    .max(5_000, 'expected at most 5000 characters')
    .optional()
    .transform((list) => {
      const races = (list ?? '')
        .split(',')
        .map((race) => race.trim())
        .filter(Boolean);
      return races.length > 0 ? [...new Set(races)].sort() : null;
    }),
};

interface ViewQuery {
  view?: 'full' | 'structure' | undefined;
  races: string[] | null;
}

/** The view that is asked for by `view=structure` and `races=A,B`. */
const viewOf = (query: ViewQuery): View => ({
  structureOnly: query.view === 'structure',
  races: query.races,
});

/** Of a snapshot. */
export const viewQuery = z.object(view).transform(viewOf);

/** What a follower of the live channel asks for. */
export interface LiveQuery {
  view: View;
  /** The last cursor that it saw. */
  since: string | undefined;
  /** The event's board token, as it was sent. */
  board: string | undefined;
  /** What it says to watch with. */
  as: ViewerName;
}

/** What nobody knows is no mistake: it only counts as something else. */
const as = z.enum(VIEWERS).catch('other');

const live = { ...view, since: once.transform((since) => since || undefined), board: once, as };

export const liveQuery = z.object(live).transform((query): LiveQuery => ({
  view: viewOf(query),
  since: query.since,
  board: query.board,
  as: query.as,
}));

export const pollQuery = z
  .object({
    ...live,
    wait: z.coerce
      .number('expected seconds')
      .min(0, 'expected 0 to 60 seconds')
      .max(60, 'expected 0 to 60 seconds')
      .optional(),
  })
  .transform((query) => ({
    view: viewOf(query),
    since: query.since,
    board: query.board,
    as: query.as,
    waitMs: (query.wait ?? DEFAULT_WAIT_S) * 1_000,
  }));
