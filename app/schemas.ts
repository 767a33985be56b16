import { z } from 'zod';
import { MERGE_STRATEGIES } from '../lib/db/eventRepository';
import { EVENT_STATUSES } from '../lib/domain/lifecycle';

/** The bodies that are accepted. Fields that are not named here are ignored, except in the settings. */

const MAX_IMAGE_BYTES = 700 * 1024;

const text = (most: number) => z.string().trim().max(most, `expected at most ${most} characters`);
const optionalText = (most: number) =>
  text(most)
    .nullish()
    .transform((value) => value || null);

const isoDate = z
  .string()
  .refine((value) => /^\d{4}-\d{2}-\d{2}/.test(value) && !Number.isNaN(Date.parse(value)), {
    error: 'expected a date as in 2026-05-30 or 2026-05-30T09:00:00+02:00',
  })
  .nullish()
  .transform((value) => value ?? null);

export const newEventSchema = z
  .object({
    eventId: z
      .string('expected a text')
      .trim()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
        'expected 1 to 100 letters, digits, dots, dashes or underscores',
      ),
    mainTitle: z
      .string('expected a text')
      .trim()
      .min(1, 'expected a title')
      .max(300, 'expected at most 300 characters'),
    subTitle: optionalText(300),
    location: optionalText(300),
    facility: optionalText(300),
    startDate: isoDate,
    endDate: isoDate,
    discipline: optionalText(100),
    imageData: z
      .string()
      .regex(
        /^data:image\/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/,
        'expected a data URI as in data:image/png;base64,… of a PNG, JPEG, GIF, WebP or SVG image',
      )
      .refine((uri) => uri.length <= (MAX_IMAGE_BYTES * 4) / 3 + 100, 'expected at most 700 KiB')
      .nullish()
      .transform((uri) => {
        if (!uri) return null;
        const [head = '', data = ''] = uri.split(';base64,');
        return { type: head.slice('data:'.length), bytes: Buffer.from(data, 'base64') };
      }),
  })
  .refine(
    ({ startDate, endDate }) => !startDate || !endDate || Date.parse(endDate) >= Date.parse(startDate),
    {
      path: ['endDate'],
      error: 'expected a date that is not before startDate',
    },
  )
  .transform(({ eventId, imageData, ...details }) => ({ eventId, details, image: imageData }));

export const statusSchema = z.object({
  status: z.enum(EVENT_STATUSES, `expected one of ${EVENT_STATUSES.join(', ')}`),
});

export const configSchema = z
  .strictObject(
    {
      activeRaceId: text(100).nullable(),
      displayMode: z.enum(['simple', 'detailed'], 'expected simple or detailed'),
      showOnCourse: z.boolean('expected true or false'),
      mergeStrategy: z.enum(MERGE_STRATEGIES, `expected one of ${MERGE_STRATEGIES.join(', ')}`),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys' ? `unknown setting ${issue.keys.join(', ')}` : undefined,
    },
  )
  .partial();

/** The rows are read one by one, see `lib/ingest/readPushes`: an odd one must not cost the others. */
export const resultsSchema = z.object({
  results: z.array(z.unknown(), 'expected a list of results'),
});

export const onCoursesSchema = z.object({
  oncourse: z.array(z.unknown(), 'expected a list of athletes on the course'),
});

/** Importing is told to empty an event on purpose. */
export const importSchema = z.object({
  replace: z.literal('all', 'expected all, or nothing').optional(),
});

/** `view` and `races` of the live channel and the snapshot. */
export const viewSchema = z.object({
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
});

export const pollSchema = z.object({
  wait: z.coerce
    .number('expected seconds')
    .min(0, 'expected 0 to 60 seconds')
    .max(60, 'expected 0 to 60 seconds')
    .optional()
    .transform((seconds) => seconds ?? 25),
});
