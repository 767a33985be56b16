import type { Epoch } from '../../../lib/db/eventRepository';
import type { JournalMessage } from '../../../lib/db/journalRepository';
import { apply, type StateMessage } from '../../../lib/domain/apply';
import type { DiffData, PublicRace, PublicResult, Snapshot } from '../../../lib/domain/views';
import { Part } from '../../../lib/read/Body';
import { EventState } from '../../../lib/read/EventState';
import type { ReadJournal } from '../../../lib/read/Reader';
import { knownView, type KnownView, type View } from '../../../lib/read/View';
import { cursorOf, placeOf } from '../../../lib/live/cursor';
import type { Batch } from '../../../lib/live/encoding/Batch';
import { liveCounters } from '../../../lib/live/counters';
import { ENDINGS, type Ending, type EndingName } from '../../../lib/domain/endings';
import type { ChannelOptions, ChannelSource } from '../../../lib/live/LiveChannel';
import type { EncodedMessage } from '../../../lib/live/encoding/EncodedMessage';
import type { Connection, Membership } from '../../../lib/live/Subscriber';

export const EPOCH = 'abc123';
/** The races that a fake event has. */
const RACES = new Set(['A', 'B']);

const known = (view: View): KnownView => knownView(view, RACES);
export const WHOLE = known({ structureOnly: false, races: null });
export const STRUCTURE = known({ structureOnly: true, races: null });
export const racesOnly = (...races: string[]): KnownView => known({ structureOnly: false, races });

