import type { Knex } from 'knex';
import { listSubscribers, type StoredSubscriber } from '../../lib/db/pushRepository';
import type { Commit, JournalMessage } from '../../lib/db/journalRepository';
import type { StoredEvent } from '../../lib/db/eventRepository';
import type { DiffData, PublicOnCourseEntry, PublicRace } from '../../lib/domain/views';
import { AppError } from '../../lib/errors';
import type { Writer } from '../../lib/ingest/Writer';
import type { LiveChannels } from '../../lib/live/LiveChannels';
import type { EventState } from '../../lib/read/EventState';
import { isLanguage } from '../web/locales/Language';
import { MOST_AT_ONCE, newsFor, newsOfRow, newsOfStart, OFFICIAL, type News } from './news';
import { sendPush } from './sendPush';
import { vapidKeys, type VapidKeys } from './vapid';

/** How long it is taken for known who is to be told of an event, in milliseconds: other processes subscribe devices, too. */
const KNOWN_MS = 5_000;
/** Devices whose state is read at once. */
const AT_ONCE = 500;
/** Messages on their way at once. */
const MOST_AT_WORK = 20;

export interface PushNoticesParts {
  db: Knex;
  writer: Pick<Writer, 'notePushed' | 'unsubscribePush'>;
  channels: Pick<LiveChannels, 'of'>;
  findEvent: (eventId: string) => Promise<StoredEvent>;
  clock: () => number;
  secret: string;
  onError: (error: unknown) => void;
}

/**
 * Tells devices of their athletes while no page is open. It is told of what this process commits, and of nothing else: so each
 * change is told once, whatever number of processes there is.
 */
export class PushNotices {
  readonly keys: VapidKeys;
  /** Who is to be told of an event, and when that was looked up. */
  private readonly held = new Map<number, { at: number; subscribers: StoredSubscriber[] }>();
  /** Commits are worked off in their order, event by event. */
  private readonly work = new Map<number, Promise<void>>();
  /** What is to be sent: apart from the commits, so that a push service that is slow delays no one else's news. */
  private readonly due: (() => Promise<void>)[] = [];
  private readonly sending = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private isClosed = false;

  constructor(private readonly parts: PushNoticesParts) {
    this.keys = vapidKeys(parts.secret);
  }

  /** To be told of each commit. */
  committed(commit: Commit): void {
    if (this.isClosed || commit.messages.every(isOfNoInterest)) return;
    if (this.known(commit.event)?.length === 0) return;
    const before = this.work.get(commit.event) ?? Promise.resolve();
    const done = before
      .then(() => this.tell(commit))
      .catch((error: unknown) => {
        // An event that is gone meanwhile, or a draft again, is nobody's news.
        const isGone = error instanceof AppError && error.status === 404;
        if (!this.isClosed && !isGone) this.parts.onError(error);
      })
      .finally(() => {
        if (this.work.get(commit.event) === done) this.work.delete(commit.event);
      });
    this.work.set(commit.event, done);
  }

  /** What a device that begins to listen knows already: of that it is not told. */
  async toldBefore(eventId: string, favourites: readonly string[]): Promise<Record<string, string>> {
    const event = await this.parts.findEvent(eventId);
    const state = await this.parts.channels.of(event).state();
    return toldOf(newsFor(new Set(favourites), {}, allNews(state)));
  }

  /** To be told that devices of an event have come or gone. */
  async changed(eventId: string): Promise<void> {
    this.held.delete((await this.parts.findEvent(eventId)).id);
  }

  /** Ends after what is being sent, at the latest after `maxMs`. */
  async close(maxMs: number): Promise<void> {
    this.isClosed = true;
    const timer = setTimeout(() => {
      this.closing.abort();
    }, maxMs);
    await Promise.all(this.work.values());
    await Promise.all(this.sending);
    clearTimeout(timer);
  }

  private async tell({ event: id, eventId, messages }: Commit): Promise<void> {
    const subscribers = await this.subscribersOf(id);
    if (subscribers.length === 0) return;
    const event = await this.parts.findEvent(eventId);
    const state = await this.parts.channels.of(event).state();
    // After a message that holds everything nobody knows what is new of it.
    const isWhole = messages.some(({ kind }) => kind === 'full');
    const news = isWhole ? allNews(state) : newsOf(messages, state);
    const candidates = dueOf(subscribers, news).map(({ one }) => one.id);
    if (candidates.length === 0) return;
    // What another process told them meanwhile is known to the database alone.
    const due: Due[] = [];
    for (let at = 0; at < candidates.length; at += AT_ONCE) {
      due.push(...dueOf(await listSubscribers(this.parts.db, id, candidates.slice(at, at + AT_ONCE)), news));
    }
    if (due.length === 0) return;
    await this.parts.writer.notePushed(
      eventId,
      due.map(({ one, found }) => ({ id: one.id, told: { ...one.told, ...toldOf(found) } })),
    );
    this.held.delete(id);
    if (isWhole) return;
    const mainTitle = state.structure.event.mainTitle;
    // So many runs of theirs at once were imported, not raced.
    const raced = due.filter(({ found }) => found.length <= MOST_AT_ONCE);
    for (const { one, found } of raced) {
      for (const each of found) this.due.push(() => this.send(eventId, one, each, mainTitle));
    }
    while (this.due.length > 0 && this.sending.size < MOST_AT_WORK) this.startSending();
  }

