import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError, databaseAway, eventNotFound } from '../../lib/errors';
import { findEvent, findEventByKeyHash, type StoredEvent } from '../../lib/db/eventRepository';
import { hashApiKey, keyWindowOf, windowState } from '../../lib/ingest/keys';
import type { Log } from '../log';
import type { Action, Asked } from '../options';
import type { Services } from '../services';
import { Sessions, type SignedIn } from '../sessions';
import { LOOPBACK } from '../settings';
import { networkOf } from './network';

export interface Auth {
  /** Lets administrators through: `X-Master-Key`, their session, or anyone while the list of master passwords is empty. */
  master: (action: Action) => Middleware;
  /**
   * Lets the holder of an event's key through, and who shows that he is an administrator, see {@link OfEvent}. `isForMachine`:
   * while there is no master password this machine need not show anything.
   */
  event: (action: Action, isForMachine?: boolean) => Middleware;
  /** Keeps what is answered out of caches, and refuses while the database is away. */
  private: Middleware;
  /** Who is signed in, by a cookie or by the host; null for nobody. */
  signedIn: (ctx: Context) => Promise<SignedIn | null>;
  /** The event with this key; throws 401, or 429 after too many failures. */
  eventOfKey: (ctx: Context, apiKey: string) => Promise<StoredEvent>;
  /** Throws 401 or 429 unless this is a master password. */
  checkPassword: (ctx: Context, password: string) => Promise<void>;
}

/** What the handlers of a guarded route get. */
export interface ByWhom {
  /** Who asks, for the audit: his role and his network. */
  by: string;
}

/** What a router's handlers get whose routes all begin with {@link Auth.event}. */
export interface OfEvent extends ByWhom {
  /** The event whose key was sent, or for which the host or an administrator is let through. */
  event: StoredEvent;
}

/** Who may do what: as the host says; else by header or session, with failures counted by the client's network. */
export function auth(services: Services): Auth {
  const { db, authorize, watch } = services;
  const checkPassword = masterCheck(services);
  const eventOfKey = keyCheck(services);
  const sessions = new Sessions(services);

  return {
    master: (action) => async (ctx, next) => {
      prepare(ctx);
      const { eventId = null } = ctx.params as { eventId?: string };
      if (await isAllowed(ctx, { action, eventId })) ctx.by = whom(ctx, 'host');
      else {
        if ((await sessions.read(ctx))?.role !== 'administrator')
          await checkPassword(ctx, ctx.get('X-Master-Key'));
        ctx.by = whom(ctx, 'administrator');
      }
      await next();
    },

    event:
      (action, isForMachine = false) =>
      async (ctx, next) => {
        prepare(ctx);
        const eventId = (ctx.params as { eventId?: string }).eventId ?? eventIdInQuery(ctx);
        const [role, event] = await roleAndEvent(ctx, { action, eventId }, isForMachine);
        ctx.event = event;
        ctx.by = whom(ctx, role);
        await next();
      },

    private: async (ctx, next) => {
      prepare(ctx);
      await next();
    },

    signedIn: async (ctx) => {
      const byHost = await authorize?.(ctx, { action: 'listEvents', eventId: null });
      return byHost === true ? { role: 'administrator' } : sessions.read(ctx);
    },
    eventOfKey: (ctx, apiKey) => eventOfKey(ctx, apiKey, null),
    checkPassword,
  };

  async function roleAndEvent(
    ctx: Context,
    asked: Asked,
    isForMachine: boolean,
  ): Promise<[role: string, event: StoredEvent]> {
    const { eventId } = asked;
    if (await isAllowed(ctx, asked)) return ['host', await eventNamed(eventId)];
    // A key comes first: a booth in an administrator's browser is a booth.
    const apiKey = ctx.get('X-API-Key');
    if (apiKey === '') {
      const session = await sessions.read(ctx);
      if (session?.role === 'key' && (eventId === null || eventId === session.event.eventId))
        return ['key', session.event];
      const isAdministrator = session?.role === 'administrator';
      if (isAdministrator || isForMachine || ctx.get('X-Master-Key') !== '') {
        if (!isAdministrator) await checkPassword(ctx, ctx.get('X-Master-Key'));
        return ['administrator', await eventNamed(eventId)];
      }
    }
    return ['key', await eventOfKey(ctx, apiKey, eventId)];
  }

  /** A shared cache does not know our headers. Throws 503 while the database is away: a booth is not to wait for what cannot be. */
  function prepare(ctx: Context): void {
    // It would give one organiser's keys to whoever asks next.
    ctx.set('Cache-Control', 'no-store');
    if (watch.awayMs() !== null) throw databaseAway();
  }

  /** Whether the host lets it through; false where it leaves that to us. Its no is thrown. */
  async function isAllowed(ctx: Context, asked: Asked): Promise<boolean> {
    const answer = await authorize?.(ctx, asked);
    if (answer !== false) return answer === true;
    throw new AppError(403, 'Forbidden', 'You may not do this here.');
  }

  async function eventNamed(eventId: string | null): Promise<StoredEvent> {
    if (eventId === null) {
      throw new AppError(400, 'ValidationError', 'event: expected the id of the event, as in ?event=SPRING');
    }
    const event = await findEvent(db, eventId);
    if (!event) throw eventNotFound(eventId);
    return event;
  }
}

