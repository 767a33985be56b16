import Router from '@koa/router';
import { listDone } from '../../lib/db/auditRepository';
import { listFeeds, type StoredFeed } from '../../lib/db/feedRepository';
import { INGEST_KINDS, type IngestKind } from '../../lib/domain/lifecycle';
import { publicTiming } from '../../lib/domain/publicEvent';
import type { Auth, OfEvent } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { configSchema, logQuery, statusSchema } from '../schemas';
import type { Services } from '../services';

/** An event's life and its settings: what the holder of its key may. */
export function eventSettingsRoutes(
  { writer, db, clock }: Services,
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

  router.get('/log', event('readLog'), validate({ query: logQuery }), async (ctx) => {
    const entries = await listDone(db, ctx.event.id, ctx.valid.query);
    ctx.body = { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: isoTime(at) })) };
  });

  return router;
}

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
