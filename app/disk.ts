import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isPostgres } from '../lib/db/dialect';
import { IN_MEMORY } from '../lib/db/sqlite';

/** How many bytes are free for a database file that is there or is to be made; null where the database is no file of this machine. */
export async function freeFor(databaseUrl: string): Promise<number | null> {
  if (isPostgres(databaseUrl) || databaseUrl === IN_MEMORY) return null;
  const { bavail, bsize } = await statfs(folderOf(databaseUrl));
  return bavail * bsize;
}

/** The folder of a database file, or the nearest above it that is there. */
export function folderOf(databaseFile: string): string {
  let folder = dirname(resolve(databaseFile));
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
