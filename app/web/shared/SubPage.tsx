import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { AnnouncementLine } from './AnnouncementLine';
import { EventHeader } from './EventHeader';
import { useLanguage } from './language';
import { useLive, type LiveFeed } from './live';
import type { TextKey } from '../locales/TextKey';

interface SubPageProps {
  feed: LiveFeed;
  title: TextKey;
  /** Of `main`, beside `page`. */
  look: string;
  /** Beside the title. */
  tools?: ComponentChildren;
  children: ComponentChildren;
}

/** A page of an event beside its results: the event's header, its own title, and the way back. */
export function SubPage({ feed, title, look, tools, children }: SubPageProps): JSX.Element {
  const { t } = useLanguage();
  const { state } = useLive(feed);
  const { mainTitle } = state.event;
  useEffect(() => {
    document.title = `${t(title)} · ${mainTitle}`;
  }, [t, title, mainTitle]);
  return (
    <>
      <EventHeader feed={feed} />
      <AnnouncementLine feed={feed} />
      <main class={`page ${look}`}>
        <div class="page-tools">
          <a href={`${feed.prefix}/events/${encodeURIComponent(feed.eventId)}`}>← {t('results')}</a>
          <h2>{t(title)}</h2>
          {tools}
        </div>
        {children}
      </main>
    </>
  );
}
