import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { CommandError, ServerApi, withServer, type ServerOptions } from './ServerApi';
import { pushed, pushFile } from './pushFile';
import { fail } from './reporting';
import { WatchedFile } from './WatchedFile';

/** How often the file is looked at, in milliseconds. */
const LOOK_MS = 500;
/** How long to wait before an export that the server did not take is pushed again, in milliseconds. */
const AGAIN_MS = 5_000;

/** Pushes an export whenever Canoe123 rewrites it, so that a club without a bridge is live. */
export function watchCommand(): Command {
  return withServer(new Command('watch'))
    .description('push an export whenever Canoe123 rewrites it, until it is stopped')
    .argument('<file>')
    .option('--event <id>', 'the event, where its key is to be looked up with the master password')
    .addHelpText(
      'after',
      `
A file that is half written is waited for, one that stays broken is told, and a server that is away is tried again and again
with the newest file. Network drives are fine.

Example: SLALOM_LIVE_KEY=… slalom-live watch --url https://live.example C:\\\\Canoe123\\\\export.xml`,
    )
    .action(async (file: string, options: ServerOptions & { event?: string }) => {
      const stopping = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          stopping.abort();
        });
      }
      try {
        await watch(file, options, stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) fail(error);
      }
    });
}

async function watch(
  file: string,
  options: ServerOptions & { event?: string },
  signal: AbortSignal,
): Promise<void> {
  const api = new ServerApi(options, signal, say);
  const watched = new WatchedFile(file);
  say(`watching ${file}`);
  /** The newest that the server has not taken. */
  let waiting: Buffer | null = null;
  let again = 0;
  while (!signal.aborted) {
    const look = await watched.look();
    if (look && 'trouble' in look) say(`waiting: ${look.trouble}`);
    if (look && 'bytes' in look) [waiting, again] = [look.bytes, 0];
    if (waiting && performance.now() >= again) {
      try {
        say(`pushed ${waiting.byteLength} bytes: ${pushed(await pushFile(api, waiting, options.event))}`);
        waiting = null;
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        say(error.message);
        again = performance.now() + AGAIN_MS;
      }
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

function say(line: string): void {
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)} ${line}\n`);
}
