import { z } from 'zod';
import { isPostgres } from '../lib/db/dialect';
import { trustOf, type TrustedProxies } from './server/trustedProxies';

/** How a value is written in an environment variable, and what it has to be. */
interface Kind<T> {
  parse: (text: string) => unknown;
  schema: z.ZodType<T>;
}

const number = (least: number, most: number): Kind<number> => ({
  parse: (text) => (/^\d+$/.test(text) ? Number(text) : text),
  schema: z
    .int('expected a whole number')
    .refine((n) => n >= least && n <= most, `expected a number from ${least} to ${most}`),
});

const flag: Kind<boolean> = {
  parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  schema: z.boolean('expected true or false'),
};

const text = (least: number, message: string): Kind<string> => ({
  parse: (value) => value,
  schema: z.string(message).min(least, message),
});

const oneOf = <const T extends string>(...values: T[]): Kind<T> => ({
  parse: (value) => value,
  schema: z.enum(values, `expected one of ${values.join(', ')}`),
});

const listed = (value: string): string[] =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

const passwords: Kind<string[]> = {
  parse: listed,
  schema: z.array(z.string('expected texts').min(1, 'expected no empty text'), 'expected a list of texts'),
};

const PROXIES =
  'expected false, true, how many proxies there are in a row, or their addresses such as 10.0.0.0/8';

/** None is 0, and true one. */
const proxies: Kind<TrustedProxies> = {
  parse: (value) =>
    value === 'false' ? 0 : value === 'true' ? 1 : /^\d+$/.test(value) ? Number(value) : listed(value),
  schema: z.union([z.int().min(0).max(10), z.array(z.string()).min(1).refine(areAddresses)], PROXIES),
};

function areAddresses(addresses: string[]): boolean {
  try {
    trustOf(addresses);
    return true;
  } catch {
    return false;
  }
}

const ORIGIN = /^https?:\/\/(\*\.)?[\w-]+(\.[\w-]+)*(:\d+)?$/;
const ORIGINS = 'expected *, none, or origins such as https://club.example';

/** Origins as `frame-ancestors` of a Content-Security-Policy has them; in code an empty list for none. */
const origins: Kind<string[]> = {
  parse: (value) => {
    if (value.trim() === 'none') return [];
    const found = listed(value);
    return found.length > 0 ? found : value;
  },
  schema: z.array(
    z.string(ORIGINS).refine((one) => one === '*' || ORIGIN.test(one), ORIGINS),
    ORIGINS,
  ),
};

const SERVICES = 'expected none, hosts such as push.example.org, or origins';

const pushServices: Kind<string[]> = {
  parse: (value) => (value.trim() === 'none' ? [] : listed(value)),
  schema: z.array(z.string(SERVICES).regex(/^(https?:\/\/)?[\w-]+(\.[\w-]+)*(:\d+)?$/, SERVICES), SERVICES),
};

const PREFIX = /^(\/[\w.~-]+)*$/;

/** A path that addresses begin with; kept without a slash at its end. */
const prefixPath: Kind<string> = {
  parse: (value) => value,
  schema: z
    .string('expected a path such as /live')
    .transform((value) => value.replace(/\/+$/, ''))
    .refine((value) => PREFIX.test(value), 'expected a path such as /live'),
};

interface Setting<T> extends Kind<T> {
  /** What it sets, with its unit, in one line. */
  help: string;
  /** Shown in the help; also parsed where nothing is set, unless it begins with "(". */
  fallback: string;
}

const setting = <T>(help: string, fallback: string, kind: Kind<T>): Setting<T> => ({
  help,
  fallback,
  ...kind,
});

/** What a server sets that the stack, mounted in another, does not: in the order of the help. */
const SERVER_SETTINGS = {
  port: setting('TCP port to listen on; 0 takes any free one', '3000', number(0, 65_535)),
  host: setting(
    'address to listen on',
    '(all interfaces; 127.0.0.1 while no master password is set)',
    text(1, 'expected an address'),
  ),
  logLevel: setting(
    'trace, debug, info, warn, error, fatal or silent',
    'info',
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
  ),
  requestSeconds: setting(
    'how long a request, its body included, may take to come whole, in seconds',
    '60',
    number(1, 3_600),
  ),
  metricsPort: setting(
    'TCP port on which Prometheus reads /metrics; under PM2 that of the first process, the others have those after it; 0 for none',
    '0',
    number(0, 65_535),
  ),
  metricsHost: setting('address on which metrics are read', '127.0.0.1', text(1, 'expected an address')),
  backupFolder: setting(
    'folder into which the SQLite database is copied by itself, with the secret of its keys',
    '(none)',
    text(1, 'expected a path'),
  ),
  backupMinutes: setting('time between two such copies, in minutes', '60', number(1, 10_080)),
  backupKeep: setting('how many such copies are kept', '48', number(1, 100_000)),
  trustProxy: setting(
    'behind reverse proxies how many of them there are in a row (true is 1), or their addresses: what they say of the client in X-Forwarded-… is believed',
    'false',
    proxies,
  ),
};

