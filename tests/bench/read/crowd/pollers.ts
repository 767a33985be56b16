/** Many who follow an event by long-poll, as the protocol has it: the id of an answer is the next question. */
import { getRequest, HttpConnection } from './HttpConnection';
import { pause } from './pauses';

export interface PollersOptions {
  port: number;
  eventId: string;
  conns: number;
  /** The cursor that all begin with. */
  since: string;
}

export interface Polled {
  /** When each poller had each push, by the push's time: in ms of the machine's monotonic clock. */
  arrivals: Record<number, number[]>;
  /** Answers, by status; 0 is a connection that was closed. */
  statuses: Record<number, number>;
  /** Answers that told to ask the same again. */
  repeats: number;
}

const AT_ONCE = 500;
const RETRY_MS = 1_000;

let isOn = false;
let polled: Polled = { arrivals: {}, statuses: {}, repeats: 0 };
let open = new Set<HttpConnection>();
let running: Promise<void>[] = [];

/** In ms of a clock that all processes of the machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Resolves with the number of those who are connected. */
export async function startPollers(options: PollersOptions): Promise<number> {
  isOn = true;
  polled = { arrivals: {}, statuses: {}, repeats: 0 };
  open = new Set();
  running = [];
  for (let i = 0; i < options.conns; i += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, options.conns - i) }, () =>
      HttpConnection.open(options.port),
    );
    for (const connection of await Promise.all(some)) {
      open.add(connection);
      running.push(follow(connection, options));
    }
  }
  return open.size;
}

async function follow(first: HttpConnection, { port, eventId, since }: PollersOptions): Promise<void> {
  let connection = first;
  let id = since;
  let newest = 0;
  while (isOn) {
    try {
      if (!connection.isOpen) {
        connection = await HttpConnection.open(port);
        open.add(connection);
      }
      const path = `/api/v1/events/${eventId}/poll?since=${encodeURIComponent(id)}`;
      const { status, body } = await connection.ask(
        getRequest(path, { 'Accept-Encoding': 'identity' }),
        true,
      );
      polled.statuses[status] = (polled.statuses[status] ?? 0) + 1;
      if (status !== 200) throw new Error(`a poll answered ${status}`);
      newest = note(body.toString('latin1'), newest);
      const next = idOf(body);
      if (next === id) {
        polled.repeats += 1;
        await pause(RETRY_MS);
      }
      id = next;
    } catch {
      open.delete(connection);
      connection.close();
      polled.statuses[0] = (polled.statuses[0] ?? 0) + 1;
      await pause(RETRY_MS * (1 + Math.random()));
    }
  }
}

/** The answer's own id stands at its end. */
const idOf = (body: Buffer): string =>
  /"id":"([^"]*)"\}\s*$/.exec(body.toString('latin1', Math.max(0, body.length - 200)))?.[1] ?? '';

/** Notes the pushes in an answer that are newer than those before; the booth's times count up. */
function note(text: string, newest: number): number {
  const at = monotonicMs();
  let last = newest;
  for (const [, digits] of text.matchAll(/"time":(9\d{4}),/g)) {
    const time = Number(digits);
    if (time <= last) continue;
    last = time;
    (polled.arrivals[time] ??= []).push(at);
  }
  return last;
}

export async function stopPollers(): Promise<Polled> {
  isOn = false;
  // What ends from here on was ended here.
  const seen = { ...polled, statuses: { ...polled.statuses } };
  for (const connection of open) connection.close();
  await Promise.all(running);
  return seen;
}
