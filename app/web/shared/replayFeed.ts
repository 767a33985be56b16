/** A race that is over, or the last part of one, played again on any page of an event: `?replay`. */
import type { Snapshot } from '../../../lib/domain/views';
import { DAY_MS } from '../../../lib/domain/timeOfDay';
import { dayOf } from './format';
import type { LiveFeed, MessageListener } from './live';
import type { LiveState } from './part';
import { pagePrefix } from './prefix';
import { RaceTimeline } from './RaceTimeline';
import { isOverall, raceTabs, type RaceTab } from './races';

/** What the bar of a replay shows and does. Moments in ms since midnight by the venue's clock. */
export interface Replay {
  readonly fromMs: number;
  readonly toMs: number;
  readonly atMs: number;
  readonly speed: number;
  readonly isPlaying: boolean;
  play: (isPlaying: boolean) => void;
  setSpeed: (speed: number) => void;
  seek: (ms: number) => void;
  /** Told of each tick. */
  onTick: (listener: () => void) => () => void;
}

const TICK_MS = 200;
/** Before the first start, so that one sees it. */
const LEAD_MS = 5_000;
const MINUTE_MS = 60_000;

/** There is no race in the event that could be played again. */
export class NothingToReplay extends Error {
  override readonly name = 'NothingToReplay';
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

/** The tab of the race that is asked for, else the last one that was raced. */
function tabOf(state: LiveState, raceId: string | null): RaceTab | undefined {
  const tabs = raceTabs(state.races).filter(
    ({ kind, races }) =>
      kind !== 'bracket' &&
      !races.some(isOverall) &&
      races.some((race) => (state.results[race.raceId] ?? []).some(({ time }) => time !== null)),
  );
  return tabs.find(({ races }) => races.some((race) => race.raceId === raceId)) ?? tabs.at(-1);
}

/**
 * Plays from `?replay` on: all of it, or as many minutes as it says before the end; `?speed=` says how fast (4), `?race=` which.
 *
 * @throws NothingToReplay where no race of the event can be; another Error where the server could not be reached
 */
export async function openReplay(eventId: string): Promise<LiveFeed> {
  const prefix = pagePrefix();
  const base = `${prefix}/api/v1/events/${encodeURIComponent(eventId)}`;
  const { data, id } = await read<{ data: Snapshot; id: string }>(`${base}/snapshot`);
  const { timing: _timing, viewers: _viewers, ...known } = data;
  const final: LiveState = { ...known, oncourse: [] };
  const address = new URL(location.href);
  const query = address.searchParams;
  const tab = tabOf(final, query.get('race'));
  const raceId = tab?.races.at(-1)?.raceId;
  if (tab === undefined || raceId === undefined) throw new NothingToReplay();
  // Pages show the race of the address.
  query.set('race', raceId);
  history.replaceState(null, '', address);
  const { results } = await read<{ results: Snapshot['results'][string] }>(
    `${base}/results/${encodeURIComponent(raceId)}?detailed=true`,
  );
  const timeline = new RaceTimeline(final, tab.races, results);
  const { moments } = timeline;
  const [first] = moments;
  const toMs = moments.at(-1);
  if (first === undefined || toMs === undefined) throw new NothingToReplay();
  const minutes = Number(query.get('replay'));
  const fromMs = Math.max(0, minutes > 0 ? Math.max(first, toMs - minutes * MINUTE_MS) : first - LEAD_MS);
  const asked = Number(query.get('speed'));

  let atMs = fromMs;
  let speed = asked > 0 ? Math.min(asked, 100) : 4;
  let isPlaying = true;
  let state = timeline.stateAt(atMs);
  const { startTime } = tab.races[0] ?? {};
  const offset = /(?:Z|[+-]\d{2}:\d{2})$/.exec(startTime ?? '')?.[0] ?? 'Z';
  const midnight = Date.parse(`${dayOf(startTime) ?? '1970-01-01'}T00:00:00${offset}`);

  const changes = new Set<() => void>();
  const messages = new Set<MessageListener>();
  const ticks = new Set<() => void>();
  const listenTo = <F>(listeners: Set<F>, listener: F): (() => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const go = (to: number): void => {
    const [from, until] = [Math.min(atMs, to), Math.max(atMs, to)];
    atMs = to;
    if (moments.some((moment) => moment > from && moment <= until)) {
      const before = state;
      state = timeline.stateAt(atMs);
      for (const listener of messages) listener(state, before);
      for (const listener of changes) listener();
    }
    for (const listener of ticks) listener();
  };
  const timer = setInterval(() => {
    if (isPlaying && atMs < toMs) go(Math.min(toMs, atMs + TICK_MS * speed));
  }, TICK_MS);
  const told = (): void => {
    for (const listener of ticks) listener();
  };
  const replay: Replay = {
    ...{ fromMs, toMs },
    get atMs() {
      return atMs;
    },
    get speed() {
      return speed;
    },
    get isPlaying() {
      return isPlaying && atMs < toMs;
    },
    play: (wanted) => {
      isPlaying = wanted;
      if (wanted && atMs >= toMs) go(fromMs);
      told();
    },
    setSpeed: (wanted) => {
      speed = wanted;
      told();
    },
    seek: (ms) => {
      go(Math.min(toMs, Math.max(fromMs, ms)));
    },
    onTick: (listener) => listenTo(ticks, listener),
  };
  return {
    ...{ prefix, eventId, replay },
    get state() {
      return state;
    },
    status: { phase: 'live', transport: null, heardAt: null },
    cursor: id,
    serverNow: () => midnight + atMs,
    runningTime: ({ completed, dtStart }) => {
      const startMs = dtStart === null ? NaN : Date.parse(`1970-01-01${dtStart}Z`);
      return completed || Number.isNaN(startMs)
        ? null
        : Math.floor(((atMs - startMs + DAY_MS) % DAY_MS) / 10);
    },
    shows: () => true,
    show: () => undefined,
    onChange: (listener) => listenTo(changes, listener),
    onMessage: (listener) => listenTo(messages, listener),
    close: () => {
      clearInterval(timer);
    },
  };
}
