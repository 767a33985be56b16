import type { Results } from '../Results';
import { BuiltServer } from './BuiltServer';
import type { Options } from './options';

/** What every measure is handed. */
export interface Bench {
  options: Options;
  results: Results;
  /** Shows how far the run has come. */
  progress: (line: string) => void;
}

/** Runs `work` with a server of its own, which ends with it. */
export async function withServer<T>(
  { options }: Bench,
  work: (server: BuiltServer) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  const server = await BuiltServer.start({ dist: options.dist, profiles: options.profiles, env });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
