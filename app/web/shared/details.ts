/** Detailed result lists, which live messages do not carry: read when somebody looks, anew when what is shown changed. */
import { useEffect, useState } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { pagePrefix } from './prefix';

/** Changes that come together are one question. */
const SETTLE_MS = 250;

/**
 * The rows of a race with gates and times, anew whenever `of` is another one; null while they are read, `failed` where
 * they could not be. Without a race nothing is asked.
 */
export function useDetails(
  eventId: string,
  raceId: string | null,
  of: unknown,
  settleMs = SETTLE_MS,
): readonly PublicResult[] | 'failed' | null {
  const [read, setRead] = useState<{ raceId: string; rows: PublicResult[] | 'failed' } | null>(null);
  useEffect(() => {
    if (raceId === null) return;
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      const address = `${pagePrefix()}/api/v1/events/${encodeURIComponent(eventId)}/results/${encodeURIComponent(raceId)}?detailed=true`;
      const response = await fetch(address, { signal: asking.signal });
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      const { results } = (await response.json()) as { results: PublicResult[] };
      setRead({ raceId, rows: results });
    };
    const timer = setTimeout(
      () => {
        ask().catch(() => {
          // What was read before stays.
          if (!asking.signal.aborted)
            setRead((held) => (held?.raceId === raceId ? held : { raceId, rows: 'failed' }));
        });
      },
      read === null ? 0 : settleMs,
    );
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [eventId, raceId, of]);
  return read?.raceId === raceId ? read.rows : null;
}

/** One row with gates and times; see {@link useDetails}. */
export function useDetail(
  eventId: string,
  raceId: string,
  row: PublicResult,
): PublicResult | 'failed' | null {
  const rows = useDetails(eventId, raceId, row);
  if (rows === null || rows === 'failed') return rows;
  return rows.find(({ bib }) => bib === row.bib) ?? 'failed';
}
