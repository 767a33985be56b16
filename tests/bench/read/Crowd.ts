import { setPriority } from 'node:os';
import { join } from 'node:path';
import { ChildProgram } from '../ChildProgram';
import type { Commands } from './crowd/program';

/** Those who read, or one who measures, in a process of their own; the commands are those of `crowd/program.ts`. */
export class Crowd {
  private readonly program: ChildProgram;

  /** A `modest` crowd gives way to the server on the processor, as one on other machines would. */
  constructor(name: string, { isModest = false } = {}) {
    this.program = new ChildProgram(name, join(__dirname, 'crowd/program.ts'), [], process.execArgv);
    if (isModest) setPriority(this.program.pid, 10);
  }

  ask<Name extends keyof Commands>(
    command: Name,
    ...[options]: Parameters<Commands[Name]>
  ): Promise<Awaited<ReturnType<Commands[Name]>>> {
    return this.program.ask(command, options) as Promise<Awaited<ReturnType<Commands[Name]>>>;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
