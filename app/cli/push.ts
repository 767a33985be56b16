import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { CommandError, ServerApi, withServer, type ServerOptions } from './ServerApi';
import { pushed, pushFile } from './pushFile';
import { reporting, type ReportOptions } from './reporting';

interface PushOptions extends ServerOptions, ReportOptions {
  event?: string;
}

/** Pushes files as the booth would. */
export function pushCommand(): Command {
  return withServer(new Command('push'))
    .description('push files to an event: exports of Canoe123, or JSON with "results" or "oncourse"')
    .argument('<files...>')
    .option('--event <id>', 'the event, where its key is to be looked up with the master password')
    .option('--json', 'answer as JSON, a line for each file')
    .addHelpText('after', '\nExample: slalom-live push --event SPRING race.xml')
    .action(async (files: string[], options: PushOptions) => {
      const api = new ServerApi(options);
      for (const file of files) {
        await reporting(options, async () => {
          const answer = await pushFile(api, readFile(file), options.event);
          return [answer, `${file}: ${pushed(answer)}`];
        });
        if (process.exitCode) return;
      }
    });
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
