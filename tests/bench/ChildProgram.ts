import { fork, type ChildProcess } from 'node:child_process';
import { within } from './within';

/** No command takes longer than this, in ms. */
const PATIENCE_MS = 60_000;

interface Asked {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * A program in a process of its own that is told over IPC what to do. It gets `{ id, command, options }` and answers
 * each with `{ id, result }` or `{ id, error }`; the command `stop` ends it.
 */
export class ChildProgram {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Asked>();
  private lastId = 0;

  constructor(
    private readonly name: string,
    script: string,
    args: string[],
    execArgv: string[],
  ) {
    // JSON has no number for what never came.
    this.child = fork(script, args, { execArgv, serialization: 'advanced' });
    this.child.on('message', (message) => {
      const { id, result, error } = message as { id: number; result?: unknown; error?: string };
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) asked?.resolve(result);
      else asked?.reject(new Error(`${name}: ${error}`));
    });
    this.child.once('exit', (code, signal) => {
      for (const { reject } of this.waiting.values()) {
        reject(new Error(`${name} ended with ${signal ?? `code ${code ?? 'none'}`}`));
      }
      this.waiting.clear();
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Rejects where the program says that it went wrong, where it ended, and after a minute. */
  ask(command: string, options: object = {}): Promise<unknown> {
    this.lastId += 1;
    const id = this.lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, command, options }, (error) => {
        if (error) reject(error);
      });
    });
    return within(PATIENCE_MS, `${this.name}, ${command}`, answer);
  }

  /** Ends it without asking. */
  kill(): void {
    this.child.kill();
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await Promise.race([this.ask('stop').catch(() => undefined), ended]);
    const cut = setTimeout(() => this.child.kill('SIGKILL'), 3_000);
    await ended;
    clearTimeout(cut);
  }
}
