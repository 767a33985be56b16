import { realClock, sendPatiently, type BridgeAnswer, type PlayerClock } from '../booth/sendPatiently';
import { livePushes, type LivePush } from './livePushes';
import type { RaceDayPlan } from './plan';

/** How a race day is played to a server; everything but the server and the plan has a default. */
export interface PlayOptions {
  /** For example `http://127.0.0.1:3000`. */
  baseUrl: string;
  /** Sent as X-Master-Key; none by default, for a server without master password. */
  masterKey?: string;
  /** The day, or one plan for each round of a loop (counted from 0). */
  plan: RaceDayPlan | ((round: number) => RaceDayPlan);
  /** Simulated seconds a real second; default 1. */
  speed?: number;
  /** Where on the timeline to begin, in ms, or how to find it in a plan; default 0. */
  startAt?: number | ((plan: RaceDayPlan) => number);
  /** Real time after which the day is ended as if it were over; default none. */
  durationMs?: number;
  /** Ends the playing at once, leaving the event as it is. */
  signal?: AbortSignal;
  /** Told one line about everything but the ordinary pushes. */
  log?: (line: string) => void;
  /** Whether a new day begins when one is over; default false. `durationMs` holds for all rounds together. */
  loop?: boolean;
  /** Default: the plan's own. */
  eventId?: string;
  /** Where the event exists already: delete it and create it anew; default false, which tries `-2`, `-3` … */
  replaceExisting?: boolean;
  /** Told as soon as the event is public, with its first export and start lists. */
  onReady?: (event: { eventId: string; apiKey: string; round: number }) => void;
  /** Simulated seconds between exports; default 60. */
  xmlEverySeconds?: number;
  /** Whether exports go as bare XML instead of inside JSON; default false. */
  sendsBareXml?: boolean;
  /** Whether the day ends official; default false. */
  endsOfficial?: boolean;
  /** Breaks and nights, simulated, are shortened to this; default 20 s. */
  longestBreakMs?: number;
  /** Default: the real one. */
  clock?: PlayerClock;
}

/** What became of a playing. */
export interface PlayReport {
  eventId: string;
  apiKey: string;
  endedBy: 'end' | 'duration' | 'abort';
  rounds: number;
  /** Accepted requests by kind. */
  sent: Record<LivePush['kind'], number>;
  /** Requests refused for good. */
  failed: number;
}

/** The bridge sends at most ten on-course lists a second, whatever the speed. */
const fewestMsBetweenLists = 100;
/** After an outage this long the day goes on from where it stood, instead of catching up in a burst. */
const pauseAfterMs = 5000;
/** Lists that are this late are not worth sending: a newer one follows. */
const staleAfterMs = 1000;
/** The bridge stops after so many failures in a row. */
const mostFailuresInARow = 3;
const mostEventIds = 50;

/**
 * Plays a race day through the public HTTP API as the bridge would: creates the event, sends the export,
 * takes it to running, pushes at the real rhythm divided by `speed`, and finishes it.
 * @throws Error when the event cannot be created, or after three refused requests in a row
 */
export async function playRaceDay(options: PlayOptions): Promise<PlayReport> {
  const player = new Player(options);
  for (let round = 0; ; round += 1) {
    const endedBy = await player.playRound(round);
    if (endedBy !== 'end' || options.loop !== true) return { ...player.report, endedBy };
  }
}

class Player {
  readonly report: PlayReport = {
    ...{ eventId: '', apiKey: '', endedBy: 'end', rounds: 0, failed: 0 },
    sent: { oncourse: 0, results: 0, xml: 0, status: 0 },
  };
  private readonly clock: PlayerClock;
  private readonly signal: AbortSignal;
  private readonly log: (line: string) => void;
  private readonly deadlineMs: number;
  private failuresInARow = 0;
  private lastListMs = -Infinity;

  constructor(private readonly options: PlayOptions) {
    this.clock = options.clock ?? realClock;
    this.signal = options.signal ?? new AbortController().signal;
    this.log = options.log ?? (() => undefined);
    this.deadlineMs = this.clock.now() + (options.durationMs ?? Infinity);
  }

  async playRound(round: number): Promise<PlayReport['endedBy']> {
    const plan = typeof this.options.plan === 'function' ? this.options.plan(round) : this.options.plan;
    const created = await this.createEvent(plan);
    if (created === null) return 'abort';
    Object.assign(this.report, created);
    this.report.rounds = round + 1;
    this.log(`event ${created.eventId} created`);

    const { xmlEverySeconds, endsOfficial, startAt = 0 } = this.options;
    const pushes = livePushes(plan, {
      fromMs: typeof startAt === 'function' ? startAt(plan) : startAt,
      ...(xmlEverySeconds === undefined ? {} : { xmlEverySeconds }),
      ...(endsOfficial === undefined ? {} : { endsOfficial }),
    });
    const speed = this.options.speed ?? 1;
    const longestBreakMs = this.options.longestBreakMs ?? 20_000;
    let dueMs = this.clock.now();
    let previousAtMs: number | null = null;
    for (const push of pushes) {
      dueMs += Math.min(longestBreakMs, push.atMs - (previousAtMs ?? push.atMs)) / speed;
      previousAtMs = push.atMs;
      if (this.clock.now() - dueMs > pauseAfterMs) dueMs = this.clock.now();
      await this.clock.sleep(Math.min(dueMs, this.deadlineMs) - this.clock.now(), this.signal);
      if (this.signal.aborted) return 'abort';
      if (this.clock.now() >= this.deadlineMs) return await this.endEarly();
      if (push.kind === 'oncourse' && this.isSuperfluous(push.body.oncourse.length, dueMs)) continue;
      await this.send(push);
      if (push.kind === 'status' && push.body.status === 'startlist') {
        this.options.onReady?.({ ...created, round });
      }
    }
    return this.signal.aborted ? 'abort' : 'end';
  }

