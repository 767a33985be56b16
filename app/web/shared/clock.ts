import { useEffect, useRef, useState } from 'preact/hooks';

/** How often a running time is written anew. */
const TICK_MS = 100;

/**
 * Writes a text into an element ten times a second without drawing anything else anew:
 * `<output ref={useTicking(() => runningSeconds(feed.runningTime(entry) ?? 0))} />`.
 */
export function useTicking(text: () => string): { current: HTMLElement | null } {
  const element = useRef<HTMLElement>(null);
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const write = (): void => {
      const now = latest.current();
      if (element.current !== null && element.current.textContent !== now) element.current.textContent = now;
    };
    write();
    const timer = setInterval(write, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return element;
}

/** Milliseconds since 1970, for what shows an age; the component is drawn again every `everyMs`. Stands still for null. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (everyMs === null) return;
    const tell = (): void => {
      setNow(Date.now());
    };
    tell();
    const timer = setInterval(tell, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
