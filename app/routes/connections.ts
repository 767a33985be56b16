import Router from '@koa/router';
import type { Auth } from '../middleware/auth';
import type { Services } from '../services';

/** Who is connected to this process, what became of its messages, and as whom it sees who asks. */
export function connectionRoutes({ channels }: Services, { master }: Auth): Router<object, object> {
  const router = new Router<object, object>({ prefix: '/api/v1/admin' });

  router.get('/live', master('watchConnections'), (ctx) => {
    const { ip, protocol, host } = ctx;
    ctx.body = {
      events: channels.overview(),
      counters: channels.counters,
      asker: { address: ip, protocol, host },
    };
  });

  return router;
}
