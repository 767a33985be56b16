import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../shared/language';
import { openLive, useLive, type LiveFeed } from '../shared/live';
import { remember, remembered } from '../shared/storage';
import { useFeedSilence } from '../shared/useFeedSilence';
import { ask, ofEvent, type Feed, type Feeds } from './api';
import { sound } from './sound';
import type { EventPanelProps } from './EventControl';
import { Panel } from './Panel';
import { useText, type ControlKey } from './texts';

const READ_MS = 2_000;
/** Over which a rate is told, in milliseconds. */
const RATE_MS = 60_000;
/** Of what was watched for a shorter time no rate is told. */
const LEAST_MINUTES = 0.5;
const SOUND_EVERY_MS = 5_000;
const ADVISED = ['Unauthorized', 'IngestNotAllowed', 'InvalidExport', 'EmptyExport', 'PayloadTooLarge'];

/** What was read in the last minute: rates are told of it. */
function useFeeds(eventId: string): readonly Feeds[] {
  const [read, setRead] = useState<readonly Feeds[]>([]);
  useEffect(() => {
    const look = (): void => {
      ask<Feeds>('GET', `${ofEvent(eventId)}/feeds`).then(
        (feeds) => {
          const from = Date.parse(feeds.now) - RATE_MS;
          setRead((held) => [...held.filter(({ now }) => Date.parse(now) > from), feeds]);
        },
        // Told by the page as a whole.
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, READ_MS);
    return () => {
      clearInterval(timer);
    };
  }, [eventId]);
  return read;
}

/** Whether what the timing sends arrives, what of it was refused, and an alarm where it falls silent in a race. */
export function FeedPanel({ event: { eventId, status } }: EventPanelProps): JSX.Element {
  const text = useText();
  const read = useFeeds(eventId);
  const last = read.at(-1);
  const [feed, setFeed] = useState<LiveFeed | null>(null);
  useEffect(() => {
    if (status !== 'running') return;
    let opened: LiveFeed | null = null;
    let isOver = false;
    openLive(eventId, null).then(
      (live) => {
        opened = live;
        if (isOver) live.close();
        else setFeed(live);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      opened?.close();
      setFeed(null);
    };
  }, [eventId, status]);
  return (
    <Panel name="feeds" title={text('feeds')}>
      {feed === null ? <p class="muted">{text('quiet')}</p> : <Alarm feed={feed} />}
      <dl class="control-feeds">
        {last?.feeds.map((one) => (
          <FeedLine key={one.kind} feed={one} now={Date.parse(last.now)} perMinute={rate(read, one.kind)} />
        ))}
      </dl>
    </Panel>
  );
}

/** The same fact as "no news from the timing" on the pages of spectators. */
function Alarm({ feed }: { feed: LiveFeed }): JSX.Element {
  const text = useText();
  const age = useAge();
  const since = useFeedSilence(feed);
  const [hasSound, setHasSound] = useState(() => remembered('alarm') === 'on');
  const isSilent = since !== null;
  // Of now nobody knows anything then.
  const well = text(useLive(feed).status.phase === 'offline' ? 'unreachable' : 'wellNow');
  useEffect(() => {
    if (!isSilent || !hasSound) return;
    sound();
    const timer = setInterval(sound, SOUND_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isSilent, hasSound]);
  return (
    <>
      <p role="alert" class="control-alarm" data-alarm={isSilent}>
        {since === null ? well : text('alarm', { age: age(feed.serverNow() - since) })}
      </p>
      <label class="control-check">
        <input
          type="checkbox"
          checked={hasSound}
          onChange={(event) => {
            remember('alarm', event.currentTarget.checked ? 'on' : 'off');
            setHasSound(event.currentTarget.checked);
            // The browser lets a page sound only from a touch on.
            if (event.currentTarget.checked) sound();
          }}
        />
        {text('sound')}
      </label>
    </>
  );
}

interface FeedLineProps {
  feed: Feed;
  /** By the server's clock, in milliseconds since 1970. */
  now: number;
  perMinute: number | null;
}

function FeedLine({ feed, now, perMinute }: FeedLineProps): JSX.Element {
  const text = useText();
  const age = useAge();
  const { kind, heardAt, count, bytes, skipped, refusals, refusal } = feed;
  // What was taken since tells that the trouble is over.
  const isOpen = refusal !== null && (heardAt === null || Date.parse(heardAt) < Date.parse(refusal.at));
  return (
    <div data-feed={kind}>
      <dt>{text(`feed.${kind}`)}</dt>
      <dd>
        {heardAt === null ? (
          text('never')
        ) : (
          <>
            <strong>{text('ago', { age: age(now - Date.parse(heardAt)) })}</strong>{' '}
            {[
              text('takenCount', { n: count }),
              perMinute !== null && text('rate', { n: perMinute }),
              bytes !== null && text('size', { n: Math.max(0.1, Math.round(bytes / 100) / 10) }),
            ]
              .filter(Boolean)
              .join(' · ')}
            {(skipped ?? 0) > 0 && (
              <span class="control-warning"> {text('skipped', { n: skipped ?? 0 })}</span>
            )}
          </>
        )}
        {refusal !== null && (
          <p class={isOpen ? 'control-failure' : 'muted'}>
            {text('refused', {
              n: refusals,
              age: age(now - Date.parse(refusal.at)),
              message: refusal.message,
            })}{' '}
            {isOpen && ADVISED.includes(refusal.error) && (
              <strong>{text('advice', { advice: text(`advice.${refusal.error}` as ControlKey) })}</strong>
            )}
          </p>
        )}
      </dd>
    </div>
  );
}

/** How many were taken a minute; null where it was not watched for long enough. */
function rate(read: readonly Feeds[], kind: Feed['kind']): number | null {
  const [first, last] = [read[0], read.at(-1)];
  if (!first || !last) return null;
  const minutes = (Date.parse(last.now) - Date.parse(first.now)) / 60_000;
  const countIn = ({ feeds }: Feeds): number => feeds.find((one) => one.kind === kind)?.count ?? 0;
  return minutes < LEAST_MINUTES ? null : Math.round((countIn(last) - countIn(first)) / minutes);
}

/** A time in words of its largest unit. */
function useAge(): (ms: number) => string {
  const { t } = useLanguage();
  return (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1_000));
    if (seconds < 100) return t('age.seconds', { n: seconds });
    const minutes = Math.round(seconds / 60);
    return minutes < 100 ? t('age.minutes', { n: minutes }) : t('age.hours', { n: Math.round(minutes / 60) });
  };
}
