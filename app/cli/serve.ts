import { Command } from 'commander';
import { isPostgres } from '../../lib/db/dialect';
import { migrateAt } from '../../lib/db/migrate';
import { createLog, errorFields } from '../log';
import { startServer } from '../server/startServer';
import { readSettings, SettingsError, settingsHelp, type Settings } from '../settings';

/** How long after SHUTDOWN_MS the process is ended whatever it does, in milliseconds. */
const HARD_STOP_MS = 2_000;
/** From the last line of the log to a hard end, in milliseconds. */
const LAST_WORD_MS = 100;

export function serveCommand(): Command {
  return new Command('serve')
    .description('start the server')
    .addHelpText('after', `\n${settingsHelp()}`)
    .action(() => withSettings(serve));
}

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date, then exit")
    .addHelpText('after', '\nDATABASE_URL names the database, as for "slalom-live serve".')
    .action(() => withSettings(migrateOnly));
}

/** Runs with the settings of the environment; says in words what keeps it from starting. */
async function withSettings(task: (settings: Settings) => Promise<void>): Promise<void> {
  let settings: Settings | undefined;
  try {
    settings = readSettings(process.env);
    await task(settings);
  } catch (error) {
    process.stderr.write(`slalom-live cannot start${reasonOf(error as NodeJS.ErrnoException, settings)}\n`);
    // Nothing is left open, so that the process ends by itself.
    process.exitCode = 1;
  }
}

/** What SQLite calls a file that is not whole, or no database. */
const DAMAGED = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);
/** What it calls a file, or a folder, that this user may not write to. */
const NO_ACCESS = /^SQLITE_(READONLY|CANTOPEN|PERM)/;

/** What stands in the way, in words of the setting that would put it right. */
function reasonOf(error: NodeJS.ErrnoException, settings: Settings | undefined): string {
  if (error instanceof SettingsError) {
    const mistakes = error.mistakes.map((mistake) => `  ${mistake}`).join('\n');
    return `, these settings are wrong:\n${mistakes}\nSee "slalom-live serve --help" for all settings.`;
  }
  const { code, syscall, message } = error;
  if (settings === undefined) return `: ${message}`;
  const { port, host = 'any address', databaseUrl } = settings;
  if (code === 'EADDRINUSE') return `: port ${port} of ${host} is in use; set PORT to another one`;
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `: PORT ${port} of HOST ${host} cannot be listened on: ${message}`;
  }
  if (code === undefined) return `: ${message}`;
  // The address of a PostgreSQL may hold its password.
  const path = isPostgres(databaseUrl) ? '' : ` ${databaseUrl}`;
  if (DAMAGED.has(code)) {
    return `: the database${path} (DATABASE_URL) is damaged: ${message}; put a backup in its place with "slalom-live restore"`;
  }
  if (NO_ACCESS.test(code)) {
    return `: the database${path} (DATABASE_URL) cannot be written to: ${message}; give this user write access to the file and its folder`;
  }
  return `: the database${path} (DATABASE_URL) cannot be used: ${message}`;
}

async function migrateOnly({ databaseUrl }: Settings): Promise<void> {
  const applied = await migrateAt(databaseUrl);
  process.stdout.write(applied.length > 0 ? `applied ${applied.join(', ')}\n` : 'the schema is up to date\n');
}

async function serve(settings: Settings): Promise<void> {
  const log = createLog(settings.logLevel);
  const die = (error: unknown): void => {
    log.fatal({ err: errorFields(error) }, 'cannot go on');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);

  const server = await startServer({ settings, log, onFailure: die });
  log.info({ url: server.url }, 'listening');
  // PM2 with wait_ready counts the process as up from here on.
  process.send?.('ready');

  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.fatal('stopping took too long');
      // `process.exit` would wait for the writer's thread, which nothing can end while it waits for a database's lock.
      // What was acknowledged is stored. A moment later, so that the last line of the log is read by who collects it.
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_WORD_MS);
    }, settings.shutdownMs + HARD_STOP_MS);
    server.close().then(() => process.exit(0), die);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
