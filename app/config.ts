import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { isPostgresUrl } from '../lib/db/dialect';

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'expected a whole number')
    .transform(Number)
    .refine((n) => n >= least && n <= most, `expected a number from ${least} to ${most}`);

const flag = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

const ORIGIN = /^https?:\/\/(\*\.)?[\w-]+(\.[\w-]+)*(:\d+)?$/;

/** Origins as `frame-ancestors` of a Content-Security-Policy has them. */
const embedOrigins = z.string().transform((text, ctx) => {
  if (text.trim() === 'none') return "'none'";
  const origins = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const isValid = origins.length > 0 && origins.every((one) => one === '*' || ORIGIN.test(one));
  if (!isValid) ctx.addIssue('expected *, none, or origins such as https://club.example');
  return origins.join(' ');
});

interface Setting<T> {
  /** What it sets, with its unit, in one line. */
  help: string;
  /** Shown in the help; also parsed where the variable is not set, unless it begins with "(". */
  fallback: string;
  schema: z.ZodType<T, string>;
}

const setting = <T>(help: string, fallback: string, schema: z.ZodType<T, string>): Setting<T> => ({
  help,
  fallback,
  schema,
});

/** Every environment variable that is read, in the order of the help. */
export const SETTINGS = {
  PORT: setting('TCP port to listen on; 0 takes any free one', '3000', number(0, 65_535)),
  HOST: setting(
    'address to listen on',
    '(all interfaces; 127.0.0.1 while no master password is set)',
    z.string().min(1),
  ),
  DATABASE_URL: setting(
    'path of a SQLite file, or a postgres:// address',
    './data/slalom-live.db',
    z.string().min(1, 'expected a path or a postgres:// address'),
  ),
  MASTER_PASSWORDS: setting(
    'passwords of the administrators, separated by commas; without one the admin routes are open and only this machine is served',
    '(none)',
    z.string().transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    ),
  ),
  KEY_SECRET: setting(
    'secret from which API keys are derived, at least 32 characters',
    '(created once, in the file key-secret beside the SQLite file)',
    z.string().min(32, 'expected at least 32 characters'),
  ),
  LOG_LEVEL: setting(
    'trace, debug, info, warn, error, fatal or silent',
    'info',
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
  ),
  TRUST_PROXY: setting(
    'true behind a reverse proxy: the client address is the last one in X-Forwarded-For',
    'false',
    flag,
  ),
  MAX_CONNECTIONS_PER_EVENT: setting(
    'live connections of one event in this process',
    '10000',
    number(1, 1_000_000),
  ),
  MAX_BODY_BYTES: setting(
    'largest request body, decompressed, in bytes',
    '10485760',
    number(1_024, 1_073_741_824),
  ),
  MAX_AUTH_FAILURES: setting(
    'failed authentications a minute from one address, keys and passwords apart',
    '30',
    number(1, 100_000),
  ),
  ON_COURSE_EXPIRY_MS: setting(
    'time after which an on-course entry that was not refreshed is gone, in milliseconds',
    '10000',
    number(100, 3_600_000),
  ),
  JOURNAL_MAX_AGE_S: setting(
    'how long missed messages can be resumed, in seconds',
    '3600',
    number(1, 604_800),
  ),
  JOURNAL_MAX_MESSAGES: setting('how many messages of an event can be resumed', '2000', number(1, 1_000_000)),
  WS_PING_SECONDS: setting('time between WebSocket pings, in seconds', '30', number(2, 3_600)),
  WS_PONG_SECONDS: setting(
    'time for the answer to a ping, in seconds; less than WS_PING_SECONDS',
    '10',
    number(1, 3_599),
  ),
  SSE_COMMENT_SECONDS: setting('time between SSE comments, in seconds', '15', number(1, 3_600)),
  MAX_WAITING_BYTES: setting(
    'what a live connection is sent at once of the messages that it missed, in bytes; where it is more, it gets a snapshot',
    '1048576',
    number(1_024, 1_073_741_824),
  ),
  MAX_FULL_BYTES: setting(
    'how large a snapshot may be that viewers are sent unasked, in bytes; where it is larger, they are told to read it anew',
    '16777216',
    number(1_024, 1_073_741_824),
  ),
  MAX_SLOW_MS: setting(
    'how long a live connection may take for what it was sent before it is ended, in milliseconds, beside a second for each 16 kB',
    '10000',
    number(100, 3_600_000),
  ),
  BATCH_MS: setting(
    'messages within this time of one another leave in one write, in milliseconds',
    '2',
    number(0, 1_000),
  ),
  MAX_CONTEXTS_PER_EVENT: setting(
    'how many different selections of races (races=) of an event are compressed with a history of their own; in further ones each message is compressed by itself',
    '64',
    number(1, 10_000),
  ),
  SHOW_VIEWERS: setting('true to count who watches an event and to tell how many they are', 'true', flag),
  EMBED_ORIGINS: setting(
    'sites that may show result tables of /embed in a frame: origins separated by commas, * for all, none for no site',
    '*',
    embedOrigins,
  ),
  SHUTDOWN_MS: setting(
    'how long running requests may take when the server stops, in milliseconds',
    '8000',
    number(0, 60_000),
  ),
} satisfies Record<string, Setting<unknown>>;

