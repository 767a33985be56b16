import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createServer, isIPv6 } from 'node:net';
import { dirname, resolve } from 'node:path';
import { DatabaseFileError, readDatabase } from '../../lib/db/databaseFile';
import { isPostgres, openDatabase } from '../../lib/db/dialect';
import { missingMigrations } from '../../lib/db/migrate';
import { folderOf, freeFor } from '../disk';
import { keySecretPath, readSecret, secretFits, type KeyOfEvent } from '../keySecret';
import { readSettings, SettingsError, type Settings } from '../settings';
import { note, ok, problem, type Finding } from './doctor';

/** Below this the next race day may fill the disk, and below that the next hour; in bytes. */
const SCARCE_BYTES = 1_000_000_000;
const FULL_BYTES = 100_000_000;

/** HOST for all of a machine's addresses. */
const ANY_ADDRESS = ['0.0.0.0', '::'];

/** What can be seen on the machine on which the server runs, or is to run. */
export async function checksHere(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  let settings: Settings;
  try {
    settings = readSettings(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.mistakes.map((mistake) => problem('settings', mistake));
  }
  return [
    ok('Node.js', process.version),
    settingsFinding(settings),
    await portFinding(settings),
    ...(await databaseFindings(settings)),
    ...(await diskFindings(settings)),
    clockFinding(),
  ];
}

function settingsFinding({ masterPasswords, host }: Settings): Finding {
  return masterPasswords === undefined || masterPasswords.length === 0
    ? note(
        'settings',
        `no MASTER_PASSWORDS, so only this machine is served${host === undefined ? '' : ` (${host})`}; set one for others to reach it`,
      )
    : ok('settings', 'they are valid');
}

async function portFinding({ port, host, prefix }: Settings): Promise<Finding> {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolved) => {
    const probe = createServer();
    probe.once('error', resolved);
    probe.listen({ port, ...(host !== undefined && { host }) }, () =>
      probe.close(() => {
        resolved(null);
      }),
    );
  });
  if (error === null) return note('port', `${port} is free; nothing serves there yet`);
  if (error.code !== 'EADDRINUSE') {
    return problem(
      'port',
      `${port} cannot be listened on: ${error.message}; set PORT or HOST to another one`,
    );
  }
  const address = host === undefined || ANY_ADDRESS.includes(host) ? '127.0.0.1' : host;
  const name = isIPv6(address) ? `[${address}]` : address;
  const isOurs = await fetch(`http://${name}:${port}${prefix ?? ''}/health`, {
    signal: AbortSignal.timeout(5_000),
  })
    .then(async (answer) => ((await answer.json()) as { status?: string }).status === 'ok')
    .catch(() => false);
  return isOurs
    ? ok('port', `a server answers on ${port}`)
    : problem(
        'port',
        `${port} is taken by another program, or by a server that does not answer; set PORT to another one`,
      );
}

async function databaseFindings(settings: Settings): Promise<Finding[]> {
  const { databaseUrl } = settings;
  if (isPostgres(databaseUrl)) return [await postgresFinding(databaseUrl)];
  if (!existsSync(databaseUrl)) {
    return [note('database', `${databaseUrl} is not there yet; the first start makes it`)];
  }
  try {
    const { missing, events } = await readDatabase(databaseUrl);
    for (const path of [databaseUrl, dirname(resolve(databaseUrl))]) accessSync(path, constants.W_OK);
    return [
      ok('database', `${databaseUrl} is whole and can be written: ${events.length} events`),
      ...schemaFinding(missing),
      ...secretFindings(settings, events),
    ];
  } catch (error) {
    if (error instanceof DatabaseFileError) {
      return [problem('database', `${error.message}; put a backup back with "slalom-live restore"`)];
    }
    return [
      problem('database', `${(error as Error).message}; give it to the user who runs the server (chown)`),
    ];
  }
}

async function postgresFinding(address: string): Promise<Finding> {
  const db = openDatabase(address);
  try {
    const isOurs = await db.schema.hasTable('knex_migrations');
    const applied = isOurs ? await db<{ name: string }>('knex_migrations').pluck('name') : [];
    const [finding] = schemaFinding(missingMigrations(applied));
    return finding ?? ok('database', 'the PostgreSQL answers, and its schema is up to date');
  } catch (error) {
    return problem('database', `the PostgreSQL of DATABASE_URL cannot be used: ${(error as Error).message}`);
  } finally {
    await db.destroy();
  }
}

const schemaFinding = (missing: string[]): Finding[] =>
  missing.length === 0 ? [] : [note('schema', `the next start brings it up to date: ${missing.join(', ')}`)];

function secretFindings({ databaseUrl, keySecret }: Settings, events: KeyOfEvent[]): Finding[] {
  const path = keySecretPath(databaseUrl);
  const secret = keySecret ?? readSecret(path);
  const where = keySecret === undefined ? path : 'KEY_SECRET';
  if (secret === null) {
    return events.length === 0
      ? []
      : [
          problem(
            'key secret',
            `${path} is missing, so that no API key works; put it back from where the backups are`,
          ),
        ];
  }
  if (!secretFits(secret, events)) {
    return [
      problem(
        'key secret',
        `${where} is not the one of these events, whose API keys do not work; put theirs back`,
      ),
    ];
  }
  // Windows has no such mode.
  const isOpen =
    keySecret === undefined && process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
  return [
    isOpen
      ? problem('key secret', `others can read ${path}; chmod 600`)
      : ok('key secret', `${where} is the one of the keys`),
  ];
}

async function diskFindings({ databaseUrl }: Settings): Promise<Finding[]> {
  const free = await freeFor(databaseUrl);
  if (free === null) return [];
  const words = `${(free / 1e9).toFixed(1)} GB are free in ${folderOf(databaseUrl)}`;
  if (free < FULL_BYTES) return [problem('disk', `${words}; make room, or nothing can be stored soon`)];
  return [free < SCARCE_BYTES ? note('disk', words) : ok('disk', words)];
}

/** Whether the system keeps its clock right; a server can only be asked through an address. */
function clockFinding(): Finding {
  const asked = spawnSync('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], { encoding: 'utf8' });
  const time = `it is ${new Date().toISOString()} here`;
  if (asked.error === undefined && asked.stdout.trim() === 'yes')
    return ok('clock', `${time}, kept right by the system`);
  return note(
    'clock',
    `${time}; whether the system keeps that right is not known, so compare it with a clock`,
  );
}