  /** Sends what is due, one after the other, beside those who do so already. */
  private startSending(): void {
    const next = async (): Promise<void> => {
      for (let job = this.due.shift(); job; job = this.due.shift()) await job().catch(this.parts.onError);
    };
    const sending = next().finally(() => this.sending.delete(sending));
    this.sending.add(sending);
  }

  /** Who is to be told of an event, where that was looked up just now; null for not known. */
  private known(event: number): StoredSubscriber[] | null {
    const held = this.held.get(event);
    return held && this.parts.clock() - held.at < KNOWN_MS ? held.subscribers : null;
  }

  private async subscribersOf(event: number): Promise<StoredSubscriber[]> {
    const known = this.known(event);
    if (known) return known;
    const subscribers = await listSubscribers(this.parts.db, event);
    this.held.set(event, { at: this.parts.clock(), subscribers });
    return subscribers;
  }

  private async send(eventId: string, one: StoredSubscriber, news: News, mainTitle: string): Promise<void> {
    const language = isLanguage(one.language) ? one.language : 'en';
    // Declarative Web Push: iOS shows it by itself, for the others the service worker does.
    const payload = JSON.stringify({
      web_push: 8030,
      notification: {
        title: news.text(language, one.told[news.about]),
        body: mainTitle,
        lang: language,
        tag: news.about,
        navigate: one.page,
      },
    });
    const { signal } = this.closing;
    if (signal.aborted) return;
    const outcome = await sendPush(one, payload, this.keys, { now: this.parts.clock(), signal });
    if (outcome === 'gone') await this.parts.writer.unsubscribePush(eventId, one.endpoint);
  }
}

/** A device, and what it is to be told. */
interface Due {
  one: StoredSubscriber;
  found: News[];
}

const dueOf = (subscribers: readonly StoredSubscriber[], news: readonly News[]): Due[] =>
  subscribers.flatMap((one) => {
    const found = newsFor(new Set(one.favourites), one.told, news);
    return found.length === 0 ? [] : [{ one, found }];
  });

/** Messages that no athlete is in. */
const isOfNoInterest = ({ kind, body }: JournalMessage): boolean =>
  kind === 'refresh' || (kind === 'diff' && !/"(?:results|oncourse|status)":/.test(body ?? ''));

const toldOf = (news: readonly News[]): Record<string, string> =>
  Object.fromEntries(news.map(({ about, state }) => [about, state]));

function newsOf(messages: readonly JournalMessage[], state: EventState): News[] {
  const news = new Map<string, News>();
  const add = (one: News): void => {
    news.set(one.about, one);
  };
  for (const { body } of messages) {
    const data = JSON.parse(body ?? '{}') as DiffData;
    const race = state.structure.races.find(({ raceId }) => raceId === data.raceId);
    if (race) for (const row of data.results ?? []) newsOfRow(race, row).forEach(add);
    startsOf(data.oncourse ?? [], state).forEach(add);
    if (data.status === 'official') add(OFFICIAL);
  }
  return [...news.values()];
}

/** Who of an on-course list has started. */
const startsOf = (oncourse: readonly PublicOnCourseEntry[], state: EventState): News[] =>
  oncourse.flatMap((entry) => {
    if (entry.dtStart === null || entry.completed || !state.raceIds.has(entry.raceId)) return [];
    const row = state.resultRows(entry.raceId, null).find(({ bib }) => bib === entry.bib);
    return row ? [newsOfStart(entry, row)] : [];
  });

/** All that there is to say of an event now. */
const allNews = (state: EventState): News[] => [
  ...state.structure.races.flatMap((race: PublicRace) =>
    state.resultRows(race.raceId, null).flatMap((row) => newsOfRow(race, row)),
  ),
  ...startsOf(state.structure.oncourse, state),
  ...(state.structure.event.status === 'official' ? [OFFICIAL] : []),
];
