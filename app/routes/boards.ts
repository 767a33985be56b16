import Router from '@koa/router';
import { listBoards } from '../../lib/db/boardRepository';
import { BOARD_GONE_MS } from '../../lib/ingest/leadBoards';
import type { BoardSettings } from '../../lib/domain/views';
import type { Auth, OfEvent } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { boardImageParams, boardImageSchema, boardParams, boardSchema } from '../schemas';
import type { Services } from '../services';

/** The boards of an event: which are open, and how they are led. */
export function boardRoutes(
  { writer, db, clock }: Services,
  { event }: Auth,
  { json }: Bodies,
): Router<object, OfEvent> {
  const router = new Router<object, OfEvent>({ prefix: '/api/v1/admin/events/:eventId' });
  const named = validate({ params: boardParams });

  router.get('/boards', event('readBoards'), async (ctx) => {
    const now = clock();
    const open = await listBoards(db, ctx.event.id, now - BOARD_GONE_MS);
    const led: Record<string, BoardSettings> = ctx.event.config.boards ?? {};
    const names = [...new Set([...open.map(({ name }) => name), ...Object.keys(led)])].sort();
    ctx.body = {
      boards: names.map((name) => {
        const seen = open.find((one) => one.name === name);
        return {
          name,
          isOpen: seen !== undefined,
          seenAt: seen ? new Date(seen.seenAt).toISOString() : null,
          hasToken: seen?.hasToken ?? null,
          shown: seen?.shown ?? null,
          led: led[name] ?? null,
        };
      }),
      images: ctx.event.config.boardImages ?? {},
    };
  });

  router.put(
    '/boards/:name',
    event('leadBoards'),
    json,
    validate({ params: boardParams, body: boardSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      ctx.body = await writer.leadBoard(ctx.event.eventId, params.name, body, ctx.by);
    },
  );

  router.delete('/boards/:name', event('leadBoards'), named, async (ctx) => {
    const { name } = ctx.valid.params;
    await writer.leadBoard(ctx.event.eventId, name, null, ctx.by);
    ctx.body = { name, led: null };
  });

  router.put(
    '/board-images/:name',
    event('leadBoards'),
    json,
    validate({ params: boardImageParams, body: boardImageSchema }),
    async (ctx) => {
      const { params, body } = ctx.valid;
      const images = await writer.changeBoardImage(ctx.event.eventId, params.name, body.imageData, ctx.by);
      ctx.body = { images };
    },
  );

  return router;
}
