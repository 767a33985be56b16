import Router from '@koa/router';
import type { Context } from 'koa';
import compose from 'koa-compose';
import { AppError } from '../../lib/errors';
import { acceptedEncodings } from '../acceptedEncodings';
import { askedPath } from '../askedPath';
import { entityTags } from '../middleware/entityTags';
import { forReaders, openToAll } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { needed, type BuiltFile, type BuiltPages } from '../pages/builtPages';
import { appManifest } from '../pages/appManifest';
import { ICON } from '../pages/icon';
import { assetParams } from '../schemas';
import type { Services } from '../services';

/** A year: the name of an asset changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** What pages load, the client library, and which version of them there is. */
export function assetRoutes(services: Services, built: BuiltPages | null): Router<object, object> {
  const router = new Router<object, object>();
  const fair = compose([forReaders(services), entityTags()]);
  const open = compose([openToAll(services), entityTags()]);

  router.get('/assets/:name', fair, validate({ params: assetParams }), (ctx) => {
    sendFile(ctx, `/assets/${ctx.valid.params.name}`, FOR_EVER);
  });
  router.get('/client.js', open, (ctx) => {
    // Asked about each time, since its address never changes.
    sendFile(ctx, '/client.js', 'no-cache');
  });
  router.get('/sw.js', fair, (ctx) => {
    sendFile(ctx, '/sw.js', 'no-cache');
  });
  router.get('/manifest.webmanifest', fair, (ctx) => {
    ctx.type = 'application/manifest+json';
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = JSON.stringify(appManifest(services.prefix));
  });
  router.get('/icon.svg', fair, (ctx) => {
    ctx.type = 'svg';
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = ICON;
  });
  // Where the prefix is not the root, a host says the same in its own.
  router.get('/robots.txt', fair, (ctx) => {
    const { prefix } = services;
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = `User-agent: *\nDisallow: ${prefix}/control\nDisallow: ${prefix}/api/\n`;
  });
  router.get('/version', open, (ctx) => {
    ctx.set('Cache-Control', 'no-cache');
    ctx.body = { version: needed(built).version };
  });

  return router;

  function sendFile(ctx: Context, path: string, caching: string): void {
    const file = needed(built).files.get(path);
    if (file === undefined) throw new AppError(404, 'NotFound', `There is nothing at ${askedPath(ctx)}.`);
    const { encoding, form } = bestForm(file, acceptedEncodings(ctx));
    ctx.type = file.type;
    ctx.vary('Accept-Encoding');
    ctx.set('Cache-Control', caching);
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('ETag', form.etag);
    if (encoding !== null) ctx.set('Content-Encoding', encoding);
    ctx.body = form.body;
  }
}

function bestForm({ br, gzip, plain }: BuiltFile, accepted: string[]) {
  if (br !== null && accepted.includes('br')) return { encoding: 'br', form: br };
  if (gzip !== null && accepted.includes('gzip')) return { encoding: 'gzip', form: gzip };
  return { encoding: null, form: plain };
}
