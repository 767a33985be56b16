import { Command } from 'commander';
import { checksHere } from './checksHere';
import { checksThrough } from './checksThrough';
import { reporting, type ReportOptions } from './reporting';
import { secretFrom } from './ServerApi';

/** What a check has found. */
export interface Finding {
  /** What was looked at. */
  check: string;
  /** A note is no fault, and worth knowing. */
  state: 'ok' | 'note' | 'problem';
  /** What was found; of a problem also what to do. */
  words: string;
}

export const ok = (check: string, words: string): Finding => ({ check, state: 'ok', words });
export const note = (check: string, words: string): Finding => ({ check, state: 'note', words });
export const problem = (check: string, words: string): Finding => ({ check, state: 'problem', words });

interface DoctorOptions extends ReportOptions {
  url?: string;
  passwordFile?: string;
}

/** Finds out why it does not work, before the race. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look for what is wrong: settings, port, database, disk and clock here, and everything through a public address',
    )
    .option(
      '--url <address>',
      'what spectators type; proxy, pages, WebSocket, SSE and poll are tried through it',
    )
    .option(
      '--password-file <file>',
      'file that holds a master password (or SLALOM_LIVE_PASSWORD): the proxy headers can be seen with it',
    )
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      `
Nothing is changed. It ends with 1 where there is a problem. The settings are those of "slalom-live serve": run it with
the same environment.

Example: slalom-live doctor --url https://live.example`,
    )
    .action((options: DoctorOptions) =>
      reporting(options, async () => {
        const password = secretFrom(options.passwordFile, process.env.SLALOM_LIVE_PASSWORD);
        const findings = [
          ...(await checksHere(process.env)),
          ...(options.url === undefined ? [] : await checksThrough(options.url, password)),
        ];
        const problems = findings.filter(({ state }) => state === 'problem').length;
        if (problems > 0) process.exitCode = 1;
        return [{ findings }, [...findings.map(lineOf), verdict(problems)].join('\n')];
      }),
    );
}

const lineOf = ({ check, state, words }: Finding): string => `${state.padEnd(8)} ${check}: ${words}`;

const verdict = (problems: number): string =>
  problems === 0
    ? 'nothing is wrong'
    : problems === 1
      ? 'there is a problem'
      : `there are ${problems} problems`;
