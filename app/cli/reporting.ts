import { DatabaseFileError } from '../../lib/db/databaseFile';
import { CommandError } from './ServerApi';

export interface ReportOptions {
  /** The answer itself on stdout, and nothing else there. */
  json?: boolean;
}

/** Runs a command and prints what it answers, as JSON or in words; what went wrong is one line, and exit code 1. */
export async function reporting(
  { json }: ReportOptions,
  work: () => Promise<[answer: unknown, words: string]>,
): Promise<void> {
  try {
    const [answer, words] = await work();
    process.stdout.write(`${json === true ? JSON.stringify(answer) : words}\n`);
  } catch (error) {
    fail(error);
  }
}

export function fail(error: unknown): void {
  if (!(error instanceof CommandError || error instanceof DatabaseFileError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
