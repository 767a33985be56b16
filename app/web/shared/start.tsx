/**
 * How a page of one event begins: `startPage(({ feed }) => <Board feed={feed} />)` in its `main.tsx`.
 *
 * What the server wrote into `#app` stays until there is a state to draw. The event is `data-event-id` of `#app`. While
 * the server can't be reached the page says so and tries again; an event that does not exist is said once.
 */
import { render } from 'preact';
import type { JSX } from 'preact';
import { comeBackMs } from './comeBack';
import { FIRST_STATE, type FirstState } from './firstState';
import { firstLanguage, LanguageProvider, loadTexts, useLanguage, type TextKey } from './language';
import { keepForOffline, keptState, type KeptState } from './kept';
import { ReplayBar } from './ReplayBar';
import { NoSuchEvent, openLive, type LiveFeed } from './live';

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
    openFeed(eventId, attempt)
      .then((feed) => {
        if (!feed.replay) {
          keepForOffline(feed);
          return draw(root, <Page feed={feed} />);
        }
        return draw(
          root,
          <>
            <Page feed={feed} />
            <ReplayBar replay={feed.replay} />
          </>,
        );
      })
      .catch((error: unknown) => {
        if (error instanceof Error && error.name === 'NothingToReplay') {
          void draw(root, <Sentence text="replay.none" />);
          return;
        }
        if (error instanceof NoSuchEvent) {
          void draw(root, <Sentence text="notFound" />);
          return;
        }
        void draw(root, <Sentence text="unreachable" />);
        setTimeout(() => {
          open(attempt + 1);
        }, comeBackMs(attempt));
      });
  };
  open(0);
}

/** What the page follows: the event, or what was before. */
async function openFeed(eventId: string, attempt: number): Promise<LiveFeed> {
  if (!new URLSearchParams(location.search).has('replay')) {
    return openLive(eventId, attempt === 0 ? await newest(eventId) : null);
  }
  // Few ask for it: it is a file of its own.
  const { openReplay } = await import('./replayFeed.js');
  return openReplay(eventId);
}

/**
 * What the page can begin with: what the server drew it with, or, where the page came from this device and not from the server, a
 * state that was kept since.
 */
async function newest(eventId: string): Promise<FirstState | KeptState | null> {
  const drawn = firstState();
  if (!('serviceWorker' in navigator) || !navigator.serviceWorker.controller) return drawn;
  const kept = await keptState(eventId);
  if (kept === null || (drawn !== null && drawn.message.at >= kept.message.at)) return drawn;
  // Of a page that has no state in itself nobody knows how old it is: the server knows better, where it can be reached.
  return drawn === null && navigator.onLine ? null : kept;
}

/** The state that the server drew the page with, where it did. */
function firstState(): FirstState | null {
  const text = document.getElementById(FIRST_STATE)?.textContent;
  return text ? (JSON.parse(text) as FirstState) : null;
}
