import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OwnPostgres } from '../../support/ownPostgres';
import { BuiltServer } from '../read/BuiltServer';

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** A database to measure on, and as many built servers on it as are asked for. */
export class Cluster {
  readonly servers: BuiltServer[] = [];
  private readonly directory = mkdtempSync(join(tmpdir(), 'slalom-live-processes-'));
  postgres: OwnPostgres | null = null;

  private constructor(
    private readonly dist: string,
    private readonly env: Record<string, string>,
  ) {}

  static async start(
    dist: string,
    database: DatabaseName,
    count: number,
    env: Record<string, string> = {},
  ): Promise<Cluster> {
    const cluster = new Cluster(dist, env);
    try {
      if (database === 'PostgreSQL') cluster.postgres = await OwnPostgres.start();
      for (let i = 0; i < count; i += 1) await cluster.add();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get first(): BuiltServer {
    return this.servers[0] as BuiltServer;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await this.postgres?.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async add(): Promise<void> {
    const DATABASE_URL = this.postgres?.url() ?? join(this.directory, 'race.db');
    const env = {
      ...{ DATABASE_URL, KEY_SECRET: 'a secret of the measures, 32 letters', SHOW_VIEWERS: 'false' },
      ...this.env,
    };
    this.servers.push(await BuiltServer.start({ dist: this.dist, profiles: null, env }));
  }
}
