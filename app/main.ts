/** Process entry: `npm start`, and what PM2 runs. */
import { isPostgresUrl, openDatabase } from '../lib/db/dialect';
import { migrate } from '../lib/db/migrate';
import { createLog, errorFields } from './log';
import { startServer } from './server/startServer';
import { readSettings, SettingsError, settingsHelp, type Settings } from './settings';

/** How long after SHUTDOWN_MS the process is ended whatever it does, in milliseconds. */
const HARD_STOP_MS = 2_000;
/** From the last line of the log to a hard end, in milliseconds. */
const LAST_WORD_MS = 100;

const [argument] = process.argv.slice(2);

if (argument === '--help' || argument === '-h') {
  process.stdout.write(helpText());
} else if (argument !== undefined && argument !== '--migrate') {
  process.stderr.write(`Unknown argument "${argument}".\n\n${helpText()}`);
  process.exitCode = 2;
} else {
  run(argument === '--migrate' ? migrateOnly : serve);
}

function run(task: (settings: Settings) => Promise<void>): void {
  try {
    const settings = readSettings(process.env);
    task(settings).catch((error: unknown) => {
      process.stderr.write(
        `slalom-live cannot start: ${reasonOf(error as NodeJS.ErrnoException, settings)}\n`,
      );
      // Nothing is left open, so that the process ends by itself.
      process.exitCode = 1;
    });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const mistakes = error.mistakes.map((mistake) => `  ${mistake}`).join('\n');
    process.stderr.write(
      `slalom-live cannot start, these settings are wrong:\n${mistakes}\nSee --help for all settings.\n`,
    );
    process.exitCode = 1;
  }
}

/** What stands in the way, in words of the setting that would put it right. */
function reasonOf({ code, syscall, message }: NodeJS.ErrnoException, settings: Settings): string {
  const { port, host = 'any address', databaseUrl } = settings;
  if (code === 'EADDRINUSE') return `port ${port} of ${host} is in use; set PORT to another one`;
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `PORT ${port} of HOST ${host} cannot be listened on: ${message}`;
  }
  if (code === undefined) return message;
  // The address of a PostgreSQL may hold its password.
  const path = isPostgresUrl(databaseUrl) ? '' : ` ${databaseUrl}`;
  return `the database${path} (DATABASE_URL) cannot be used: ${message}`;
}

async function migrateOnly({ databaseUrl }: Settings): Promise<void> {
  const db = openDatabase(databaseUrl);
  const applied = await migrate(db);
  await db.destroy();
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

/** The text of `--help`. */
function helpText(): string {
  return [
    'slalom-live: live results server for canoe slalom',
    '',
    'Usage: npm start            start the server',
    '       npm run demo         start it on a scratch database and play a simulated race',
    '       npm run db:migrate   bring the database schema up to date, then exit',
    '',
    settingsHelp(),
  ].join('\n');
}
