/** Notifications of favourites while the page is closed: by the browser's push service, from the server. */
import { useEffect, useState } from 'preact/hooks';
import type { LiveFeed } from '../shared/live';
import { useLanguage } from '../shared/language';
import { remember, remembered } from '../shared/storage';

/** `none` where the browser or the server has no push: then the page tells by itself while it is open. */
export type PushState = 'off' | 'on' | 'none' | 'failed';

const isThere = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** Whether this device is told of an event's favourites, and how to begin or end that with one tap. */
export function usePush(feed: LiveFeed, favourites: ReadonlySet<string>): [PushState, () => void] {
  const { language } = useLanguage();
  const name = `push ${feed.eventId}`;
  const [state, setState] = useState<PushState>('none');
  const told = [...favourites].sort().join('\n');

  useEffect(() => {
    if (isThere())
      setState(remembered(name) === 'on' && Notification.permission === 'granted' ? 'on' : 'off');
    else if ('Notification' in window) setState('off');
  }, [name]);

  useEffect(() => {
    if (state !== 'on' || !isThere()) return;
    // What is followed may be another since.
    const timer = setTimeout(() => {
      tell(feed, [...favourites], language).catch(() => undefined);
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [state, told, language]);

  const toggle = async (): Promise<void> => {
    if (state === 'on') {
      remember(name, 'off');
      setState('off');
      if (isThere()) await tell(feed, [], language);
      return;
    }
    const isAllowed = (await Notification.requestPermission()) === 'granted';
    if (isAllowed && isThere()) await tell(feed, [...favourites], language);
    if (isAllowed) remember(name, 'on');
    setState(isAllowed ? 'on' : 'failed');
  };
  return [
    state,
    () => {
      toggle().catch(() => {
        setState('failed');
      });
    },
  ];
}

/** Says to the server whom this device is to be told of; nobody is an end. */
async function tell({ prefix, eventId }: LiveFeed, favourites: string[], language: string): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  let subscription = await pushManager.getSubscription();
  if (subscription === null) {
    if (favourites.length === 0) return;
    const answer = await fetch(`${prefix}/api/v1/push`);
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const { publicKey } = (await answer.json()) as { publicKey: string };
    subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  }
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch(`${prefix}/api/v1/events/${encodeURIComponent(eventId)}/push`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ endpoint, keys, favourites, language }),
  });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
}
