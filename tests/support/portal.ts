/**
 * Someone else's Koa application with the stack below `/live`: its own routes, body parser, sessions and sockets on the same server. What
 * `specs/embedding.md` tells.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import Koa, { type Context } from 'koa';
import bodyParser from 'koa-bodyparser';
import mount from 'koa-mount';
import Router from '@koa/router';
import { Server as SocketIo } from 'socket.io';
import { slalomLive, type SlalomLive, type SlalomLiveOptions } from '../../app';
import { ofStack, readSettings } from '../../app/settings';
import { databaseIn, dropDatabaseOf, isOnPostgres } from './testDatabase';
import { scratchDirectory, type TestServer, type TestServerOptions } from './testServer';

export interface PortalOptions extends TestServerOptions {
  /** How it is mounted: by the stack's own prefix, or by koa-mount. Default: by its prefix. */
  by?: 'prefix' | 'koa-mount';
  /** Whether the stack's sockets are attached before the portal's. */
  socketsFirst?: boolean;
  /** Another stack on the same server. */
  besides?: SlalomLive;
  /** On top of what the settings say. */
  stack?: Partial<SlalomLiveOptions>;
}

export interface Portal extends TestServer {
  /** The portal's own address; `url` is that of the stack. */
  root: string;
  live: SlalomLive;
  server: Server;
}

/** The session of the portal: who it believes to ask, by a cookie. */
export const sessionOf = (ctx: Context): string | undefined => ctx.cookies.get('session');

export async function startPortal({
  by = 'prefix',
  socketsFirst = false,
  ...options
}: PortalOptions = {}): Promise<Portal> {
  const directory = options.directory ?? scratchDirectory();
  const databaseUrl = await databaseIn(directory);
  const settings = readSettings({
    PORT: '0',
    DATABASE_URL: databaseUrl,
    ...(isOnPostgres && { KEY_SECRET: 'a secret of the tests, of 32 letters' }),
    SHOW_VIEWERS: 'false',
    ...options.env,
    PREFIX: '/live',
  });
  const live = await slalomLive({
    ...ofStack(settings),
    clock: options.clock?.read ?? Date.now,
    log: SILENT,
    ...options.stack,
  });

  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => {
    await next();
    ctx.set('X-Portal', 'yes');
  });
  app.use(bodyParser(BODIES));
  app.use(by === 'prefix' ? live.middleware() : mount('/live', live.middleware()));
  if (options.besides) app.use(options.besides.middleware());
  const own = new Router();
  own.get('/news', (ctx) => {
    ctx.body = 'Spring is here';
  });
  own.get('/live-stream', (ctx) => {
    ctx.body = 'not below /live';
  });
  own.get('/live/guide', (ctx) => {
    ctx.body = 'below /live, and the portal’s';
  });
  own.get('/broken', () => {
    throw Object.assign(new Error('a fault of the portal'), { status: 418, expose: true });
  });
  own.post('/comments', (ctx) => {
    ctx.body = ctx.request.body;
  });
  app.use(own.routes()).use(own.allowedMethods());

  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response));
  if (socketsFirst) live.attach(server);
  const chat = new SocketIo(server, { serveClient: false });
  chat.on('connection', (socket) => {
    socket.on('say', (text: string) => {
      socket.emit('said', `portal: ${text}`);
    });
  });
  if (!socketsFirst) live.attach(server);
  options.besides?.attach(server);
  await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{
      root,
      url: `${root}/live`,
      wsUrl: `${root.replace('http', 'ws')}/live`,
      directory,
      databaseUrl,
      live,
      server,
    },
    close: async () => {
      await live.close();
      const closed = chat.close();
      chat.disconnectSockets(true);
      server.closeAllConnections();
      await closed;
      if (options.directory !== undefined) return;
      await dropDatabaseOf(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const nothing = (): void => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
/** `xmlLimit` is missing in the parser's types. */
const BODIES = { enableTypes: ['json', 'text', 'xml'], jsonLimit: '10mb', xmlLimit: '10mb' };