/** What the stack can be told, wherever it runs. */
const STACK_SETTINGS = {
  databaseUrl: setting(
    'path of a SQLite file, or a postgres:// address',
    './data/slalom-live.db',
    text(1, 'expected a path or a postgres:// address'),
  ),
  role: setting(
    'what this process does: all; ingest takes pushes and administration; edge serves those who watch, and only reads the database',
    'all',
    oneOf('all', 'ingest', 'edge'),
  ),
  prefix: setting('path below which everything is served, for example /live', '(none)', prefixPath),
  masterPasswords: setting(
    'passwords of the administrators, separated by commas; without one the admin routes are open and only this machine is served',
    '(none)',
    passwords,
  ),
  keySecret: setting(
    'secret from which API keys are derived, at least 32 characters',
    '(created once, in the file key-secret beside the SQLite file)',
    text(32, 'expected at least 32 characters'),
  ),
  maxConnectionsPerEvent: setting(
    'live connections of one event in this process',
    '10000',
    number(1, 1_000_000),
  ),
  boardPlaces: setting(
    'live connections of one event beyond MAX_CONNECTIONS_PER_EVENT, for boards that show its token, or its key',
    '50',
    number(0, 100_000),
  ),
  maxConnectionsPerAddress: setting(
    'live connections from one address (IPv6: from one /64) in this process; this machine itself is not limited',
    '2000',
    number(1, 1_000_000),
  ),
  maxConnectsPerAddress: setting(
    'live connections that one address may open a minute',
    '6000',
    number(1, 1_000_000),
  ),
  maxRequestsPerAddress: setting(
    'what one address may ask of what is public a minute',
    '60000',
    number(1, 10_000_000),
  ),
  maxBodyBytes: setting(
    'largest request body, decompressed, in bytes',
    '10485760',
    number(1_024, 1_073_741_824),
  ),
  maxAuthFailures: setting(
    'failed authentications a minute from one address, keys and passwords apart',
    '30',
    number(1, 100_000),
  ),
  onCourseExpiryMs: setting(
    'time after which an on-course entry that was not refreshed is gone, in milliseconds',
    '10000',
    number(100, 3_600_000),
  ),
  journalMaxAgeS: setting('how long missed messages can be resumed, in seconds', '3600', number(1, 604_800)),
  journalMaxMessages: setting('how many messages of an event can be resumed', '2000', number(1, 1_000_000)),
  auditMaxAgeDays: setting('how long it is kept who did what to an event, in days', '400', number(1, 36_500)),
  wsPingSeconds: setting('time between WebSocket pings, in seconds', '30', number(2, 3_600)),
  wsPongSeconds: setting(
    'time for the answer to a ping, in seconds; less than WS_PING_SECONDS',
    '10',
    number(1, 3_599),
  ),
  sseCommentSeconds: setting('time between SSE comments, in seconds', '15', number(1, 3_600)),
  maxWaitingBytes: setting(
    'what a live connection is sent at once of the messages that it missed, in bytes; where it is more, it gets a snapshot',
    '1048576',
    number(1_024, 1_073_741_824),
  ),
  maxFullBytes: setting(
    'how large a snapshot may be that viewers are sent unasked, in bytes; where it is larger, they are told to read it anew',
    '16777216',
    number(1_024, 1_073_741_824),
  ),
  maxSlowMs: setting(
    'how long a live connection may take for what it was sent before it is ended, in milliseconds, beside a second for each 16 kB',
    '10000',
    number(100, 3_600_000),
  ),
  batchMs: setting(
    'messages within this time of one another leave in one write, in milliseconds',
    '2',
    number(0, 1_000),
  ),
  maxContextsPerEvent: setting(
    'how many different selections of races (races=) of an event are compressed with a history of their own; in further ones each message is compressed by itself',
    '64',
    number(1, 10_000),
  ),
  showViewers: setting('true to count who watches an event and to tell how many they are', 'true', flag),
  embedOrigins: setting(
    'sites that may show result tables of /embed in a frame: origins separated by commas, * for all, none for no site',
    '*',
    origins,
  ),
  pushServices: setting(
    'push services that notifications may go to: hosts (those below them, too) or origins, separated by commas; none to send none',
    'fcm.googleapis.com, push.services.mozilla.com, push.apple.com, notify.windows.com',
    pushServices,
  ),
  shutdownMs: setting(
    'how long running requests may take when the server stops, in milliseconds',
    '8000',
    number(0, 60_000),
  ),
};

/** Every setting, in the order of the help. */
export const SETTINGS = { ...SERVER_SETTINGS, ...STACK_SETTINGS };

