import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError, eventNotFound } from '../../lib/errors';
import { findEvent, findEventByKeyHash, type StoredEvent } from '../../lib/db/eventRepository';
import { hashApiKey, keyWindow, windowState } from '../../lib/ingest/keys';
import { LOOPBACK } from '../config';
import type { Services } from '../services';
import { networkOf } from './network';

export interface Auth {
  /** Lets administrators through: `X-Master-Key`, or anyone while no master password is set. */
  master: Middleware;
  /** Lets the holder of an event's key through; `ctx.state.event` is that event. */
  event: Middleware;
}

/** The event that {@link Auth.event} found. */
export const eventOf = (ctx: Context): StoredEvent => ctx.state.event as StoredEvent;

/** Authentication by header, with failures counted by the client's network. */
export function auth({ config, db, clock }: Services): Auth {
  const { failures, fail: failPassword } = counter(config.MAX_AUTH_FAILURES);
  // Apart: a booth that pushes with an old key must not lock the organiser out at the same address.
  const { fail } = counter(config.MAX_AUTH_FAILURES);

  return {
    master: async (ctx, next) => {
      keepFromCaches(ctx);
      if (config.MASTER_PASSWORDS.length > 0) {
        // Passwords can be guessed: past the limit not even the right one is let through.
        const state = await failures.get(networkOf(ctx.ip));
        if (state && state.remainingPoints <= 0) throw tooMany(ctx, state);
        const given = ctx.get('X-Master-Key');
        if (!given) await failPassword(ctx, 'The header X-Master-Key is missing.');
        if (!config.MASTER_PASSWORDS.some((password) => isEqual(password, given))) {
          await failPassword(ctx, 'The X-Master-Key is not a master password of this server.');
        }
      } else if (isOfAnotherSite(ctx)) {
        throw new AppError(
          401,
          'Unauthorized',
          'Without a master password only this machine is served, and no page of another site that is open on it.',
        );
      }
      await next();
    },

    event: async (ctx, next) => {
      keepFromCaches(ctx);
      // A key has 256 bits and can't be guessed: a right one passes whatever others at the same address
      // do wrong. At a venue they all share one.
      const given = ctx.get('X-API-Key');
      if (!given) await fail(ctx, 'The header X-API-Key is missing.');
      const event = await findEventByKeyHash(db, hashApiKey(given));
      if (!event) return fail(ctx, 'The X-API-Key is not the key of any event.');
      const window = keyWindow(event.admin, event.exported?.keyDates ?? null);
      const state = windowState(window, clock());
      if (state === 'early')
        await fail(ctx, `The X-API-Key is not valid yet: only from ${isoDate(window.from)} on.`);
      if (state === 'late')
        await fail(ctx, `The X-API-Key is no longer valid: it was until ${isoDate(window.until)}.`);
      const { eventId } = ctx.params as { eventId?: string };
      if (eventId !== undefined && eventId !== event.eventId) {
        if (!(await findEvent(db, eventId))) throw eventNotFound(eventId);
        await fail(ctx, `The X-API-Key is of another event, not of "${eventId}".`);
      }
      ctx.state.event = event;
      await next();
    },
  };
}

/** Counts failures of one kind by the client's network, for a minute. */
function counter(points: number) {
  const failures = new RateLimiterMemory({ points, duration: 60 });
  return {
    failures,
    /** Counts a failure and throws it, or 429 where there were too many. */
    fail: async (ctx: Context, message: string): Promise<never> => {
      try {
        await failures.consume(networkOf(ctx.ip));
      } catch (limit) {
        throw tooMany(ctx, limit);
      }
      throw new AppError(401, 'Unauthorized', message);
    },
  };
}

/** A shared cache does not know our headers: it would give one organiser's keys to whoever asks next. */
function keepFromCaches(ctx: Context): void {
  ctx.set('Cache-Control', 'no-store');
}

/**
 * Whether a browser asks for a page that is not of this machine: it names the page's site in `Origin`, or, where that
 * site's name was made to lead here, in `Host`.
 */
function isOfAnotherSite(ctx: Context): boolean {
  const origin = ctx.get('Origin');
  const names = [ctx.get('Host').replace(/:\d+$/, ''), ...(origin ? [hostOf(origin)] : [])];
  return names.some((name) => !LOOPBACK.includes(name.replace(/^\[|\]$/g, '')));
}

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).hostname : origin);

function tooMany(ctx: Context, limit: unknown): Error {
  if (!(limit instanceof RateLimiterRes)) return limit as Error;
  const seconds = Math.max(1, Math.ceil(limit.msBeforeNext / 1000));
  ctx.set('Retry-After', String(seconds));
  return new AppError(429, 'TooManyFailures', `Too many failed authentications; try again in ${seconds} s.`);
}

/** Compared by digest, so that neither content nor length shows in the time it takes. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const isoDate = (ms: number | null): string => new Date(ms ?? 0).toISOString();
