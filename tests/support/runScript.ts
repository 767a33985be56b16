import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from './serverProcess';

/** Runs one of the project's scripts as its npm script does; answers its exit code and what it printed. */
export async function runScript(
  file: string,
  ...args: string[]
): Promise<[code: number | null, output: string]> {
  const child = spawn(join(PROJECT, 'node_modules/.bin/tsx'), [file, ...args], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return [code, output];
}
