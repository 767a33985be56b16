import { Command } from 'commander';
import { playRaceDay } from '../../lib/simulator/player';
import { simulateRaceDay } from '../../lib/simulator/raceDay';
import { numberFrom } from './numberFrom';
import { withServer, type ServerOptions } from './ServerApi';

interface SimulateOptions extends ServerOptions {
  event?: string;
  speed: number;
  athletes: number;
  seed: number;
  official?: true;
}

/** Plays a simulated race day into a running server. */
export function simulateCommand(): Command {
  return withServer(new Command('simulate'))
    .description('play a simulated race day into a running server, in an event of its own')
    .option('--event <id>', 'id of the event that is created')
    .option('--speed <n>', 'simulated seconds a second', numberFrom(0.1, 1_000), 10)
    .option('--athletes <n>', 'how many start, 40 to 5000', numberFrom(40, 5_000), 120)
    .option('--seed <n>', 'another race for each number', numberFrom(0, 2 ** 31), 1)
    .option('--official', 'end with official results')
    .addHelpText('after', '\nExample: slalom-live simulate --url http://127.0.0.1:3000 --speed 60')
    .action(async ({ url, event, speed, athletes, seed, official }: SimulateOptions) => {
      const stopping = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
          stopping.abort();
        });
      }
      const plan = simulateRaceDay({ seed, athletes, ...(event !== undefined && { eventId: event }) });
      const masterKey = process.env.SLALOM_LIVE_PASSWORD;
      try {
        const { eventId, sent, failed } = await playRaceDay({
          ...{ baseUrl: url, plan, speed, endsOfficial: official === true, signal: stopping.signal },
          ...(masterKey !== undefined && { masterKey }),
          log: (line) => process.stderr.write(`${line}\n`),
        });
        const pushes = sent.xml + sent.results + sent.oncourse;
        process.stdout.write(`event ${eventId}: ${pushes} pushes, ${failed} refused\n`);
      } catch (error) {
        process.stderr.write(`${(error as Error).message}\n`);
        process.exitCode = 1;
      }
    });
}
