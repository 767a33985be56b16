import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { duringTeams } from '../../lib/simulator/clock';
import { simulateHardWeekend } from '../../lib/simulator/hardWeekend';
import { playRaceDay } from '../../lib/simulator/player';
import { createLog } from '../log';
import { startServer, type RunningServer } from '../server/startServer';
import { readSettings } from '../settings';
import { numberFrom } from './numberFrom';

/** The server on a scratch database, with a simulated race played through its public HTTP API. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('start the server on a scratch database and play a simulated weekend until it is stopped')
    .option('--speed <n>', 'simulated seconds a second', numberFrom(0.1, 100), 4)
    .option('--athletes <n>', 'how many start, 40 to 5000', numberFrom(40, 5_000), 120)
    .option('--seed <n>', 'another race for each number', numberFrom(0, 2 ** 31), 1)
    .addHelpText(
      'after',
      `
Plays the second day: team races and kayak cross to come, best runs and an overall list that are done. An event that is
over is there, too. PORT and the other settings of "slalom-live serve --help" hold here; a port that is taken is replaced
by a free one.

Example: slalom-live demo --athletes 300 --speed 10`,
    )
    .action(async (options: DemoOptions) => {
      try {
        await demo(options);
        process.exit(0);
      } catch (error) {
        process.stderr.write(`The demo ended: ${(error as Error).message}\n`);
        process.exit(1);
      }
    });
}

interface DemoOptions {
  speed: number;
  athletes: number;
  seed: number;
}

async function demo({ speed, athletes, seed }: DemoOptions): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'slalom-live-demo-'));
  process.on('exit', () => {
    rmSync(scratch, { recursive: true, force: true });
  });
  const server = await listen({
    ...process.env,
    // The demo is for one's own eyes: without a password it listens on this machine only.
    NODE_ENV: 'development',
    MASTER_PASSWORDS: '',
    HOST: '127.0.0.1',
    DATABASE_URL: join(scratch, 'demo.db'),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping.abort();
    });
  }
  const { signal } = stopping;
  // The race is going on now: a team is about to come in at this moment.
  const planOf = (round: number) => {
    const options = { seed: seed + round, athletes, eventId: `DEMO-${round + 1}` };
    const startsAt = new Date(Date.now() - duringTeams(simulateHardWeekend(options)));
    return simulateHardWeekend({ ...options, startsAt });
  };
  // And another one of the same athletes was, a week ago: played from its end, it is over at once.
  const past = simulateHardWeekend({
    ...{ seed, athletes, runsSeed: seed + 1, eventId: 'DEMO-OVER', mainTitle: 'Jarní slalom' },
    startsAt: new Date(Date.now() - 9 * 24 * 3_600_000),
  });
  try {
    await playRaceDay({
      ...{ baseUrl: server.url, plan: past, startAt: past.endsAtMs, speed: 100, endsOfficial: true, signal },
    });
    await playRaceDay({
      baseUrl: server.url,
      plan: planOf,
      speed,
      startAt: duringTeams,
      loop: true,
      signal,
      onReady: (event) => {
        process.stdout.write(welcome(server.url, event));
      },
    });
  } finally {
    await server.close();
  }
}

/** Listens on the wanted port, or on any free one where that is taken. */
async function listen(env: NodeJS.ProcessEnv): Promise<RunningServer> {
  const start = (port: Record<string, string>) => {
    const settings = readSettings({ ...env, ...port });
    return startServer({ settings, log: createLog(settings.logLevel) });
  };
  try {
    return await start({});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start({ PORT: '0' });
  }
}

function welcome(url: string, { eventId, apiKey }: { eventId: string; apiKey: string }): string {
  const event = `${url}/api/v1/events/${eventId}`;
  const page = `${url}/events/${eventId}`;
  return `
slalom-live is running, and so is a simulated race: ${eventId}

  Spectators        ${page}
  Scoreboard        ${page}/board
   on an LED wall   ${page}/board?layout=ledwall
   over video       ${page}/board?layout=overlay
  Commentator       ${page}/speaker
  Table in a frame  ${url}/embed/${eventId}
  All events        ${url}/

  Watch the stream  curl -N ${event}/sse
  Everything, once  curl ${event}/snapshot
  Who is on course  curl ${event}/oncourse
  WebSocket         ${event.replace('http', 'ws')}/ws
  Its API key       ${apiKey}

Ctrl+C stops it; the scratch database goes with it.
`;
}
