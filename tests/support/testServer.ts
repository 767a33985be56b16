import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import { readSettings } from '../../app/settings';
import { createLog } from '../../app/log';
import { startServer } from '../../app/server/startServer';
import { databaseIn, dropDatabaseOf, isOnPostgres } from './testDatabase';

/** A clock that stands still until it is moved. Milliseconds since 1970. */
export class FakeClock {
  constructor(public now = Date.parse('2026-05-30T10:00:00Z')) {}
  readonly read = (): number => this.now;
  advance(ms: number): void {
    this.now += ms;
  }
}

export interface TestServerOptions {
  /** Settings on top of the defaults, as environment variables. */
  env?: Record<string, string>;
  clock?: FakeClock;
  /** A folder to keep, for a server that is to be started again on the same database. */
  directory?: string;
  /** Takes the log, line by line; set LOG_LEVEL too. */
  logTo?: DestinationStream;
}

export interface TestServer {
  url: string;
  /** Past what stands in front of it, which may not administer; where nothing does, it is not there. */
  directUrl?: string;
  /** `ws://…` for the same address. */
  wsUrl: string;
  directory: string;
  /** The database's address. */
  databaseUrl: string;
  close: () => Promise<void>;
}

/** A scratch folder; the caller removes it. */
export const scratchDirectory = (): string => mkdtempSync(join(tmpdir(), 'slalom-live-test-'));

/** The real server on a free port and a database of its own, with its writer in this thread so that it shares the clock. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = options.directory ?? scratchDirectory();
  const databaseUrl = await databaseIn(directory);
  const settings = readSettings({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    ...(isOnPostgres && { KEY_SECRET: 'a secret of the tests, of 32 letters' }),
    LOG_LEVEL: 'silent',
    // Would come between the messages that a test counts.
    SHOW_VIEWERS: 'false',
    ...options.env,
  });
  const server = await startServer({
    settings,
    log: createLog(settings.logLevel, options.logTo),
    clock: options.clock?.read ?? Date.now,
  });
  return {
    url: server.url,
    wsUrl: server.url.replace('http', 'ws'),
    directory,
    databaseUrl,
    close: async () => {
      await server.close();
      if (options.directory !== undefined) return;
      await dropDatabaseOf(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
