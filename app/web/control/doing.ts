import { useState } from 'preact/hooks';
import { Refused } from './api';
import { useText } from './texts';

export interface Doing {
  isBusy: boolean;
  /** What went wrong last, in words; null while nothing did. */
  failure: string | null;
  /** Does something and answers whether it worked. */
  run: (task: () => Promise<void>) => Promise<boolean>;
}

/** Something that is asked of the server: it runs one at a time, and says in words what went wrong. */
export function useDoing(): Doing {
  const text = useText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return {
    isBusy,
    failure,
    run: async (task) => {
      setBusy(true);
      setFailure(null);
      try {
        await task();
        return true;
      } catch (error) {
        setFailure(
          error instanceof Refused ? text('failed', { message: error.message }) : text('unreachable'),
        );
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
