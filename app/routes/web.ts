import Router from '@koa/router';
import type { Context } from 'koa';
import compose from 'koa-compose';
import type { StoredEvent } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import type { PublicEvent } from '../../lib/domain/views';
import { AppError } from '../../lib/errors';
import { askedPath } from '../askedPath';
import { errorFields } from '../log';
import { entityTags } from '../middleware/entityTags';
import { fairTurns } from '../middleware/fairTurns';
import { openToAll } from '../middleware/openToAll';
import { readBuiltPages, type BuiltFile, type BuiltPages } from '../pages/builtPages';
import { DrawnPages, type DrawnParts } from '../pages/DrawnPages';
import { firstView } from '../pages/firstView';
import { ICON } from '../pages/icon';
import { languageOf } from '../pages/language';
import { PageText, type PageEncoding } from '../pages/PageText';
import { notFoundShell, pageShell, type ShellParts } from '../pages/shell';
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
  const { settings, prefix, log, lookups, channels, clock } = services;
  const router = new Router();
  const framers = settings.embedOrigins.join(' ') || NOBODY;
  const drawnPages = built && new DrawnPages(built.drawing, prefix, clock);
  if (built === null)
    log.warn({}, 'the pages are not built, so only the API is served; npm run build makes them');

  const fair = compose([fairTurns(services.turns), entityTags()]);
  const open = compose([openToAll(services.turns), entityTags()]);

  router.get('/', fair, (ctx) =>
    sendHtml(ctx, pageShell(shellOf(ctx, { page: 'index', event: null, data: '/api/v1/events' })), NOBODY),
  );
  for (const [page, path] of Object.entries(EVENT_PAGES)) {
    router.get(path, fair, (ctx) => sendEventPage(ctx, page, NOBODY));
  }
  router.get('/embed/:eventId', fair, (ctx) => sendEventPage(ctx, 'embed', framers));

  router.get('/assets/:name', fair, (ctx) => {
    sendFile(ctx, `/assets/${(ctx.params as { name: string }).name}`, FOR_EVER);
  });
  router.get('/client.js', open, (ctx) => {
    // Asked about each time, since its address never changes.
    sendFile(ctx, '/client.js', 'no-cache');
  });
  router.get('/icon.svg', fair, (ctx) => {
    ctx.type = 'svg';
    ctx.set('Cache-Control', 'public, max-age=86400');
    ctx.body = ICON;
  });
  router.get('/version', open, (ctx) => {
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
    const event = await lookups.of(eventId).catch(noneWhereNotFound);
    if (event === null) {
      ctx.status = 404;
      const isOverlay = isOverlayBoard(ctx, page);
      const styles = pages().pages[isOverlay ? page : 'index']?.styles ?? [];
      await sendHtml(ctx, notFoundShell({ prefix, language: languageOf(ctx), isOverlay }, styles), framedBy);
      return;
    }
    const snapshot = `/api/v1/events/${encodeURIComponent(event.eventId)}/snapshot`;
    const shell = shellOf(ctx, { page, event: publicEvent(event), data: snapshot });
    const drawn = page === 'event' ? await drawnPage(ctx, event, shell) : null;
    await sendHtml(ctx, drawn ?? pageShell(shell), framedBy);
  }

  /** The page with its first rows; null where there is no state to draw it from, and the script has to ask for one. */
  async function drawnPage(ctx: Context, stored: StoredEvent, shell: ShellParts): Promise<PageText | null> {
    try {
      const event = await firstView(channels, stored, clock());
      const { language } = shell;
      const raceId = typeof ctx.query.race === 'string' ? ctx.query.race : null;
      const page = (drawn: DrawnParts): string => pageShell({ ...shell, drawn });
      return drawnPages && drawnPages.of({ event, language, raceId, page });
    } catch (error) {
      log.warn({ err: errorFields(error) }, 'the event page was sent without its first rows');
      return null;
    }
  }

  function shellOf(
    ctx: Context,
    { page, event, data }: { page: string; event: PublicEvent | null; data: string },
  ): ShellParts {
    const { version, pages: byName, texts } = pages();
    const parts = byName[page];
    if (parts === undefined) throw new AppError(404, 'NotFound', `There is nothing at ${askedPath(ctx)}.`);
    const language = languageOf(ctx);
    const isOverlay = isOverlayBoard(ctx, page);
    return { prefix, page, language, version, parts, texts: texts[language], event, data, isOverlay };
  }

  async function sendHtml(ctx: Context, html: string | PageText, framedBy: string): Promise<void> {
    ctx.type = 'html';
    ctx.vary('Accept-Language, Accept-Encoding');
    ctx.set('Cache-Control', 'no-cache');
    ctx.set('Content-Security-Policy', policy(ctx.host, framedBy));
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('X-Slalom-Live-Version', pages().version);
    const accepted = acceptedEncodings(ctx);
    const encoding: PageEncoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
    if (encoding !== null) ctx.set('Content-Encoding', encoding);
    ctx.body = await (html instanceof PageText ? html : new PageText(html)).encoded(encoding);
  }

  function sendFile(ctx: Context, path: string, caching: string): void {
    const file = pages().files.get(path);
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

/** What the public does not see is answered with a page, too. */
function noneWhereNotFound(error: unknown): null {
  if (error instanceof AppError && error.status === 404) return null;
  throw error;
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
