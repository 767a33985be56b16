import { Body, Part } from '../../read/Body';
import type { Batch } from '../encoding/Batch';
import type { EncodedMessage } from '../encoding/EncodedMessage';
import type { EndingName } from '../../domain/endings';
import type { Connection, Membership } from '../Subscriber';

/** What a poll is answered with. */
export type PollAnswer =
  /** `{ messages, id }`. */
  | { kind: 'messages'; body: Body }
  /** Nothing came in time. */
  | { kind: 'nothing' }
  | { kind: 'ended'; ending: EndingName };

/**
 * A connection that takes what comes first and is done: what was missed and the messages of that turn of
 * the event loop; where nothing was missed, what comes within `waitMs`. How many watch is no news that would be worth an
 * answer to everyone. Calls `onAnswer` once, never before it is joined.
 */
export class PollConnection implements Connection {
  readonly form = null;
  readonly waitingBytes = 0;
  private readonly batches: Batch[] = [];
  private membership: Membership | null = null;
  private isAnswered = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly waitMs: number,
    private readonly onAnswer: (answer: PollAnswer) => void,
  ) {}

  joined(membership: Membership): void {
    this.membership = membership;
  }

  send(batch: Batch): number {
    if (wantedOf(batch).length === 0) return 0;
    if (this.batches.length === 0) {
      setImmediate(() => {
        this.answer({ kind: 'messages', body: bodyOf(this.batches) });
      });
    }
    this.batches.push(batch);
    return 0;
  }

  /** Only now: one that waits for 0 seconds is still given what it missed. */
  caughtUp(): void {
    if (this.batches.length > 0 || this.isAnswered || this.timer) return;
    this.timer = setTimeout(() => {
      this.answer({ kind: 'nothing' });
    }, this.waitMs);
  }

  whenDrained(then: () => void): void {
    setImmediate(then);
  }

  end(ending: EndingName): void {
    setImmediate(() => {
      this.answer({ kind: 'ended', ending });
    });
  }

  /** Who asked is gone. */
  cancel(): void {
    this.answer({ kind: 'nothing' });
  }

  private answer(answer: PollAnswer): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.isAnswered) return;
    this.isAnswered = true;
    this.membership?.leave();
    this.onAnswer(answer);
  }
}

const wantedOf = ({ messages }: Batch): readonly EncodedMessage[] =>
  messages.filter(({ topic }) => topic !== 'viewers');

/** The answers that a message, or a batch, makes: one for all who wait for the same. */
const made = new WeakMap<EncodedMessage | Batch, Body>();

function bodyOf(batches: readonly Batch[]): Body {
  const messages = batches.flatMap(wantedOf);
  const shared = messages.length === 1 ? messages[0] : batches.length === 1 ? batches[0] : undefined;
  const body = (shared && made.get(shared)) ?? compose(messages);
  if (shared) made.set(shared, body);
  return body;
}

function compose(messages: readonly EncodedMessage[]): Body {
  const parts = messages.flatMap(({ body }, at) => [
    Part.of(at === 0 ? '{"messages":[' : ','),
    ...body.parts,
  ]);
  const isForAll = messages.length === 1 && messages[0]?.body.isForAll;
  return new Body([...parts, Part.of(`],"id":"${messages.at(-1)?.id ?? ''}"}`)], isForAll);
}
