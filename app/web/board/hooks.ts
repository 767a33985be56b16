import { pagePrefix } from '../shared/prefix';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useMessages, type LiveFeed } from '../shared/live';
import { happenings } from '../speaker/happenings';

/** How long who has just finished stays on the board. */
const PIN_MS = 8_000;
/** How long a page of a long list stays. */
const PAGE_MS = 9_000;
/** How often a board looks for a new version of itself. */
const VERSION_MS = 3 * 60_000;

/** Bib of who has just finished in one of the races; null after a while. */
export function usePin(feed: LiveFeed, raceIds: readonly string[]): string | null {
  const [bib, setBib] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const shown = raceIds.join('\n');
  useMessages(feed, (now, before) => {
    const pinned = happenings(before, now, feed.serverNow()).find(
      (one) =>
        (one.kind === 'finish' || one.kind === 'status' || one.kind === 'place') &&
        raceIds.includes(one.raceId),
    );
    if (pinned === undefined || !('bib' in pinned)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(setBib, PIN_MS, null);
    setBib(pinned.bib);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      setBib(null);
    },
    [shown],
  );
  return bib;
}

/** A number that goes up by one with every page's time; begins anew with another list. */
export function useTurn(listKey: string): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setTurn(0);
    const timer = setInterval(() => {
      setTurn((now) => now + 1);
    }, PAGE_MS);
    return () => {
      clearInterval(timer);
    };
  }, [listKey]);
  return turn;
}

/** Width and height of an element in pixels, as they change; 0 before it is there. */
export function useSize(): { ref: { current: HTMLDivElement | null }; width: number; height: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((held) => (held.width === width && held.height === height ? held : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { ref, ...size };
}

/**
 * Loads the page anew when the server has another version of it: looked for every few minutes and whenever the
 * connection is back, for that is when a server was restarted. A stream that ended for another reason than that the
 * results are official may begin again; so the page starts over then, too.
 */
export function useNewVersion(feed: LiveFeed, version: string): void {
  useEffect(() => {
    let phase = feed.status.phase;
    const check = (): void => {
      const mayReturn = phase === 'ended' && feed.state.event.status !== 'official';
      void isReplaced(version, mayReturn).then((yes) => {
        if (yes) location.reload();
      });
    };
    const timer = setInterval(check, VERSION_MS);
    const stop = feed.onChange(() => {
      const before = phase;
      phase = feed.status.phase;
      if (phase === 'live' && before !== 'live') check();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [feed, version]);
}

async function isReplaced(version: string, always: boolean): Promise<boolean> {
  try {
    const response = await fetch(`${pagePrefix()}/version`, { cache: 'no-store' });
    if (!response.ok) return false;
    const answer = (await response.json()) as { version: string };
    return always || answer.version !== version;
  } catch {
    return false;
  }
}

/** Keeps the screen on, where the browser lets pages ask for it; asked anew whenever the page is seen again. */
export function useWakeLock(): void {
  useEffect(() => {
    const ask = (): void => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // Refused on battery, in frames, or without https: the board works all the same.
      navigator.wakeLock.request('screen').catch(() => undefined);
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      document.removeEventListener('visibilitychange', ask);
    };
  }, []);
}
