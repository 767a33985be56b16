/**
 * How a page of one event begins: `startPage(({ feed }) => <Board feed={feed} />)` in its `main.tsx`.
 *
 * What the server wrote into `#app` stays until there is a state to draw. The event is `data-event-id` of `#app`. While
 * the server can't be reached the page says so and tries again; an event that does not exist is said once.
 */
import { render } from 'preact';
import type { JSX } from 'preact';
import { LanguageProvider, useLanguage, type TextKey } from './language';
import { NoSuchEvent, openLive, type LiveFeed } from './live';

const RETRY_MS = 3_000;
const MAX_RETRY_MS = 30_000;

export interface PageProps {
  feed: LiveFeed;
}

function Sentence({ text }: { text: TextKey }): JSX.Element {
  const { t } = useLanguage();
  return (
    <main class="page">
      <p class="empty" role="status">
        {t(text)}
      </p>
    </main>
  );
}

/** The element that the server made for the page. */
export function pageRoot(): HTMLElement {
  const root = document.getElementById('app');
  if (root === null) throw new TypeError('the shell has no #app');
  return root;
}

/** Draws into the page, in place of what the server wrote there. */
export function draw(root: HTMLElement, page: JSX.Element): void {
  if (!root.dataset.drawn) root.replaceChildren();
  root.dataset.drawn = 'true';
  render(<LanguageProvider>{page}</LanguageProvider>, root);
}

export function startPage(Page: (props: PageProps) => JSX.Element, options: { races?: string[] } = {}): void {
  const root = pageRoot();
  const eventId = root.dataset.eventId ?? '';
  const open = (attempt: number): void => {
    openLive(eventId, options).then(
      (feed) => {
        draw(root, <Page feed={feed} />);
      },
      (error: unknown) => {
        if (error instanceof NoSuchEvent) {
          draw(root, <Sentence text="notFound" />);
          return;
        }
        draw(root, <Sentence text="unreachable" />);
        const waitMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** attempt) * (0.5 + Math.random());
        setTimeout(() => {
          open(attempt + 1);
        }, waitMs);
      },
    );
  };
  open(0);
}
