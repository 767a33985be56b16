import Router from '@koa/router';
import type { Context } from 'koa';
import { Body, Part } from '../../lib/read/Body';
import type { EventState } from '../../lib/read/EventState';
import { calendarText, calendarTime } from '../downloads/calendar';
import { table, type Column } from '../downloads/columns';
import { bookTable } from '../downloads/bookTable';
import { csvText } from '../downloads/csv';
import { raceTitles } from '../downloads/raceTitle';
import { resultColumns, startColumns } from '../downloads/resultColumns';
import { askedLanguage, type Language } from '../pages/language';
import { openToAll } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { categoryQuery, eventParams, raceParams } from '../schemas';
import { sendBody } from '../sendBody';
import type { Services } from '../services';
import { eventPath, siteOf } from '../siteOf';
import { stateOf } from '../stateOf';

/** Lists for spreadsheets, and the schedule for calendars. */
export function downloadRoutes(services: Services): Router<object, object> {
  const { prefix, clock } = services;
  const router = new Router<object, object>({ prefix: '/api/v1/events/:eventId' });
  const open = openToAll(services);
  const ofRace = validate({ params: raceParams, query: categoryQuery });

  router.get('/results/:raceId.csv', open, ofRace, async (ctx) => {
    const { params, query } = ctx.valid;
    const { eventId, raceId } = params;
    const { catId } = query;
    const state = await stateOf(services, eventId);
    const rows = state.resultRows(raceId, catId);
    const all = state.resultRows(raceId, null);
    await sendCsv(
      ctx,
      services,
      state,
      { name: `${eventId} ${state.race(raceId).raceId}`, of: [all], catId: rows.length === 0 ? '' : catId },
      (language) => csvOf(resultColumns(all, language), rows, language),
    );
  });

  router.get('/results.csv', open, validate({ params: eventParams }), async (ctx) => {
    const { eventId } = ctx.valid.params;
    const state = await stateOf(services, eventId);
    const { races, classes } = state.structure;
    const of = [races, classes, ...races.map(({ raceId }) => state.resultRows(raceId, null))];
    await sendCsv(ctx, services, state, { name: `${eventId} results`, of, catId: null }, (language) =>
      csvText(bookTable(state, language), language),
    );
  });

  router.get('/startlist/:raceId.csv', open, ofRace, async (ctx) => {
    const { params, query } = ctx.valid;
    const { eventId, raceId } = params;
    const { catId } = query;
    const state = await stateOf(services, eventId);
    const all = state.startRows(raceId);
    const rows = catId === null ? all : all.filter((row) => row.catId === catId);
    const name = `${eventId} ${state.race(raceId).raceId} startlist`;
    await sendCsv(
      ctx,
      services,
      state,
      { name, of: [all], catId: rows.length === 0 ? '' : catId },
      (language) => csvOf(startColumns(all), rows, language),
    );
  });

  router.get('/schedule.ics', open, validate({ params: eventParams }), async (ctx) => {
    const { event, classes, races } = (await stateOf(services, ctx.valid.params.eventId)).structure;
    const language = askedLanguage(ctx) ?? 'en';
    const url = siteOf(ctx, prefix) + eventPath(event.eventId);
    const location = [event.facility, event.location].filter((one) => one !== null).join(', ') || null;
    const titles = raceTitles(races, classes, language);
    const entries = races.flatMap((race) => {
      const start = calendarTime(race.startTime);
      if (start === null) return [];
      const summary = `${titles.get(race.raceId) ?? race.raceId} – ${event.mainTitle}`;
      const uid = `${encodeURIComponent(race.raceId)}@${encodeURIComponent(event.eventId)}.slalom-live`;
      return [{ uid, start, summary, location, url: `${url}?race=${encodeURIComponent(race.raceId)}` }];
    });
    setHeaders(ctx, 'text/calendar; charset=utf-8', `${event.eventId}.ics`);
    await sendBody(ctx, services, new Body([Part.of(calendarText(event.mainTitle, entries, clock()))]));
  });

  return router;
}

/** Sends a file that is made once for each list, category and language. */
async function sendCsv(
  ctx: Context,
  services: Services,
  state: EventState,
  { name, of, catId }: { name: string; of: readonly unknown[]; catId: string | null },
  write: (language: Language) => string,
): Promise<void> {
  // Not by Accept-Language: a script gets the same file wherever it runs.
  const language = askedLanguage(ctx) ?? 'en';
  setHeaders(ctx, 'text/csv; charset=utf-8', `${name}.csv`);
  const make = (): Body => new Body([Part.of(write(language))], true);
  await sendBody(ctx, services, state.once(`csv ${name} ${language} ${catId ?? 'all'}`, of, make));
}

function csvOf<Row>(columns: Column<Row>[], rows: Row[], language: Language): string {
  return csvText(table(columns, rows, language), language);
}

function setHeaders(ctx: Context, type: string, fileName: string): void {
  ctx.type = type;
  // `attachment` quotes the name and, where it needs more than ASCII, encodes it.
  ctx.attachment(fileName.replace(/[^\p{L}\p{N}._-]+/gu, '-'));
  ctx.set('Content-Type', type);
  ctx.set('X-Content-Type-Options', 'nosniff');
}
