import Router from '@koa/router';
import type { Context } from 'koa';
import { publicEvent } from '../../lib/domain/publicEvent';
import { filterByCategory, resultList } from '../../lib/domain/resultList';
import { publicClasses, publicRaces } from '../../lib/domain/snapshot';
import { startList } from '../../lib/domain/startList';
import { calendarText, calendarTime } from '../downloads/calendar';
import { table, type Column } from '../downloads/columns';
import { csvText } from '../downloads/csv';
import { raceTitles } from '../downloads/raceTitle';
import { resultColumns, startColumns } from '../downloads/resultColumns';
import { askedLanguage, type Language } from '../pages/language';
import type { Services } from '../services';
import { publicRaceOf, publicScheduleOf } from './publicReads';

/** Lists for spreadsheets, and the schedule for calendars. */
export function downloadRoutes(services: Services): Router {
  const { db, clock } = services;
  const router = new Router({ prefix: '/api/v1/events/:eventId' });

  router.get('/results/:raceId.csv', async (ctx) => {
    const { event, race, index } = await publicRaceOf(db, ctx.params as { eventId: string; raceId: string });
    const list = resultList(race, index);
    const rows = filtered(ctx, list, filterByCategory);
    sendCsv(ctx, `${event.eventId} ${race.raceId}`, resultColumns(list, csvLanguage(ctx)), rows);
  });

  router.get('/startlist/:raceId.csv', async (ctx) => {
    const { event, race, index } = await publicRaceOf(db, ctx.params as { eventId: string; raceId: string });
    const list = startList(race, index);
    const rows = filtered(ctx, list, (all, catId) => all.filter((row) => row.catId === catId));
    sendCsv(ctx, `${event.eventId} ${race.raceId} startlist`, startColumns(list), rows);
  });

  router.get('/schedule.ics', async (ctx) => {
    const { event: stored, index } = await publicScheduleOf(db, (ctx.params as { eventId: string }).eventId);
    const event = publicEvent(stored);
    const classes = publicClasses(index);
    const language = askedLanguage(ctx) ?? 'en';
    const url = `${ctx.protocol}://${ctx.host}/events/${encodeURIComponent(event.eventId)}`;
    const location = [event.facility, event.location].filter((one) => one !== null).join(', ') || null;
    const races = publicRaces(index);
    const titles = raceTitles(races, classes, language);
    const entries = races.flatMap((race) => {
      const start = calendarTime(race.startTime);
      if (start === null) return [];
      const summary = `${titles.get(race.raceId) ?? race.raceId} – ${event.mainTitle}`;
      const uid = `${encodeURIComponent(race.raceId)}@${encodeURIComponent(event.eventId)}.slalom-live`;
      return [{ uid, start, summary, location, url: `${url}?race=${encodeURIComponent(race.raceId)}` }];
    });
    setHeaders(ctx, 'text/calendar; charset=utf-8', `${event.eventId}.ics`);
    ctx.body = calendarText(event.mainTitle, entries, clock());
  });

  return router;
}

function filtered<Row>(ctx: Context, list: Row[], byCategory: (list: Row[], catId: string) => Row[]): Row[] {
  const { catId } = ctx.query;
  return typeof catId === 'string' && catId !== '' ? byCategory(list, catId) : list;
}

/** Not by Accept-Language: a script gets the same file wherever it runs. */
const csvLanguage = (ctx: Context): Language => askedLanguage(ctx) ?? 'en';

function sendCsv<Row>(ctx: Context, name: string, columns: Column<Row>[], rows: Row[]): void {
  const language = csvLanguage(ctx);
  setHeaders(ctx, 'text/csv; charset=utf-8', `${name}.csv`);
  ctx.body = csvText(table(columns, rows, language), language);
}

function setHeaders(ctx: Context, type: string, fileName: string): void {
  ctx.type = type;
  // `attachment` quotes the name and, where it needs more than ASCII, encodes it.
  ctx.attachment(fileName.replace(/[^\p{L}\p{N}._-]+/gu, '-'));
  ctx.set('Content-Type', type);
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Cache-Control', 'no-cache');
  ctx.set('X-Content-Type-Options', 'nosniff');
}
