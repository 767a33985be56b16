import Router from '@koa/router';
import type { Context } from 'koa';
import compose from 'koa-compose';
import type { StoredEvent } from '../../lib/db/eventRepository';
import { publicEvent } from '../../lib/domain/publicEvent';
import type { PublicEvent } from '../../lib/domain/views';
import { AppError } from '../../lib/errors';
import { acceptedEncodings } from '../acceptedEncodings';
import { athleteWords } from '../pages/athlete';
import { askedPath } from '../askedPath';
import { errorFields } from '../log';
import { entityTags } from '../middleware/entityTags';
import { forReaders } from '../middleware/openToAll';
import { validate } from '../middleware/validate';
import { needed, type BuiltPages } from '../pages/builtPages';
import { DrawnPages, type DrawnParts } from '../pages/DrawnPages';
import { firstView } from '../pages/firstView';
import { languageOf } from '../pages/language';
import { PageText, type PageEncoding } from '../pages/PageText';
import { notFoundShell, pageShell, type ShellParts } from '../pages/shell';
import { athleteParams, eventParams } from '../schemas';
import type { Services } from '../services';
import { siteOf } from '../siteOf';

/** The pages of an event, by the last part of their address. */
const EVENT_PAGES = {
  event: '/events/:eventId',
  board: '/events/:eventId/board',
  speaker: '/events/:eventId/speaker',
  programme: '/events/:eventId/programme',
  gates: '/events/:eventId/gates',
  book: '/events/:eventId/book',
};

/** Pages for who runs a server, by their addresses, and what each asks for first. */
const OPERATORS_PAGES = { control: '/api/v1/session', api: '/api/v1/openapi.json' };

/** The pages. */
export function pageRoutes(services: Services, built: BuiltPages | null): Router<object, object> {
  const { settings, prefix, log, lookups, channels, clock } = services;
  const router = new Router<object, object>();
  // The control page shows boards and frames as they are.
  const { embedOrigins } = settings;
  const framers = embedOrigins.includes('*') ? '*' : [OURSELVES, ...embedOrigins].join(' ');
  const drawnPages = built && new DrawnPages(built.drawing, prefix, clock);
  if (built === null)
    log.warn({}, 'the pages are not built, so only the API is served; npm run build makes them');

  const fair = compose([forReaders(services), entityTags()]);
  const ofEvent = validate({ params: eventParams });

  router.get('/', fair, (ctx) =>
    sendHtml(ctx, pageShell(shellOf(ctx, { page: 'index', event: null, data: '/api/v1/events' })), NOBODY),
  );
  for (const [page, data] of Object.entries(OPERATORS_PAGES)) {
    router.get(`/${page}`, fair, (ctx) => {
      ctx.set('X-Robots-Tag', 'noindex');
      return sendHtml(ctx, pageShell(shellOf(ctx, { page, event: null, data })), NOBODY);
    });
  }
  for (const [page, path] of Object.entries(EVENT_PAGES)) {
    router.get(path, fair, ofEvent, (ctx) =>
      sendEventPage(ctx, ctx.valid.params.eventId, page, page === 'board' ? OURSELVES : NOBODY),
    );
  }
  router.get('/events/:eventId/a/:athlete', fair, validate({ params: athleteParams }), (ctx) => {
    const { eventId, athlete } = ctx.valid.params;
    return sendEventPage(ctx, eventId, 'event', NOBODY, athlete);
  });
  router.get('/embed/:eventId', fair, ofEvent, (ctx) =>
    sendEventPage(ctx, ctx.valid.params.eventId, 'embed', framers),
  );

  return router;

  async function sendEventPage(
    ctx: Context,
    eventId: string,
    page: string,
    framedBy: string,
    athlete: string | null = null,
  ): Promise<void> {
    const event = await lookups.of(eventId).catch(noneWhereNotFound);
    if (event === null) {
      ctx.status = 404;
      const isOverlay = isOverlayBoard(ctx, page);
      const styles = needed(built).pages[isOverlay ? page : 'index']?.styles ?? [];
      await sendHtml(ctx, notFoundShell({ prefix, language: languageOf(ctx), isOverlay }, styles), framedBy);
      return;
    }
    const snapshot = `/api/v1/events/${encodeURIComponent(event.eventId)}/snapshot`;
    const shell = shellOf(ctx, { page, event: publicEvent({ ...event, prefix }), data: snapshot });
    const drawn = page === 'event' ? await drawnPage(ctx, event, shell, athlete) : null;
    await sendHtml(ctx, drawn ?? pageShell(shell), framedBy);
  }

  /** The page with its first rows; null where there is no state to draw it from, and the script has to ask for one. */
  async function drawnPage(
    ctx: Context,
    stored: StoredEvent,
    shell: ShellParts,
    key: string | null,
  ): Promise<PageText | null> {
    try {
      const event = await firstView(channels, stored, clock());
      const { language } = shell;
      const raceId = typeof ctx.query.race === 'string' ? ctx.query.race : null;
      const words = key === null ? null : athleteWords(event, key, language);
      const athlete = key === null || words === null ? null : { key, words };
      const page = (drawn: DrawnParts): string => pageShell({ ...shell, drawn, athlete });
      const wanted = { event, language, raceId, athlete: athlete && key, site: shell.site, page };
      return drawnPages && drawnPages.of(wanted);
    } catch (error) {
      log.warn({ err: errorFields(error) }, 'the event page was sent without its first rows');
      return null;
    }
  }

  function shellOf(
    ctx: Context,
    { page, event, data }: { page: string; event: PublicEvent | null; data: string },
  ): ShellParts {
    const { version, pages: byName, texts } = needed(built);
    const parts = byName[page];
    if (parts === undefined) throw new AppError(404, 'NotFound', `There is nothing at ${askedPath(ctx)}.`);
    const language = languageOf(ctx);
    const isOverlay = isOverlayBoard(ctx, page);
    const site = siteOf(ctx, prefix);
    return { prefix, site, page, language, version, parts, texts: texts[language], event, data, isOverlay };
  }

  async function sendHtml(ctx: Context, html: string | PageText, framedBy: string): Promise<void> {
    ctx.type = 'html';
    ctx.vary('Accept-Language, Accept-Encoding');
    ctx.set('Cache-Control', 'no-cache');
    ctx.set('Content-Security-Policy', policy(ctx.host, framedBy));
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('X-Slalom-Live-Version', needed(built).version);
    const accepted = acceptedEncodings(ctx);
    const encoding: PageEncoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : null;
    if (encoding !== null) ctx.set('Content-Encoding', encoding);
    ctx.body = await (html instanceof PageText ? html : new PageText(html)).encoded(encoding);
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

/** In `frame-ancestors`: no page may show this one in a frame, or only those of this server. */
const NOBODY = "'none'";
const OURSELVES = "'self'";

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
