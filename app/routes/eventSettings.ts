import Router from '@koa/router';
import { listDone } from '../../lib/db/auditRepository';
import { countedKinds, total, viewerHistory } from '../../lib/db/viewerRepository';
import { listFeeds, type StoredFeed } from '../../lib/db/feedRepository';
import { loadSchedule } from '../../lib/db/raceDayRepository';
import { shownRaces } from '../../lib/domain/hiddenRaces';
import { INGEST_KINDS, type IngestKind } from '../../lib/domain/lifecycle';
import { FORGET_MS } from '../../lib/ingest/countViewers';
import { publicTiming } from '../../lib/domain/publicEvent';
import { isPublicRace, withBestRunPartners } from '../../lib/domain/raceType';
import { publicRace } from '../../lib/domain/snapshot';
import type { ResultPlace } from '../../lib/ingest/correctResult';
import type { Auth, OfEvent } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { configSchema, correctionSchema, logQuery, resultParams, statusSchema } from '../schemas';
import type { Services } from '../services';

/** An event's life and its settings: what the holder of its key may. */
export function eventSettingsRoutes(
  { writer, db, clock, channels, limits, settings }: Services,
  { event }: Auth,
  { json }: Bodies,
): Router<object, OfEvent> {
  const router = new Router<object, OfEvent>({ prefix: '/api/v1/admin/events/:eventId' });

  router.patch('/status', event('changeStatus'), json, validate({ body: statusSchema }), async (ctx) => {
    const { eventId } = ctx.event;
    const { statusChangedAt, ...change } = await writer.changeStatus(
      eventId,
      ctx.valid.body.status,
      ctx.valid.body.reason ?? null,
      ctx.by,
    );
    ctx.body = { ...change, statusChangedAt: new Date(statusChangedAt).toISOString() };
  });

  router.get('/config', event('readConfig'), (ctx) => {
    ctx.body = ctx.event.config;
  });

  router.patch('/config', event('changeConfig'), json, validate({ body: configSchema }), async (ctx) => {
    ctx.body = await writer.changeConfig(ctx.event.eventId, ctx.valid.body, ctx.by);
  });

  router.get('/races', event('readConfig'), async (ctx) => {
    const { races } = await loadSchedule(db, ctx.event.id);
    const isShown = shownRaces(ctx.event.config, { races });
    const known = races.filter(isPublicRace);
    ctx.body = {
      races: known.map((race) => ({
        ...publicRace(race),
        isHidden: !isShown(race),
        hiddenTogether: [...withBestRunPartners(races, new Set([race.raceId]))],
      })),
    };
  });

  router.post('/refresh', event('refreshViewers'), async (ctx) => {
    const { eventId } = ctx.event;
    await writer.refreshViewers(eventId, ctx.by);
    ctx.body = { eventId, refreshed: true };
  });

  router.get('/feeds', event('readFeeds'), async (ctx) => {
    const stored = await listFeeds(db, ctx.event.id);
    ctx.body = {
      now: isoTime(clock()),
      timing: publicTiming(ctx.event),
      feeds: INGEST_KINDS.map((kind) => feedOf(kind, stored)),
    };
  });

  router.put(
    '/corrections/:raceId/:bib',
    event('correctResult'),
    json,
    validate({ params: resultParams, body: correctionSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      ctx.body = await writer.correctResult(ctx.event.eventId, placeOf(params), body, ctx.by);
    },
  );

  router.delete(
    '/corrections/:raceId/:bib',
    event('correctResult'),
    validate({ params: resultParams }),
    async (ctx) => {
      ctx.body = await writer.takeCorrectionBack(ctx.event.eventId, placeOf(ctx.valid.params), ctx.by);
    },
  );

  router.get('/viewers', event('readViewers'), async (ctx) => {
    const now = clock();
    const kinds = await countedKinds(db, ctx.event.id, now - FORGET_MS);
    const history = await viewerHistory(db, ctx.event.id, now - SHOWN_HISTORY_MS);
    const { deferred, ended } = channels.counters;
    ctx.body = {
      now: isoTime(now),
      isCounted: settings.showViewers,
      viewers: total(kinds),
      kinds: Object.entries(kinds).map(([kind, count]) => {
        const [transport, viewer] = kind.split(' ');
        return { transport, viewer, count };
      }),
      history: history.map(({ at, viewers }) => ({ at: isoTime(at), viewers })),
      here: { deferred, slow: ended.slow, busy: ended.busy, refused: limits.refused },
    };
  });

  router.get('/log', event('readLog'), validate({ query: logQuery }), async (ctx) => {
    const entries = await listDone(db, ctx.event.id, ctx.valid.query);
    ctx.body = { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: isoTime(at) })) };
  });

  return router;
}

/** Of how long ago it is told how many watched, in milliseconds. */
const SHOWN_HISTORY_MS = 2 * 3_600_000;

const placeOf = ({ raceId, bib }: { raceId: string; bib: string }): ResultPlace => ({ raceId, bib });

/** How a feed stands, also one of which nothing has come. */
function feedOf(kind: IngestKind, stored: StoredFeed[]): object {
  const feed = stored.find((one) => one.kind === kind);
  return {
    kind,
    heardAt: isoTime(feed?.heardAt ?? null),
    count: feed?.count ?? 0,
    bytes: feed?.bytes ?? null,
    skipped: feed?.skipped ?? null,
    refusals: feed?.refusals ?? 0,
    refusal: feed?.refusal
      ? { at: isoTime(feed.refusedAt), error: feed.refusal.code, message: feed.refusal.message }
      : null,
  };
}

const isoTime = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
