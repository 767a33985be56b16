/** How the organiser leads this board from the control page, and how he learns that it is there. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LiveFeed } from '../shared/live';
import { ledOptions } from './ledOptions';
import { boardOptions, type BoardOptions } from './options';

/** How often a board says that it is there. */
const REPORT_MS = 20_000;
const NAME = 'slalom-live:board-name';

const query = new URLSearchParams(location.search);
/** A board that is shown on the control page is none of its own. */
const isPreview = query.has('preview');

/** As the address says; else a name of this tab's own that a reload keeps. */
function boardName(): string {
  const given = query.get('name')?.trim();
  if (given) return given;
  const made = `board-${Math.random().toString(36).slice(2, 6)}`;
  try {
    const kept = sessionStorage.getItem(NAME) ?? made;
    sessionStorage.setItem(NAME, kept);
    return kept;
  } catch {
    return made;
  }
}

/** The board's options as of now; loads the page anew when it is told to. */
export function useBoardOptions(feed: LiveFeed): BoardOptions {
  const [name] = useState(boardName);
  const said = useMemo(() => boardOptions(location.search, { width: innerWidth, height: innerHeight }), []);
  const led = feed.state.config.boards?.[name];
  const options = useMemo(() => ledOptions(said, led), [said, led]);
  const { layout, rows, race, title } = options;

  const begun = useRef(led?.reloadedAt ?? null);
  useEffect(() => {
    const told = led?.reloadedAt ?? null;
    if (told !== null && told !== begun.current) location.reload();
    begun.current = told;
  }, [led?.reloadedAt]);

  // The server writes what the address says; an overlay has no ground of its own.
  useEffect(() => {
    if (layout === 'overlay') document.documentElement.dataset.layout = layout;
    else delete document.documentElement.dataset.layout;
  }, [layout]);

  useEffect(() => {
    if (isPreview) return;
    const report = (): void => {
      const { innerWidth: width, innerHeight: height } = window;
      const body = JSON.stringify({
        name,
        ...(query.has('board') && { board: query.get('board') }),
        shown: { layout, rows, race, title, width, height },
      });
      const url = `${feed.prefix}/api/v1/events/${encodeURIComponent(feed.eventId)}/boards`;
      // A board that nobody hears of shows results all the same.
      fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }).catch(
        () => undefined,
      );
    };
    report();
    const timer = setInterval(report, REPORT_MS);
    addEventListener('resize', report);
    return () => {
      clearInterval(timer);
      removeEventListener('resize', report);
    };
  }, [feed, name, layout, rows, race, title]);

  return options;
}