/** Values; those without a default may be missing. */
type Values<Table> = { [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never };
type WithoutDefault = 'host' | 'backupFolder' | 'prefix' | 'masterPasswords' | 'keySecret';

/** The stack's settings in force. */
export type StackSettings = Omit<Values<typeof STACK_SETTINGS>, WithoutDefault> &
  Partial<Pick<Values<typeof STACK_SETTINGS>, 'prefix' | 'masterPasswords' | 'keySecret'>>;

/** A server's settings in force. */
export type Settings = StackSettings &
  Omit<Values<typeof SERVER_SETTINGS>, WithoutDefault> & { host?: string; backupFolder?: string };

/** Of a server's settings those that are its stack's. */
export const ofStack = (settings: Settings): StackSettings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name in STACK_SETTINGS)) as StackSettings;

type Name = keyof typeof SETTINGS;

/** Settings that are wrong, one sentence each. */
export class SettingsError extends Error {
  constructor(readonly mistakes: string[]) {
    super(mistakes.join('\n'));
    this.name = 'SettingsError';
  }
}

/** The names of this machine for itself. */
export const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** A setting's environment variable: `maxBodyBytes` is `MAX_BODY_BYTES`. */
export const variableOf = (name: string): string => name.replace(/[A-Z]/g, '_$&').toUpperCase();

/** Reads a server's settings from the environment. Throws {@link SettingsError} with every mistake at once. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const mistakes: string[] = [];
  const given = (name: Name): unknown => {
    const value = env[variableOf(name)];
    return value === undefined || value === '' ? undefined : SETTINGS[name].parse(value);
  };
  const values = settled(SETTINGS, given, variableOf, mistakes) as Settings;
  const { masterPasswords: masters = [], host, role } = values;
  // An edge has nothing to administer.
  const isOpen = masters.length === 0 && role !== 'edge';
  if (isOpen && env.NODE_ENV === 'production') {
    mistakes.push('MASTER_PASSWORDS: with NODE_ENV=production at least one password is needed');
  }
  if (isOpen && host !== undefined && !LOOPBACK.includes(host)) {
    mistakes.push(
      `HOST "${host}": without MASTER_PASSWORDS anyone could administer, so only 127.0.0.1 can be listened on`,
    );
  }
  if (values.backupFolder !== undefined && isPostgres(values.databaseUrl)) {
    mistakes.push('BACKUP_FOLDER: only a SQLite database is copied by itself; a PostgreSQL has pg_dump');
  }
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  const listened = host ?? (isOpen ? '127.0.0.1' : undefined);
  // An empty list, and not nothing: administration is open.
  return { ...values, masterPasswords: masters, ...(listened !== undefined && { host: listened }) };
}

/** What is in force where `options` are given in code; throws {@link SettingsError} with every mistake at once. */
export function stackSettings(options: Partial<Record<string, unknown>>): StackSettings {
  const mistakes = Object.keys(options)
    .filter((name) => !(name in STACK_SETTINGS))
    .map((name) => `${name}: there is no such option`);
  const values = settled(STACK_SETTINGS, (name) => options[name], String, mistakes) as StackSettings;
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return values;
}

function settled(
  table: Partial<Record<Name, Setting<unknown>>>,
  given: (name: Name) => unknown,
  label: (name: string) => string,
  mistakes: string[],
): Partial<Record<Name, unknown>> {
  const values: Partial<Record<Name, unknown>> = {};
  for (const [key, { fallback, parse, schema }] of Object.entries(table)) {
    const name = key as Name;
    const value = given(name) ?? (fallback.startsWith('(') ? undefined : parse(fallback));
    if (value === undefined) continue;
    const parsed = schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else mistakes.push(`${label(name)}${shown(name, value)}: ${messagesOf(parsed.error)}`);
  }
  if ((values.wsPongSeconds as number) >= (values.wsPingSeconds as number)) {
    mistakes.push(`${label('wsPongSeconds')}: expected less than ${label('wsPingSeconds')}`);
  }
  return values;
}

const messagesOf = ({ issues }: z.ZodError): string =>
  [...new Set(issues.map(({ message }) => message))].join('; ');

/** A secret is never shown, not even a wrong one; nor is the address of a PostgreSQL, which may hold its password. */
function shown(name: Name, value: unknown): string {
  if (name === 'keySecret' || name === 'masterPasswords' || name === 'databaseUrl') return '';
  return ` "${Array.isArray(value) ? value.join(',') : String(value)}"`;
}

/** The settings as `--help` lists them. */
export function settingsHelp(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, { help, fallback }]) => `  ${variableOf(name)}\n      ${help}\n      default: ${fallback}`,
  );
  return ['Settings are environment variables:', '', ...rows, ''].join('\n');
}
