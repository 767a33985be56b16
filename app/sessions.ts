import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { findEventById, type StoredEvent } from '../lib/db/eventRepository';
import type { Services } from './services';

/** Who is signed in on the control page: an administrator, or the holder of an event's key. */
export type SignedIn = { role: 'administrator' } | { role: 'key'; event: StoredEvent };

/** One race day, in seconds. */
const LASTS_S = 14 * 3_600;
const COOKIE = 'slalom-live';
/** Sent by the control page's script; a form or an image of another site cannot. */
const BY_SCRIPT = 'X-Requested-With';

/**
 * What keeps a person signed in: a cookie that names no secret, signed with one. It ends with the race day, with the password
 * that it was given for, or with the key.
 */
export class Sessions {
  constructor(private readonly services: Pick<Services, 'settings' | 'prefix' | 'db' | 'clock'>) {}

  /** Signs in with a master password that was found to be right; '' where none is needed. */
  openAsAdministrator(ctx: Context, password: string): void {
    this.give(ctx, 'administrator', '0', password);
  }

  openWithKey(ctx: Context, { id, keyHash }: StoredEvent): void {
    this.give(ctx, 'key', String(id), keyHash);
  }

  close(ctx: Context): void {
    ctx.cookies.set(COOKIE, null, this.options(ctx));
  }

  /**
   * Who asks, by the cookie; null for nobody. What changes something has to come from a script of ours: the cookie alone is
   * sent by whatever a browser loads.
   */
  async read(ctx: Context): Promise<SignedIn | null> {
    const isReading = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (!isReading && ctx.get(BY_SCRIPT) === '') return null;
    const [role = '', id = '', until = '', mac = ''] = (ctx.cookies.get(COOKIE) ?? '').split('.');
    if (!(Number(until) * 1_000 > this.services.clock())) return null;
    const isSigned = (secret: string): boolean => isSame(mac, this.sign(role, id, until, secret));
    if (role === 'administrator') {
      const passwords = this.services.settings.masterPasswords;
      const secrets = passwords?.length === 0 ? [''] : (passwords ?? []);
      return secrets.some(isSigned) ? { role } : null;
    }
    const event = role === 'key' ? await findEventById(this.services.db, Number(id)) : null;
    return event && isSigned(event.keyHash) ? { role: 'key', event } : null;
  }

  private give(ctx: Context, role: SignedIn['role'], id: string, secret: string): void {
    const until = String(Math.floor(this.services.clock() / 1_000) + LASTS_S);
    const value = [role, id, until, this.sign(role, id, until, secret)].join('.');
    ctx.cookies.set(COOKIE, value, { ...this.options(ctx), maxAge: LASTS_S * 1_000 });
  }

  private options({ secure }: Context) {
    const path = this.services.prefix || '/';
    return { path, secure, httpOnly: true, sameSite: 'strict', overwrite: true } as const;
  }

  private sign(role: string, id: string, until: string, secret: string): string {
    const { keySecret } = this.services.settings;
    return createHmac('sha256', keySecret)
      .update(JSON.stringify(['session', role, id, until, secret]))
      .digest('hex');
  }
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
