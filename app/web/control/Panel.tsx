import type { ComponentChildren, JSX } from 'preact';

interface PanelProps {
  /** Known by it to styles and tests. */
  name: string;
  title: string;
  children: ComponentChildren;
}

/** A part of the page, with its heading. */
export function Panel({ name, title, children }: PanelProps): JSX.Element {
  return (
    <section class="card control-panel" aria-labelledby={`panel-${name}`} data-panel={name}>
      <h2 id={`panel-${name}`}>{title}</h2>
      {children}
    </section>
  );
}
