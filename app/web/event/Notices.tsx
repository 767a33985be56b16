import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { PublicResult, PublicStart } from '../../../lib/domain/views';
import { seconds } from '../shared/format';
import { runNews, type RunNews } from './runNews';
import { useLanguage, type Speech } from '../shared/language';
import { useMessages, type LiveFeed, type LiveState } from '../shared/live';
import { statusTitle } from '../shared/statusTitle';
import { countedTotal, isFavourite, runsOf, spokenName } from '../shared/rows';

const SHOWN_MS = 12_000;
const MOST = 3;

interface Notice {
  id: number;
  text: string;
}

/** Whom it happened to, as the lists know them; who is on the course has no id and no members there. */
function athleteOf(news: RunNews, state: LiveState): PublicResult | PublicStart | undefined {
  if (news.kind === 'finish') return news.row;
  const { raceId, bib } = news;
  const listed = [...(state.startlists[raceId] ?? []), ...(state.results[raceId] ?? [])];
  return listed.find((one) => one.bib === bib);
}

function sentence(
  news: RunNews,
  athlete: PublicResult | PublicStart | undefined,
  { t, ordinal }: Speech,
): string {
  const isTeam = athlete?.members !== undefined;
  if (news.kind === 'start') {
    return t('notice.start', { name: spokenName(news.entry.name ?? news.bib, isTeam) });
  }
  const { row } = news;
  const name = spokenName(row.name, isTeam);
  const run = runsOf(row)[news.run];
  const status = run?.status ?? row.status;
  if (status !== null) return t('notice.status', { name, status: statusTitle(status, t) });
  const total = seconds(run?.total ?? countedTotal(row));
  const rank = row.rnk === null ? null : ordinal(row.rnk);
  if (total === '') return t('notice.place', { name, rank: rank ?? '' });
  return rank === null
    ? t('notice.finishNoRank', { name, total })
    : t('notice.finish', { name, total, rank });
}

/** Where nobody sees the page, and the browser has no push that would tell of it. */
function showWhileHidden(title: string, body: string): void {
  if (document.visibilityState === 'visible' || 'PushManager' in window || !('Notification' in window))
    return;
  if (Notification.permission === 'granted') new Notification(title, { body });
}

interface NoticesProps {
  feed: LiveFeed;
  favourites: ReadonlySet<string>;
  /** Finishers of these races are announced to those who listen to the page. */
  raceIds: readonly string[];
}

/** Tells of favourites in sight of everybody, and of finishers of the shown race to screen readers. */
export function Notices({ feed, favourites, raceIds }: NoticesProps): JSX.Element {
  const speech = useLanguage();
  const [notices, setNotices] = useState<Notice[]>([]);
  const [announced, setAnnounced] = useState('');
  const ids = useRef(0);
  // Either run of a best-run race brings the same rows: each finish is told once.
  const told = useRef(new Set<string>());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const dismiss = (id: number): void => {
    setNotices((shown) => shown.filter((notice) => notice.id !== id));
  };

  useMessages(feed, (now, before) => {
    const heard: string[] = [];
    for (const news of runNews(now, before)) {
      const athlete = athleteOf(news, now);
      const text = sentence(news, athlete, speech);
      const isNew = !told.current.has(text);
      told.current.add(text);
      if (!isNew) continue;
      if (athlete !== undefined && isFavourite(favourites, athlete)) {
        const id = (ids.current += 1);
        setNotices((shown) => [...shown, { id, text }].slice(-MOST));
        showWhileHidden(text, now.event.mainTitle);
        const timer = setTimeout(() => {
          timers.current.delete(timer);
          dismiss(id);
        }, SHOWN_MS);
        timers.current.add(timer);
      } else if (news.kind === 'finish' && raceIds.includes(news.raceId)) {
        heard.push(text);
      }
    }
    if (heard.length > 0) setAnnounced(heard.join('. '));
  });

  useEffect(
    () => () => {
      for (const timer of timers.current) clearTimeout(timer);
    },
    [],
  );

  return (
    <>
      <p class="visually-hidden" aria-live="polite" data-announcer>
        {announced}
      </p>
      <div class="notices" aria-live="polite">
        {notices.map(({ id, text }) => (
          <p key={id} class="notice">
            <span aria-hidden="true" class="notice-star">
              ★
            </span>
            <span>{text}</span>
            <button
              type="button"
              aria-label={speech.t('dismiss')}
              onClick={() => {
                dismiss(id);
              }}
            >
              ×
            </button>
          </p>
        ))}
      </div>
    </>
  );
}
