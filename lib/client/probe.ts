import type { Transport } from './options';
import type { Link } from './transports/link';
import { open, type Means } from './transports/open';

/**
 * Tries transports one after the other until one has delivered a message, while another goes on working. It asks for
 * a small `full` of its own, for on a quiet day nothing else would come. Answers what stops it.
 */
export function probe(
  transports: readonly Transport[],
  means: Means,
  silentMs: number,
  onDone: (found: Transport | null) => void,
): () => void {
  const { target } = means;
  const small: Means = { ...means, target: { ...target, query: { view: 'structure' } } };
  const ignore = (): void => undefined;
  let link: Link | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    link?.close();
  };
  const attempt = (at: number): void => {
    stop();
    const transport = transports[at];
    if (transport === undefined) {
      onDone(null);
      return;
    }
    const next = (): void => {
      attempt(at + 1);
    };
    timer = setTimeout(next, silentMs);
    link = open(transport, small, null, {
      onHeard: ignore,
      onCurrent: ignore,
      onMessage: () => {
        stop();
        onDone(transport);
      },
      onEnd: next,
    });
  };
  attempt(0);
  return stop;
}