  private async createEvent(plan: RaceDayPlan): Promise<{ eventId: string; apiKey: string } | null> {
    const wanted = this.options.eventId ?? plan.event.eventId;
    for (let number = 1; number <= mostEventIds; number += 1) {
      const eventId = number === 1 ? wanted : `${wanted}-${number}`;
      let answer = await this.postEvent(plan, eventId);
      if (answer.status === 409 && this.options.replaceExisting === true) {
        await this.request(
          'DELETE',
          `/api/v1/admin/events/${encodeURIComponent(eventId)}`,
          this.adminHeaders(),
        );
        answer = await this.postEvent(plan, eventId);
      }
      if (this.signal.aborted) return null;
      if (answer.ok) return { eventId, apiKey: apiKeyOf(answer.body) };
      if (answer.status !== 409 || this.options.replaceExisting === true) {
        throw new Error(`Event ${eventId} could not be created: ${describe(answer)}.`);
      }
    }
    throw new Error(`Event ${wanted} and ${mostEventIds - 1} others like it exist already.`);
  }

  private postEvent(plan: RaceDayPlan, eventId: string): Promise<BridgeAnswer> {
    // As the bridge creates it: never with dates, so the key has no window.
    const { mainTitle, discipline } = plan.event;
    const body = JSON.stringify({ mainTitle, eventId, location: null, discipline });
    return this.request('POST', '/api/v1/admin/events', { ...this.adminHeaders(), ...json }, body);
  }

  private adminHeaders(): Record<string, string> {
    return this.options.masterKey === undefined ? {} : { 'X-Master-Key': this.options.masterKey };
  }

  private isSuperfluous(entries: number, dueMs: number): boolean {
    const nowMs = this.clock.now();
    const tooSoon = nowMs - this.lastListMs < fewestMsBetweenLists;
    // An empty list is never left out: nothing newer would clear the course.
    if (entries > 0 && (tooSoon || nowMs - dueMs > staleAfterMs)) return true;
    this.lastListMs = nowMs;
    return false;
  }

  private async endEarly(): Promise<PlayReport['endedBy']> {
    await this.send({ atMs: 0, kind: 'oncourse', body: { oncourse: [] } });
    await this.send({ atMs: 0, kind: 'status', body: { status: 'finished' } });
    if (this.options.endsOfficial === true) {
      await this.send({ atMs: 0, kind: 'status', body: { status: 'official' } });
    }
    return 'duration';
  }

  private async send(push: LivePush): Promise<void> {
    const key = { 'X-API-Key': this.report.apiKey };
    const { eventId } = this.report;
    const isBare = push.kind === 'xml' && this.options.sendsBareXml === true;
    const answer = await this.request(
      push.kind === 'status' ? 'PATCH' : 'POST',
      push.kind === 'status'
        ? `/api/v1/admin/events/${encodeURIComponent(eventId)}/status`
        : `/api/v1/ingest/${push.kind}`,
      isBare ? { ...key, 'Content-Type': 'application/xml' } : { ...key, ...json },
      isBare ? push.body.xml : JSON.stringify(push.body),
    );
    if (answer.ok) {
      this.report.sent[push.kind] += 1;
      this.failuresInARow = 0;
      if (push.kind === 'status') this.log(`event ${eventId} is ${push.body.status}`);
      return;
    }
    if (this.signal.aborted) return;
    this.report.failed += 1;
    this.failuresInARow += 1;
    this.log(`${push.kind} refused: ${describe(answer)}`);
    if (this.failuresInARow >= mostFailuresInARow) {
      throw new Error(`${mostFailuresInARow} requests in a row failed, the last with: ${describe(answer)}.`);
    }
  }

  private request(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<BridgeAnswer> {
    const request = { method, path, headers, ...(body === undefined ? {} : { body }) };
    const { clock, signal, log } = this;
    return sendPatiently(this.options.baseUrl, request, { clock, signal, log });
  }
}

const json = { 'Content-Type': 'application/json' };

function apiKeyOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'apiKey' in body && typeof body.apiKey === 'string') {
    return body.apiKey;
  }
  throw new Error('The server created the event but gave no apiKey.');
}

function describe({ status, body }: BridgeAnswer): string {
  return `${status ?? 'no answer'} ${JSON.stringify(body)}`.trim().slice(0, 300);
}