const whom = ({ ip }: Context, role: string): string => `${role} ${networkOf(ip)}`;

/** Throws 401 or 429 unless an administrator asks. */
function masterCheck({ settings, log }: Services): (ctx: Context, given: string) => Promise<void> {
  const { masterPasswords, maxAuthFailures } = settings;
  const everyone = counter(maxAuthFailures, log);
  // Where the right one came from before, others may be guessing at the same address; a venue has only one.
  const known = counter(KNOWN_PATIENCE * maxAuthFailures, log);
  const knownNetworks = new RateLimiterMemory({ points: 1, duration: KNOWN_FOR_S });
  return async (ctx, given) => {
    if (masterPasswords?.length === 0) {
      checkThisMachine(ctx);
      return;
    }
    const network = networkOf(ctx.ip);
    const { failures, fail } = (await knownNetworks.get(network)) ? known : everyone;
    // Passwords can be guessed: past the limit not even the right one is let through.
    const state = await failures.get(network);
    if (state && state.remainingPoints <= 0) throw tooMany(ctx, state);
    if (!given) await fail(ctx, 'The header X-Master-Key is missing.');
    if (!masterPasswords?.some((password) => isEqual(password, given))) {
      await fail(ctx, 'The X-Master-Key is not a master password of this server.');
    }
    await knownNetworks.set(network, 1, KNOWN_FOR_S);
  };
}

/** For how long a network is known by the right password that came from there, in seconds. */
const KNOWN_FOR_S = 24 * 3_600;
/** How many times as many failures it may have. */
const KNOWN_PATIENCE = 10;

/** What proxies write on a request that they pass on. */
const PASSED_ON = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Real-IP',
];

/** Without a master password: throws 401 unless a program or a page of this very machine asks. */
function checkThisMachine(ctx: Context): void {
  const peer = networkOf(ctx.req.socket.remoteAddress ?? '');
  const isHere = peer.startsWith('127.') || ctx.req.socket.remoteAddress === '::1';
  if (isHere && !PASSED_ON.some((header) => ctx.get(header) !== '') && !isOfAnotherSite(ctx)) return;
  throw new AppError(
    401,
    'Unauthorized',
    'Without a master password only this machine is served, nothing that a proxy passes on, and no page of another site ' +
      'that is open on it; set MASTER_PASSWORDS.',
  );
}

/** Answers the event with this key; throws 401, 404 or 429, and then `ctx.event` is the one that the key was of. */
function keyCheck({ settings, db, clock, log }: Services) {
  // Apart: a booth that pushes with an old key must not lock the organiser out at the same address.
  const { fail } = counter(settings.maxAuthFailures, log);
  return async (ctx: Context, given: string, eventId: string | null): Promise<StoredEvent> => {
    // A key has 256 bits and can't be guessed: a right one passes whatever others at the same address
    // do wrong. At a venue they all share one.
    if (!given) await fail(ctx, 'The header X-API-Key is missing.');
    const keyHash = hashApiKey(given);
    const event = await findEventByKeyHash(db, keyHash);
    if (!event) return fail(ctx, 'The X-API-Key is not the key of any event.');
    ctx.event = event;
    const { previousKeyUntil } = event;
    if (keyHash !== event.keyHash && !(Number(previousKeyUntil) > clock())) {
      await fail(
        ctx,
        `The X-API-Key was replaced, and works no longer since ${isoDate(previousKeyUntil)}; the event has another one now.`,
      );
    }
    const window = keyWindowOf(event);
    const state = windowState(window, clock());
    if (state === 'early')
      await fail(ctx, `The X-API-Key is not valid yet: only from ${isoDate(window.from)} on.`);
    if (state === 'late')
      await fail(ctx, `The X-API-Key is no longer valid: it was until ${isoDate(window.until)}.`);
    if (eventId !== null && eventId !== event.eventId) {
      if (!(await findEvent(db, eventId))) throw eventNotFound(eventId);
      await fail(ctx, `The X-API-Key is of another event, not of "${eventId}".`);
    }
    return event;
  };
}

/** The booth's routes do not name the event in their path: a key does that. */
const eventIdInQuery = ({ query: { event } }: Context): string | null =>
  typeof event === 'string' && event !== '' ? event : null;

/** Counts failures of one kind by the client's network, for a minute. */
function counter(points: number, log: Log) {
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
      // At most so many a minute and network; what was sent is not named.
      log.warn({ network: networkOf(ctx.ip), path: ctx.path }, `refused: ${message}`);
      throw new AppError(401, 'Unauthorized', message);
    },
  };
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
