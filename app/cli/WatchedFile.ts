import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { parseExport } from '../../lib/canoe123/parseExport';

/** What a look at the file found: a whole export that is another than the last; nothing new; or why it can't be read. */
export type Look = { bytes: Buffer } | { trouble: string } | null;

/** A file is whole when it has not changed between so many looks, and reads as an export. */
const STILL_LOOKS = 2;

/**
 * A file that Canoe123 rewrites again and again, looked at by its size and time, which network drives tell, too. One that
 * is being written is waited for; one that stays broken is told once.
 */
export class WatchedFile {
  private seen = '';
  private looks = 0;
  private done = '';

  constructor(private readonly path: string) {}

  /** To be called now and then. */
  async look(): Promise<Look> {
    let state: string;
    try {
      const { size, mtimeMs } = await stat(this.path);
      state = `${size} ${mtimeMs}`;
    } catch (error) {
      return this.once(
        (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'the file is not there' : String(error),
      );
    }
    this.looks = state === this.seen ? this.looks + 1 : 0;
    this.seen = state;
    // It is read once for each of its states.
    if (this.looks !== STILL_LOOKS) return null;
    try {
      const bytes = await readFile(this.path);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (digest === this.done) return null;
      await parseExport(bytes);
      this.done = digest;
      return { bytes };
    } catch (error) {
      return this.once((error as Error).message);
    }
  }

  private told = '';

  /** The same trouble again is none. */
  private once(trouble: string): Look {
    const isNew = `${this.seen} ${trouble}` !== this.told;
    this.told = `${this.seen} ${trouble}`;
    return isNew ? { trouble } : null;
  }
}
