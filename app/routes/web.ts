import { gzipSync } from 'node:zlib';
import Router from '@koa/router';
import type { Context } from 'koa';
import { findEvent } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import { isPublic } from '../../lib/domain/lifecycle';
import type { PublicEvent } from '../../lib/domain/views';
import { AppError } from '../../lib/errors';
import { readBuiltPages, type BuiltFile, type BuiltPages } from '../pages/builtPages';
import { ICON } from '../pages/icon';
import { languageOf } from '../pages/language';
import { notFoundShell, pageShell } from '../pages/shell';
import type { Services } from '../services';

/** A year: the name of an asset changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The pages of an event, by the last part of their address. */
const EVENT_PAGES = {
  event: '/events/:eventId',
  board: '/events/:eventId/board',
  speaker: '/events/:eventId/speaker',
};

/** The pages, what they load, and the client library. */
export function webRoutes(services: Services, built = readBuiltPages()): Router {
  const { config, log, db } = services;
  const router = new Router();
  if (built === null)
    log.warn('the pages are not built, so only the API is served; npm run build makes them');

  router.get('/', (ctx) => {
    sendPage(ctx, { page: 'index', event: null, data: '/api/v1/events' }, NOBODY);
  });
  for (const [page, path] of Object.entries(EVENT_PAGES)) {
    router.get(path, (ctx) => sendEventPage(ctx, page, NOBODY));
  }
  router.get('/embed/:eventId', (ctx) => sendEventPage(ctx, 'embed', config.EMBED_ORIGINS));

  router.get('/assets/:name', (ctx) => {
    sendFile(ctx, `/assets/${(ctx.params as { name: string }).name}`, FOR_EVER);
  });
  router.get('/client.js', (ctx) => {
    // For everyone's pages and boards; asked about each time, since its address never changes.
    ctx.set('Access-Control-Allow-Origin', '*');
    sendFile(ctx, '/client.js', 'no-cache');
  });
  router.get('/icon.svg', (ctx) => {
    ctx.type = 'svg';
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = ICON;
  });
  router.get('/version', (ctx) => {
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.set('Cache-Control', 'no-cache');
    ctx.body = { version: pages().version };
  });

  return router;

  function pages(): BuiltPages {
    if (built !== null) return built;
    throw new AppError(503, 'PagesNotBuilt', 'The pages of this server are not built; the API works.');
  }

  async function sendEventPage(ctx: Context, page: string, framedBy: string): Promise<void> {
    const { eventId } = ctx.params as { eventId: string };
    const event = await findEvent(db, eventId);
    if (event === null || !isPublic(event.status)) {
      ctx.status = 404;
      const isOverlay = isOverlayBoard(ctx, page);
      const styles = pages().pages[isOverlay ? page : 'index']?.styles ?? [];
      sendHtml(ctx, notFoundShell(languageOf(ctx), styles, isOverlay), framedBy);
      return;
    }
    const snapshot = `/api/v1/events/${encodeURIComponent(event.eventId)}/snapshot`;
    sendPage(ctx, { page, event: publicEvent(event), data: snapshot }, framedBy);
  }

  function sendPage(
    ctx: Context,
    { page, event, data }: { page: string; event: PublicEvent | null; data: string },
    framedBy: string,
  ): void {
    const { version, pages: byName } = pages();
    const parts = byName[page];
    if (parts === undefined) throw new AppError(404, 'NotFound', `There is nothing at ${ctx.path}.`);
    const isOverlay = isOverlayBoard(ctx, page);
    const shell = { page, language: languageOf(ctx), version, parts, event, data, isOverlay };
    sendHtml(ctx, pageShell(shell), framedBy);
  }

  function sendHtml(ctx: Context, html: string, framedBy: string): void {
    ctx.type = 'html';
    ctx.vary('Accept-Language, Accept-Encoding');
    ctx.set('Cache-Control', 'no-cache');
    ctx.set('Content-Security-Policy', policy(ctx.host, framedBy));
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('X-Slalom-Live-Version', pages().version);
    if (acceptedEncodings(ctx).includes('gzip')) {
      ctx.set('Content-Encoding', 'gzip');
      ctx.body = gzipSync(html);
    } else {
      ctx.body = html;
    }
  }

  function sendFile(ctx: Context, path: string, caching: string): void {
    const file = pages().files.get(path);
    if (file === undefined) throw new AppError(404, 'NotFound', `There is nothing at ${ctx.path}.`);
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

/** Whether the page is to lie over a camera's picture, see `specs/pages.md`. */
const isOverlayBoard = ({ query }: Context, page: string): boolean =>
  page === 'board' && query.layout === 'overlay';

/** In `frame-ancestors`: no page may show this one in a frame. */
const NOBODY = "'none'";

/**
 * What a page may load: only what this server has. The WebSocket's address is named because Safari before 15.4 does
 * not take `'self'` for it; the name comes from the request, so only what can be one is put there.
 */
function policy(host: string, framedBy: string): string {
  const sockets = /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "object-src 'none'",
    `frame-ancestors ${framedBy}`,
  ].join('; ');
}

function acceptedEncodings(ctx: Context): string[] {
  return ctx.get('Accept-Encoding') === '' ? [] : ctx.acceptsEncodings();
}

function bestForm({ br, gzip, plain }: BuiltFile, accepted: string[]) {
  if (br !== null && accepted.includes('br')) return { encoding: 'br', form: br };
  if (gzip !== null && accepted.includes('gzip')) return { encoding: 'gzip', form: gzip };
  return { encoding: null, form: plain };
}
