/**
 * How a page of one event begins: `startPage(({ feed }) => <Board feed={feed} />)` in its `main.tsx`.
 *
 * What the server wrote into `#app` stays until there is a state to draw. The event is `data-event-id` of `#app`. While
 * the server can't be reached the page says so and tries again; an event that does not exist is said once.
 */
import { render } from 'preact';
import type { JSX } from 'preact';
import { FIRST_STATE, type FirstState } from './firstState';
import { firstLanguage, LanguageProvider, loadTexts, useLanguage, type TextKey } from './language';
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

/** Draws into the page, in place of what the server wrote there; where the server drew the same, that is taken over. */
export async function draw(root: HTMLElement, page: JSX.Element): Promise<void> {
  const first = firstLanguage();
  await loadTexts(first);
  if (!root.dataset.drawn) root.replaceChildren();
  root.dataset.drawn = 'true';
  render(<LanguageProvider first={first}>{page}</LanguageProvider>, root);
}

export function startPage(Page: (props: PageProps) => JSX.Element): void {
  const root = pageRoot();
  const eventId = root.dataset.eventId ?? '';
  const open = (attempt: number): void => {
    openLive(eventId, attempt === 0 ? firstState() : null)
      .then((feed) => draw(root, <Page feed={feed} />))
      .catch((error: unknown) => {
        if (error instanceof NoSuchEvent) {
          void draw(root, <Sentence text="notFound" />);
          return;
        }
        void draw(root, <Sentence text="unreachable" />);
        const waitMs = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** attempt) * (0.5 + Math.random());
        setTimeout(() => {
          open(attempt + 1);
        }, waitMs);
      });
  };
  open(0);
}

/** The state that the server drew the page with, where it did. */
function firstState(): FirstState | null {
  const text = document.getElementById(FIRST_STATE)?.textContent;
  return text ? (JSON.parse(text) as FirstState) : null;
}
