import type { JSX } from 'preact';
import { useNow } from './clock';
import { useLanguage } from './language';
import { useLive, type LiveFeed } from './live';

/** How often it is looked whether it is over, in milliseconds. */
const CHECK_MS = 5_000;

/** What the organiser has to say to everyone, as long as it holds; in the other language where it was not said in this one. */
export function AnnouncementLine({ feed }: { feed: LiveFeed }): JSX.Element {
  const { language } = useLanguage();
  const said = useLive(feed).state.config.announcement;
  useNow(said?.until ? CHECK_MS : null);
  // Servers before this one do not know of it.
  const isOver = !said || (said.until !== null && feed.serverNow() >= Date.parse(said.until));
  return (
    // Always there, for screen readers tell only of what changes inside a region that they know.
    <p role="status" class="announcement">
      {!isOver && ((language === 'cs' || language === 'sk' ? said.cs : said.en) ?? said.en ?? said.cs)}
    </p>
  );
}
