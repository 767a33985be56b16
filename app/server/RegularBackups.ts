import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Gauge, type Registry } from 'prom-client';
import { errorFields, type Log } from '../log';
import type { Settings } from '../settings';
import { topFolder } from '../topFolder';

/** Names that sort by time, and that nobody else gives a file. */
const NAME = /^slalom-live-\d{8}T\d{6}Z\.db$/;

const nameAt = (ms: number): string =>
  `slalom-live-${new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')}.db`;

export interface RegularBackupsParts {
  settings: Settings & { backupFolder: string };
  log: Log;
  registry?: Registry;
}

/**
 * Copies the SQLite database now and then, by `slalom-live backup` in a process of its own: to check a copy takes as long as
 * to read it, and nobody is to wait for that. The oldest copies go.
 */
export class RegularBackups {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private lastAt = 0;

  constructor(private readonly parts: RegularBackupsParts) {
    const { settings, registry } = parts;
    mkdirSync(settings.backupFolder, { recursive: true });
    this.timer = setInterval(() => void this.make(), settings.backupMinutes * 60_000);
    if (registry) this.register(registry);
  }

  /** Makes a copy now; one that is being made is waited for instead. */
  make(): Promise<void> {
    return (this.running ??= this.copy().finally(() => (this.running = null)));
  }

  /** Waits for the copy that is being made. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async copy(): Promise<void> {
    const { settings, log } = this.parts;
    const { backupFolder: folder, databaseUrl, keySecret } = settings;
    const file = join(folder, nameAt(Date.now()));
    try {
      const env = {
        ...process.env,
        DATABASE_URL: databaseUrl,
        ...(keySecret !== undefined && { KEY_SECRET: keySecret }),
      };
      const program = join(topFolder(), 'dist/app/cli/main.js');
      await promisify(execFile)(process.execPath, [program, 'backup', file], { env });
      log.info({ file }, 'backed up');
      this.lastAt = Date.now();
      this.forget();
    } catch (error) {
      log.error({ err: errorFields(error), file }, 'the backup was not made');
    }
  }

  private forget(): void {
    const { backupFolder: folder, backupKeep } = this.parts.settings;
    const copies = readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort();
    for (const name of copies.slice(0, -backupKeep)) {
      rmSync(join(folder, name));
      rmSync(join(folder, `${name}.key-secret`), { force: true });
    }
  }

  private register(registry: Registry): void {
    const lastAt = (): number => this.lastAt;
    new Gauge({
      name: 'slalom_backup_timestamp_seconds',
      help: 'When the last backup was made by BACKUP_FOLDER; 0 before the first',
      registers: [registry],
      collect() {
        this.set(lastAt() / 1_000);
      },
    });
  }
}
