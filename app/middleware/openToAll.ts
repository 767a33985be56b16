import type { Middleware } from 'koa';
import compose from 'koa-compose';
import type { Services } from '../services';
import { counted } from './counted';
import { fairTurns } from './fairTurns';

/** Headers that scripts of other sites may send, and that caches and clients of live data know. */
const ASKED_WITH = 'Cache-Control, If-Modified-Since, If-None-Match, Last-Event-ID, X-Request-Id';
/** Headers that they may read beside the few that every script may. */
const READABLE = 'Age, Date, ETag, Retry-After, X-Request-Id';

/** What a browser is told that asks whether a script of another site may ask this. */
export const PREFLIGHT = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD',
  'Access-Control-Allow-Headers': ASKED_WITH,
  'Access-Control-Max-Age': '86400',
};

/** For what everyone may read: counted by address, and in turns. */
export const forReaders = ({ limits, turns }: Services): Middleware =>
  compose([counted(limits), fairTurns(turns)]);

/**
 * For what everyone may read, pages of other sites included. Refusals say so, too: such a page could not read them, and
 * would ask again and again.
 */
export const openToAll = (services: Services): Middleware =>
  compose([sharedWithOthers, forReaders(services)]);

/** The same for the live channel, which counts its connections by itself. */
export const openToViewers = ({ turns }: Services): Middleware =>
  compose([sharedWithOthers, fairTurns(turns)]);

const sharedWithOthers: Middleware = (ctx, next) => {
  ctx.set('Access-Control-Allow-Origin', '*');
  ctx.set('Access-Control-Expose-Headers', READABLE);
  return next();
};
