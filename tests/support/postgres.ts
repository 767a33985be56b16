import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { needing } from './optional';

/** Where a PostgreSQL is whose role may create databases, for example `postgres://postgres@127.0.0.1:5432/postgres`. */
const url = process.env.TEST_POSTGRES_URL;

/** A test on PostgreSQL. */
export const { test: testOnPostgres } = needing(url !== undefined, 'TEST_POSTGRES_URL names no PostgreSQL');

async function run(sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** A new database; `drop` removes it, whoever is still connected. */
export async function scratchPostgres(): Promise<{ url: string; drop: () => Promise<void> }> {
  if (url === undefined) throw new Error('TEST_POSTGRES_URL is not set: it names the PostgreSQL to test on');
  const name = `slalom_live_${randomBytes(6).toString('hex')}`;
  await run(`CREATE DATABASE ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { url: address.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
}