type Settings = typeof SETTINGS;
type Values = { [Name in keyof Settings]: z.output<Settings[Name]['schema']> };

/** The settings in force. */
export type Config = Omit<Values, 'HOST' | 'MASTER_PASSWORDS' | 'KEY_SECRET'> & {
  /** Undefined for all interfaces. */
  HOST: string | undefined;
  MASTER_PASSWORDS: string[];
  KEY_SECRET: string;
};

/** Settings that are wrong, one sentence each. */
export class ConfigError extends Error {
  constructor(readonly mistakes: string[]) {
    super(mistakes.join('\n'));
    this.name = 'ConfigError';
  }
}

/** The names of this machine for itself. */
export const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/**
 * Reads the settings from the environment. Creates the key secret's file where neither it nor
 * KEY_SECRET exists. Throws {@link ConfigError} with every mistake at once.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const mistakes: string[] = [];
  const read = <T>(name: keyof Settings, { schema, fallback }: Setting<T>): T | undefined => {
    const text = env[name];
    const hasDefault = !fallback.startsWith('(');
    if ((text === undefined || text === '') && !hasDefault) return undefined;
    const parsed = schema.safeParse(text === undefined || text === '' ? fallback : text);
    if (parsed.success) return parsed.data;
    // A secret is never shown, not even a wrong one.
    const shown = name === 'KEY_SECRET' || name === 'MASTER_PASSWORDS' ? '' : ` "${text ?? ''}"`;
    mistakes.push(`${name}${shown}: ${parsed.error.issues.map(({ message }) => message).join('; ')}`);
    return undefined;
  };
  const values = Object.fromEntries(
    (Object.keys(SETTINGS) as (keyof Settings)[]).map((name) => [
      name,
      read(name, SETTINGS[name] as Setting<unknown>),
    ]),
  ) as { [Name in keyof Values]: Values[Name] | undefined };

  const masters = values.MASTER_PASSWORDS ?? [];
  if (masters.length === 0 && env.NODE_ENV === 'production') {
    mistakes.push('MASTER_PASSWORDS: with NODE_ENV=production at least one password is needed');
  }
  if (masters.length === 0 && values.HOST !== undefined && !LOOPBACK.includes(values.HOST)) {
    mistakes.push(
      `HOST "${values.HOST}": without MASTER_PASSWORDS anyone could administer, so only 127.0.0.1 can be listened on`,
    );
  }
  if ((values.WS_PONG_SECONDS ?? 0) >= (values.WS_PING_SECONDS ?? Infinity)) {
    mistakes.push('WS_PONG_SECONDS: expected less than WS_PING_SECONDS');
  }
  if (values.KEY_SECRET === undefined && isPostgresUrl(values.DATABASE_URL ?? '') && !env.KEY_SECRET) {
    mistakes.push('KEY_SECRET: expected with PostgreSQL, the same on every machine');
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return {
    ...(values as Values),
    HOST: values.HOST ?? (masters.length === 0 ? '127.0.0.1' : undefined),
    MASTER_PASSWORDS: masters,
    KEY_SECRET: values.KEY_SECRET ?? keptSecret(values.DATABASE_URL as string),
  };
}

/** The secret in the file beside the SQLite file, created there the first time. */
function keptSecret(databasePath: string): string {
  const path = join(dirname(databasePath), 'key-secret');
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) {
      // `wx`: of two processes that start at once, one creates it and both read it.
      try {
        writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
        chmodSync(path, 0o600);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length < 32) throw new Error('it holds less than 32 characters');
    return secret;
  } catch (error) {
    throw new ConfigError([
      `KEY_SECRET is not set and its file ${path} cannot be used: ${(error as Error).message}`,
    ]);
  }
}

/** The text of `--help`. */
export function helpText(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, { help, fallback }]) => `  ${name}\n      ${help}\n      default: ${fallback}`,
  );
  return [
    'slalom-live: live results server for canoe slalom',
    '',
    'Usage: npm start            start the server',
    '       npm run demo         start it on a scratch database and play a simulated race',
    '       npm run db:migrate   bring the database schema up to date, then exit',
    '',
    'Settings are environment variables:',
    '',
    ...rows,
    '',
  ].join('\n');
}
