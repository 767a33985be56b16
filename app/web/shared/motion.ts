/** What moves and what lights up in lists. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PublicResult } from '../../../lib/domain/views';

const MOVE_MS = 700;
/** How long a new result stays highlighted. */
const FRESH_MS = 6_000;

export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Rows move to their new place instead of jumping: `holder` is the ref of what holds them; each of them has a `data-flip` that
 * stays theirs. Only a new order sets them in motion; rows that are put in between for a detail do not.
 */
export function useFlip(holder: { readonly current: HTMLElement | null }): void {
  const held = useRef<{ order: string; tops: Map<string, number> }>({ order: '', tops: new Map() });
  useLayoutEffect(() => {
    if (holder.current === null) return;
    const elements = [...holder.current.querySelectorAll<HTMLElement>('[data-flip]')];
    const tops = new Map(elements.map((element) => [element.dataset.flip ?? '', element.offsetTop]));
    const order = [...tops.keys()].join('\n');
    const before = held.current;
    held.current = { order, tops };
    if (order === before.order || before.order === '' || prefersStillness()) return;
    for (const element of elements) {
      const key = element.dataset.flip ?? '';
      const moved = (before.tops.get(key) ?? NaN) - (tops.get(key) ?? NaN);
      if (!moved) continue;
      element.animate([{ transform: `translateY(${moved}px)` }, { transform: 'none' }], {
        duration: MOVE_MS,
        easing: 'cubic-bezier(0.22, 0.8, 0.3, 1)',
      });
    }
  });
}

const figuresOf = ({ time, total, status, prevTotal, currStatus, rnk, heatNr }: PublicResult): string =>
  [time, total, status, prevTotal, currStatus, heatNr === undefined ? '' : rnk].join('/');

/** Bibs of rows whose own result came in during the last seconds; not of those who were only moved by it. */
export function useFresh(listKey: string, rows: readonly PublicResult[]): ReadonlySet<string> {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<{ listKey: string; figures: Map<string, string> }>({
    listKey: '',
    figures: new Map(),
  });
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  useEffect(() => {
    const figures = new Map(rows.map((row) => [row.bib, figuresOf(row)]));
    const isSameList = before.current.listKey === listKey;
    const came = isSameList
      ? [...figures].filter(([bib, now]) => (before.current.figures.get(bib) ?? now) !== now)
      : [];
    before.current = { listKey, figures };
    if (!isSameList) setFresh(new Set());
    // A whole list that changes at once was imported: nobody of it has just finished.
    if (came.length === 0 || came.length > 5) return;
    for (const [bib] of came) {
      clearTimeout(timers.current.get(bib));
      timers.current.set(
        bib,
        setTimeout(() => {
          timers.current.delete(bib);
          setFresh((now) => new Set([...now].filter((one) => one !== bib)));
        }, FRESH_MS),
      );
    }
    setFresh((now) => new Set([...now, ...came.map(([bib]) => bib)]));
  }, [listKey, rows]);

  useEffect(
    () => () => {
      for (const timer of timers.current.values()) clearTimeout(timer);
    },
    [],
  );
  return fresh;
}
