/** Who an athlete is, beside what the lists say: asked once for each, and for all who look. */
import { useEffect, useState } from 'preact/hooks';
import type { PublicAthlete } from '../../../lib/domain/views';
import type { LiveFeed } from '../shared/live';

const asked = new Map<string, Promise<PublicAthlete | null>>();

async function ask(address: string): Promise<PublicAthlete | null> {
  const answer = await fetch(address);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return (await answer.json()) as PublicAthlete;
}

/** By their key, see `athleteKey`; null while it is not known, and where the server does not say. */
export function useAthlete({ prefix, eventId }: LiveFeed, key: string | null): PublicAthlete | null {
  const [found, setFound] = useState<{ key: string; athlete: PublicAthlete | null } | null>(null);
  useEffect(() => {
    if (key === null) return;
    const address = `${prefix}/api/v1/events/${encodeURIComponent(eventId)}/athletes/${encodeURIComponent(key)}`;
    let isOver = false;
    const answer = asked.get(address) ?? ask(address);
    asked.set(address, answer);
    answer
      .then((athlete) => {
        if (!isOver) setFound({ key, athlete });
      })
      .catch(() => {
        // Without a network or a database: asked again by the next who looks.
        asked.delete(address);
      });
    return () => {
      isOver = true;
    };
  }, [prefix, eventId, key]);
  return found !== null && found.key === key ? found.athlete : null;
}
