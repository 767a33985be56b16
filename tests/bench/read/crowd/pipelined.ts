/** Somebody who writes a thousand requests at once on one connection. */
import { within } from '../../within';
import { getRequest, HttpConnection } from './HttpConnection';

export interface PipelinedOptions {
  port: number;
  path: string;
  count: number;
  patienceMs: number;
}

/** Seconds until all were answered; NaN where the server closed before, or where it took too long. */
export async function askPipelined({ port, path, count, patienceMs }: PipelinedOptions): Promise<number> {
  const connection = await HttpConnection.open(port);
  const begun = performance.now();
  try {
    await within(patienceMs, 'the answers', connection.askAtOnce(getRequest(path), count));
    return (performance.now() - begun) / 1_000;
  } catch {
    return NaN;
  } finally {
    connection.close();
  }
}
