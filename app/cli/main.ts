#!/usr/bin/env node
/** The command `slalom-live`. */
import { Command, type CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backupCommand, restoreCommand } from './backup';
import { demoCommand } from './demo';
import { doctorCommand } from './doctor';
import { eventCommand } from './event';
import { pushCommand } from './push';
import { migrateCommand, serveCommand } from './serve';
import { simulateCommand } from './simulate';
import { tailCommand } from './tail';
import { topFolder } from '../topFolder';
import { watchCommand } from './watch';

/** The command, with all that it can do. */
export function commandLine(): Command {
  const { version } = JSON.parse(readFileSync(join(topFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  const program = new Command('slalom-live')
    .description('Live results server for canoe slalom.')
    .version(version)
    .showHelpAfterError()
    .addHelpText(
      'after',
      '\nEach command has a --help of its own, with examples. It ends with 0, with 1 where it failed, with 2 where it was called wrongly.',
    );
  const commands = [
    ...[serveCommand(), demoCommand(), migrateCommand(), eventCommand()],
    ...[pushCommand(), watchCommand(), tailCommand(), simulateCommand()],
    ...[backupCommand(), restoreCommand(), doctorCommand()],
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

/** Runs what the arguments say. */
export async function run(args: string[]): Promise<void> {
  const program = commandLine();
  // Wrong use is 2, and not the 1 of what was tried and failed.
  const end = (error: CommanderError): never => process.exit(error.exitCode === 0 ? 0 : 2);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.exitOverride(end).showHelpAfterError();
  }
  await program.parseAsync(args, { from: 'user' });
}

if (require.main === module) void run(process.argv.slice(2));
