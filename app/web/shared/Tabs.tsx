/**
 * A row of choices of which one is shown: `<Tabs label="Days" items={[{ key, text }]} selected={key} onSelect={…}
 * panel="race-panel" />`. One stop for the Tab key; arrows, Home and End choose within it.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';

export interface TabItem {
  key: string;
  text: ComponentChildren;
}

interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected: string;
  onSelect: (key: string) => void;
  /** Id of the element that shows what is selected. */
  panel: string;
  look?: 'days' | 'classes' | 'races';
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs({ label, items, selected, onSelect, panel, look = 'races' }: TabsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Only the row scrolls; `scrollIntoView` would move the page, too.
    const row = list.current;
    const tab = row?.querySelector<HTMLElement>('[aria-selected=true]');
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const at = items.findIndex(({ key }) => key === selected);
    const next = step && items[step(at, items.length)];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.key);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[items.indexOf(next)]?.focus();
  };

  return (
    <div ref={list} class={`tabs tabs-${look}`} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ key, text }) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === selected}
          aria-controls={panel}
          tabIndex={key === selected ? 0 : -1}
          onClick={() => {
            onSelect(key);
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
