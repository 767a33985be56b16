import type { JSX } from 'preact';

/** What went wrong; always there, for screen readers tell only of what changes inside a region that they know. */
export function Failure({ text }: { text: string | null }): JSX.Element {
  return (
    <p class="control-failure" role="alert">
      {text}
    </p>
  );
}
