import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StoredEvent } from '../lib/db/eventRepository';
import { deriveApiKey, hashApiKey } from '../lib/ingest/keys';
import { SettingsError } from './settings';

/** The file beside a SQLite file that holds the secret from which its API keys are derived. */
export const keySecretPath = (databasePath: string): string => join(dirname(databasePath), 'key-secret');

/** The secret in the file beside the SQLite file, created there the first time. */
export function keptSecret(databasePath: string): string {
  const path = keySecretPath(databasePath);
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) {
      // `wx`: of two processes that start at once, one creates it and both read it.
      try {
        writeSecret(path, newSecret(), 'wx');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length < 32) throw new Error('it holds less than 32 characters');
    return secret;
  } catch (error) {
    throw new SettingsError([
      `KEY_SECRET is not set and its file ${path} cannot be used: ${(error as Error).message}`,
    ]);
  }
}

export const newSecret = (): string => randomBytes(32).toString('hex');

/** The secret in a file; null where there is none. */
export const readSecret = (path: string): string | null =>
  existsSync(path) ? readFileSync(path, 'utf8').trim() : null;

/** Writes a secret so that nobody but this user can read it. */
export function writeSecret(path: string, secret: string, flag: 'w' | 'wx' = 'w'): void {
  writeFileSync(path, secret, { mode: 0o600, flag });
  chmodSync(path, 0o600);
}

/** What an event's key is derived from, and looked up by. */
export type KeyOfEvent = Pick<StoredEvent, 'id' | 'keyVersion' | 'keyHash'>;

/** Whether the keys of these events are derived from this secret. */
export const secretFits = (secret: string, events: KeyOfEvent[]): boolean =>
  events.every(({ id, keyVersion, keyHash }) => hashApiKey(deriveApiKey(secret, id, keyVersion)) === keyHash);
