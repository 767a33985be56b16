/** A crowd's process: it is told over IPC what to do, and answers what it saw. */
import { askPipelined } from './pipelined';
import { askRates } from './rates';
import { pushResults, pushAndWatch } from './booth';
import { startPollers, stopPollers } from './pollers';
import { startHealth, stopHealth } from './health';
import { returnAsHerd } from './herd';
import { startReaders, stopReaders } from './readers';

const commands = {
  askPipelined,
  askRates,
  pushAndWatch,
  pushResults,
  returnAsHerd,
  startHealth,
  stopHealth,
  startPollers,
  stopPollers,
  startReaders,
  stopReaders,
};

export type Commands = typeof commands;

interface Asked {
  id: number;
  command: keyof Commands | 'stop';
  options: never;
}

process.on('message', ({ id, command, options }: Asked) => {
  if (command === 'stop') process.exit(0);
  const run = commands[command] as (options: never) => unknown;
  Promise.resolve()
    .then(() => run(options))
    .then(
      (result) => process.send?.({ id, result }),
      (error: unknown) => process.send?.({ id, error: String((error as Error).stack) }),
    );
});
process.on('disconnect', () => process.exit(0));
