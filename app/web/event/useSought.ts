import { useEffect, useRef } from 'preact/hooks';

/** Whom to show in a tab's list; a new one for each time. */
export interface Sought {
  tab: string;
  bib: string;
}

interface SoughtHandlers {
  /** Once: the list that has the row is to be shown. */
  onPrepare: (bib: string) => void;
  /** Once: the row is in sight. */
  onShown: (bib: string) => void;
}

/** Brings somebody's row into sight; answers the ref of the element that has it. Null for nobody, or while the list is on its way. */
export function useSought(
  sought: Sought | null,
  { onPrepare, onShown }: SoughtHandlers,
): { current: HTMLElement | null } {
  const panel = useRef<HTMLElement>(null);
  const preparedFor = useRef<Sought | null>(null);
  const shown = useRef<Sought | null>(null);
  useEffect(() => {
    if (sought === null || shown.current === sought) return;
    if (preparedFor.current !== sought) {
      preparedFor.current = sought;
      onPrepare(sought.bib);
    }
    // Its row may still be on its way: looked for with each drawing until it is there.
    const row = [...(panel.current?.querySelectorAll<HTMLElement>('[data-bib]') ?? [])].find(
      ({ dataset }) => dataset.bib === sought.bib,
    );
    if (row === undefined) return;
    shown.current = sought;
    onShown(sought.bib);
    row.dataset.sought = 'true';
    row.scrollIntoView({ block: 'center' });
    row.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  });
  return panel;
}
