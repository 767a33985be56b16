/** Detailed result lists, which live messages do not carry: read when somebody looks, anew when the row changed. */
import { useEffect, useState } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';
import { pagePrefix } from './prefix';

/** Changes that come together are one question. */
const SETTLE_MS = 250;

/** The row with gates and times; null while it is read, `failed` where it could not be. */
export function useDetail(
  eventId: string,
  raceId: string,
  row: PublicResult,
): PublicResult | 'failed' | null {
  const [detail, setDetail] = useState<PublicResult | 'failed' | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const read = async (): Promise<void> => {
      const address = `${pagePrefix()}/api/v1/events/${encodeURIComponent(eventId)}/results/${encodeURIComponent(raceId)}?detailed=true`;
      const response = await fetch(address, { signal: asking.signal });
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      const { results } = (await response.json()) as { results: PublicResult[] };
      setDetail(results.find(({ bib }) => bib === row.bib) ?? 'failed');
    };
    const timer = setTimeout(
      () => {
        read().catch(() => {
          if (!asking.signal.aborted) setDetail((shown) => shown ?? 'failed');
        });
      },
      detail === null ? 0 : SETTLE_MS,
    );
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [eventId, raceId, row]);
  return detail;
}
