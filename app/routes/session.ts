import Router from '@koa/router';
import type { Auth } from '../middleware/auth';
import type { Bodies } from '../middleware/bodies';
import { validate } from '../middleware/validate';
import { signInSchema } from '../schemas';
import type { Services } from '../services';
import { Sessions, type SignedIn } from '../sessions';

/** Who is signed in on the control page. */
export function sessionRoutes(services: Services, auth: Auth, { json }: Bodies): Router<object, object> {
  const router = new Router<object, object>({ prefix: '/api/v1/session' });
  const sessions = new Sessions(services);
  router.use(auth.private);

  router.get('/', async (ctx) => {
    ctx.body = shown(await auth.signedIn(ctx));
  });

  router.post('/', json, validate({ body: signInSchema }), async (ctx) => {
    const { password, apiKey } = ctx.valid.body;
    if (apiKey !== undefined) {
      const event = await auth.eventOfKey(ctx, apiKey);
      sessions.openWithKey(ctx, event);
      ctx.body = shown({ role: 'key', event });
    } else {
      await auth.checkPassword(ctx, password ?? '');
      sessions.openAsAdministrator(
        ctx,
        services.settings.masterPasswords?.length === 0 ? '' : (password ?? ''),
      );
      ctx.body = shown({ role: 'administrator' });
    }
  });

  router.delete('/', (ctx) => {
    sessions.close(ctx);
    ctx.body = shown(null);
  });

  return router;

  function shown(who: SignedIn | null): object {
    return {
      role: who?.role ?? null,
      eventId: who?.role === 'key' ? who.event.eventId : null,
      needsPassword: services.settings.masterPasswords?.length !== 0,
    };
  }
}
