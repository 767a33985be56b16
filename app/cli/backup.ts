import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { copyDatabase, replaceDatabase } from '../../lib/db/databaseFile';
import { isPostgres } from '../../lib/db/dialect';
import { keySecretPath, readSecret, secretFits, writeSecret, type KeyOfEvent } from '../keySecret';
import { readSettings } from '../settings';
import { reporting, type ReportOptions } from './reporting';
import { CommandError } from './ServerApi';

interface BackupOptions extends ReportOptions {
  force?: boolean;
}

const WRONG_SECRET =
  'its API keys are of another secret and do not work: put the key-secret of the server that they are of beside the backup and ' +
  'restore it again, or give each event a new key with "slalom-live event rotate-key"';

/** Beside a backup, so that several can lie in one folder. */
const secretBeside = (backup: string): string => `${backup}.key-secret`;

/** A copy of everything in one file, while the server runs. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('copy the database, and the secret of its API keys, while the server runs')
    .argument('<file>', 'where the copy is to be; its key secret becomes <file>.key-secret')
    .option('--force', 'replace a file that is there')
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      `
DATABASE_URL names the database, as for "slalom-live serve". Nobody is held up, and the copy is checked.

Example: slalom-live backup /media/stick/saturday.db`,
    )
    .action((file: string, options: BackupOptions) =>
      reporting(options, async () => {
        const { path, keySecret } = sqliteOf('pg_dump makes a copy of it while the server runs');
        if (existsSync(file) && options.force !== true) {
          throw new CommandError(`${file} is there already; name another file, or add --force`);
        }
        mkdirSync(dirname(resolve(file)), { recursive: true });
        const { events } = await copyDatabase(path, file, progress('copied'));
        const secret = keySecret === undefined ? readSecret(keySecretPath(path)) : null;
        if (secret !== null) writeSecret(secretBeside(file), secret);
        const bytes = statSync(file).size;
        const keys =
          secret === null ? '; keep KEY_SECRET with it' : `; the secret of its keys is ${secretBeside(file)}`;
        return [
          { file, bytes, events: events.map(({ eventId }) => eventId) },
          `${file}: ${events.length} events, ${bytes} bytes${keys}`,
        ];
      }),
    );
}

/** A backup in the place of the database. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in the place of the database; what was there is kept')
    .argument('<file>', 'what "slalom-live backup" made')
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      `
DATABASE_URL names the database, as for "slalom-live serve"; the server has to be stopped. Whoever watched before gets
everything anew where the backup has less.

Example: slalom-live restore /media/stick/saturday.db`,
    )
    .action((file: string, options: ReportOptions) =>
      reporting(options, async () => {
        const { path, keySecret } = sqliteOf('stop every server and give the copy to psql or pg_restore');
        mkdirSync(dirname(resolve(path)), { recursive: true });
        const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
        const arriving = `${path}.restoring-${process.pid}`;
        // Copied first, also from a slow medium: what is there is replaced in one moment, by something that was checked.
        const { events } = await copyDatabase(file, arriving, progress('read'));
        const kept = await replaceDatabase(path, arriving, `${path}.before-${stamp}`).finally(() => {
          rmSync(arriving, { force: true });
        });
        const fits =
          keySecret === undefined
            ? restoreSecret(file, path, { events, stamp })
            : secretFits(keySecret, events);
        const words = [
          `${path} is ${file} now: ${events.length} events`,
          ...(kept === null ? [] : [`what was there is ${kept}`]),
          ...(fits ? [] : [WRONG_SECRET]),
        ];
        const answer = { database: path, events: events.map(({ eventId }) => eventId), kept, keysWork: fits };
        return [answer, words.join('\n')];
      }),
    );
}

/** Sees to it that the secret beside the database is the one of its keys; answers whether it is. */
function restoreSecret(
  backup: string,
  database: string,
  { events, stamp }: { events: KeyOfEvent[]; stamp: string },
): boolean {
  const to = keySecretPath(database);
  const before = readSecret(to);
  const known = [secretBeside(backup), keySecretPath(backup), to].map(readSecret);
  const secret = known.find((one) => one !== null && secretFits(one, events)) ?? null;
  if (secret === null) return false;
  if (secret !== before) {
    if (before !== null) renameSync(to, `${to}.before-${stamp}`);
    writeSecret(to, secret);
  }
  return true;
}

/** The SQLite file that the settings name; of a PostgreSQL `otherwise` is said. */
function sqliteOf(otherwise: string): { path: string; keySecret: string | undefined } {
  try {
    const { databaseUrl, keySecret } = readSettings(process.env);
    if (!isPostgres(databaseUrl)) return { path: databaseUrl, keySecret };
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
  throw new CommandError(`DATABASE_URL is a PostgreSQL: ${otherwise}; see specs/operations.md`);
}

/** Tells how far it is, where somebody looks on. */
function progress(what: string): (done: number) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => undefined;
  return (done) => {
    stderr.write(`\r${what} ${Math.round(100 * done)} %${done >= 1 ? '\n' : ''}`);
  };
}