/** A channel's options, each message sent at once. */
export const channelOptions = (options: Partial<ChannelOptions> = {}): ChannelOptions => ({
  maxWaitingBytes: 10_000,
  maxFullBytes: 1_000_000,
  maxSlowMs: 10_000,
  batchMs: 0,
  maxContexts: 16,
  clock: () => 0,
  counters: liveCounters(),
  ...options,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets everything that is ready to run, run: what it makes ready for the next turn of the event loop, too. */
export async function settle(): Promise<void> {
  await turn();
  await turn();
}

const EMPTY = {
  event: { status: 'running' },
  config: { activeRaceId: null },
  classes: [],
  races: [...RACES].map((raceId) => ({ raceId })),
  categories: [],
  oncourse: [],
  results: { A: [], B: [] },
  startlists: { A: [], B: [] },
} as unknown as Snapshot;

/** What of a state a view shows. */
export function viewed(state: Snapshot, { view: { structureOnly, races } }: KnownView): Snapshot {
  const { event, config, classes, races: schedule, categories } = state;
  if (structureOnly) return { event, config, classes, races: schedule, categories } as Snapshot;
  const wanted = <T>(lists: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(lists).filter(([raceId]) => !races || races.includes(raceId)));
  return { ...state, results: wanted(state.results), startlists: wanted(state.startlists) };
}

/** A call to the source that has not been answered yet: it reads at one moment and answers at a later one. */
interface Pending {
  read: () => void;
  answer: () => void;
  fail: (error: Error) => void;
  hasRead: boolean;
}

/**
 * An event in memory: its state after each message, its journal, and a source that can be as slow as a
 * test wants.
 */
export class FakeEvent implements ChannelSource {
  /** The state as of each sequence number. */
  states: Snapshot[] = [EMPTY];
  journal: JournalMessage[] = [];
  floor = 0;
  epochs: Epoch[] = [{ epoch: EPOCH, firstSeq: 1 }];
  private starts = 0;
  private isNewWriter = false;
  private readonly known = new Map([[cursorOf(this.epochs, 0), EMPTY]]);
  pending: Pending[] = [];
  loads = 0;
  /** False: every call waits until the test lets it read and answer. */
  isPrompt = true;

  get seq(): number {
    return this.states.length - 1;
  }

  /** What a channel is told of it. */
  get stored(): { lastSeq: number; epochs: Epoch[] } {
    return { lastSeq: this.seq, epochs: this.epochs };
  }

  /** The state as of the message with this cursor, of a history that was lost, too. */
  stateAt(cursor: string): Snapshot {
    const state = this.known.get(cursor);
    if (!state) throw new Error(`there never was a message ${cursor}`);
    return state;
  }

  /** The next message is of an epoch of its own. */
  startWriter(): void {
    this.isNewWriter = true;
  }

  /** What {@link putBack} takes. */
  copy(): Pick<FakeEvent, 'states' | 'journal' | 'floor' | 'epochs'> {
    const { states, journal, floor, epochs } = this;
    return { states: [...states], journal: [...journal], floor, epochs };
  }

  /** What came since the copy is lost. */
  putBack(copy: ReturnType<FakeEvent['copy']>): void {
    const { states, journal, floor, epochs } = copy;
    Object.assign(this, { states: [...states], journal: [...journal], floor, epochs });
  }

  get state(): Snapshot {
    return this.states[this.seq] as Snapshot;
  }

  result(raceId: string, bib: string, total: number): JournalMessage {
    const row = { bib, total, rnk: null, startOrder: null } as PublicResult;
    return this.commit({ raceId, results: [row] });
  }

  onCourse(...bibs: string[]): JournalMessage {
    return this.commit({ oncourse: bibs.map((bib) => ({ bib })) } as DiffData);
  }

  status(status: string): JournalMessage {
    return this.commit({ status } as DiffData);
  }

  /** Something that diffs can't tell. */
  full(title: string): JournalMessage {
    const { event } = this.state;
    const results = Object.fromEntries(
      Object.entries(this.state.results).map(([raceId, rows]) => [raceId, rows.slice(1)]),
    );
    this.states.push({ ...this.state, event: { ...event, mainTitle: title }, results });
    return this.append({ kind: 'full', topic: null, raceId: null, body: null });
  }

  /** An export brings a race, as it is told: the schedule, then the race's lists. */
  newRace(raceId: string): JournalMessage[] {
    const races = [...this.state.races, { raceId } as PublicRace];
    return [this.commit({ races }), this.commit({ raceId, results: [], startlist: [] })];
  }

  /** An operator wants everyone to read anew. */
  refresh(): JournalMessage {
    this.states.push(this.state);
    return this.append({ kind: 'refresh', topic: null, raceId: null, body: null });
  }

  /** Forgets all but the newest `keep` messages. */
  prune(keep: number): void {
    this.floor = Math.max(this.floor, this.seq - keep);
    this.journal = this.journal.filter(({ seq }) => seq > this.floor);
  }

  loadState(): Promise<EventState> {
    this.loads += 1;
    return this.call(() => stateOf(this.state, this.seq, this.epochs));
  }

  readJournal(after: number): Promise<ReadJournal> {
    return this.call(() => ({
      messages: this.journal.filter(({ seq }) => seq > after),
      epochs: this.epochs,
      lastSeq: this.seq,
      floor: this.floor,
      status: 'running',
    }));
  }

  private commit(data: DiffData): JournalMessage {
    this.states.push(apply(this.state, { type: 'diff', data }) as Snapshot);
    const topic = data.oncourse ? 'oncourse' : null;
    if (topic) this.journal = this.journal.filter((message) => message.topic !== topic);
    return this.append({ kind: 'diff', topic, raceId: data.raceId ?? null, body: JSON.stringify(data) });
  }

  private append(fields: Omit<JournalMessage, 'seq' | 'at'>): JournalMessage {
    const message = { ...fields, seq: this.seq, at: 0 };
    this.journal.push(message);
    if (this.isNewWriter) {
      this.starts += 1;
      this.epochs = [...this.epochs, { epoch: `${EPOCH}${this.starts}`, firstSeq: this.seq }];
      this.isNewWriter = false;
    }
    this.known.set(cursorOf(this.epochs, this.seq), this.state);
    return message;
  }

  private call<T>(read: () => T): Promise<T> {
    if (this.isPrompt) return Promise.resolve(read());
    return new Promise((resolve, reject) => {
      let value: T;
      const pending: Pending = {
        hasRead: false,
        read: () => {
          if (!pending.hasRead) value = read();
          pending.hasRead = true;
        },
        answer: () => {
          pending.read();
          this.drop(pending);
          resolve(value);
        },
        fail: (error) => {
          this.drop(pending);
          reject(error);
        },
      };
      this.pending.push(pending);
    });
  }

  private drop(pending: Pending): void {
    this.pending = this.pending.filter((one) => one !== pending);
  }
}

/** A snapshot as a reader has it. */
function stateOf({ results, startlists, ...structure }: Snapshot, seq: number, epochs: Epoch[]): EventState {
  const loaded = (rows: unknown) => {
    const part = Part.of(JSON.stringify(rows));
    return { bytes: part.bytes, deflated: part.deflated() };
  };
  const lists = Object.entries(results).map(([raceId, rows]) => ({
    raceId,
    results: loaded(rows),
    startlist: loaded(startlists[raceId]),
  }));
  return new EventState({ seq, epochs, structure, lists }, () => Promise.reject(new Error('no details')));
}

/** A scoreboard with the state it holds; it can be cut off and return, and stop reading for a while. */
export class FakeClient implements Connection {
  readonly received: (StateMessage & { id: string })[] = [];
  /** Where each message came from a connection before this one, too: the numbers only go up. */
  readonly seqs: number[] = [];
  state: Snapshot | null = null;
  ending: Ending | null = null;
  /** Its place in a channel, while it is connected. */
  membership: Membership | null = null;
  readonly form = 'ws';
  /** Where it was told that nothing is missing any more. */
  readonly currents: string[] = [];
  /** How many writes there were. */
  writes = 0;
  waitingBytes = 0;
  private unread: EncodedMessage[] = [];
  private isReading = true;
  private drained: (() => void) | null = null;

  constructor(readonly view: KnownView = WHOLE) {}

  get lastId(): string | undefined {
    return this.received.at(-1)?.id;
  }

  get kinds(): string {
    return this.received.map(({ type, id }) => `${type} ${String(placeOf(id)?.seq)}`).join(', ');
  }

  joined(membership: Membership): void {
    this.membership = membership;
  }

  send({ messages }: Batch): number {
    this.writes += 1;
    for (const message of messages) {
      if (this.isReading) {
        this.receive(message);
      } else {
        this.unread.push(message);
        this.waitingBytes += message.json.length;
      }
    }
    return 0;
  }

  whenDrained(then: () => void): void {
    if (this.waitingBytes === 0) setImmediate(then);
    else this.drained = then;
  }

  end(ending: EndingName): void {
    this.ending ??= ENDINGS[ending];
    this.disconnect();
  }

  stopReading(): void {
    this.isReading = false;
  }

  readOn(): void {
    this.isReading = true;
    const { unread, drained } = this;
    this.unread = [];
    this.waitingBytes = 0;
    this.drained = null;
    for (const message of unread) this.receive(message);
    drained?.();
  }

  /** The network drops it. */
  cutOff(): void {
    this.membership?.leave();
    this.disconnect();
  }

  /** What was not read is lost; what it holds stays. */
  private disconnect(): void {
    this.membership = null;
    this.unread = [];
    this.waitingBytes = 0;
    this.drained = null;
    this.isReading = true;
  }

  private receive({ json, seq }: EncodedMessage): void {
    const message = JSON.parse(json.toString()) as (StateMessage | { type: 'current' }) & { id: string };
    if (message.type === 'current') {
      this.currents.push(message.id);
      return;
    }
    this.received.push(message);
    this.seqs.push(seq);
    this.state = apply(this.state, message);
  }
}
