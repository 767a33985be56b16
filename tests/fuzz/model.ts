/** Events that are created, filled, published, watched and deleted in any order, beside a small model of what then holds. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { EventApi, send } from '../support/api';
import { restWhenAllAreCurrent } from '../support/replay';
import { ResumingPoll, STREAMS, type Resuming } from '../support/replaySubscribers';
import { liveResult, RACES, springSlalom, type Athlete } from '../support/springSlalom';
import { MASTER, type Target } from './Target';

/** What specs/ingest.md says of an event's life. */
const NEXT: Record<string, string[]> = {
  draft: ['startlist'],
  startlist: ['running', 'draft'],
  running: ['finished'],
  finished: ['official', 'running'],
  official: [],
};
const TAKES: Record<string, string[]> = {
  draft: ['xml'],
  startlist: ['xml'],
  running: ['xml', 'results'],
  finished: ['xml', 'results'],
  official: [],
};

interface Known {
  status: string;
  hasExport: boolean;
  /** Of the race `single`, by bib. */
  totals: Map<string, number>;
}
type Model = Map<string, Known>;
interface Real {
  target: Target;
  events: Map<string, EventApi>;
  viewers: Map<string, Resuming[]>;
}

const IDS = ['A', 'B'];
const ATHLETES: [Athlete, bib: string][] = [
  ['adam', '1'],
  ['ben', '2'],
];
const FORMS = [...STREAMS, (target: { url: string; eventId: string }): Resuming => new ResumingPoll(target)];
let rounds = 0;

abstract class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly id: string,
    private readonly round: { no: number },
  ) {}
  /** Ids of one run are not those of another. */
  protected get eventId(): string {
    return `${this.id}-${this.round.no}`;
  }
  check(model: Readonly<Model>): boolean {
    return model.has(this.id);
  }
  abstract run(model: Model, real: Real): Promise<void>;
  protected of(model: Model, { events }: Real): { known: Known; event: EventApi } {
    const [known, event] = [model.get(this.id), events.get(this.id)];
    if (!known || !event) throw new Error('checked before');
    return { known, event };
  }
  protected expect(what: string, found: unknown, wanted: unknown): void {
    if (!isDeepStrictEqual(found, wanted))
      throw new Error(
        `${this.toString()}: ${what} is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`,
      );
  }
  toString(): string {
    return `${this.constructor.name} ${this.id}`;
  }
}

class Create extends Step {
  override check(): boolean {
    return true;
  }
  async run(model: Model, { target, events }: Real): Promise<void> {
    const body = { eventId: this.eventId, mainTitle: 'Spring' };
    const answer = await send('POST', `${target.url}/api/v1/admin/events`, { body, headers: MASTER });
    this.expect('the answer', answer.status, model.has(this.id) ? 409 : 201);
    if (answer.status !== 201) return;
    model.set(this.id, { status: 'draft', hasExport: false, totals: new Map() });
    events.set(this.id, EventApi.of(target.url, this.eventId, answer.body.apiKey as string));
  }
}

class Import extends Step {
  async run(model: Model, real: Real): Promise<void> {
    const { known, event } = this.of(model, real);
    const isTaken = TAKES[known.status]?.includes('xml') === true;
    this.expect('the answer', (await event.pushXml(springSlalom())).status, isTaken ? 200 : 403);
    if (isTaken) known.hasExport = true;
  }
}

class Push extends Step {
  constructor(
    id: string,
    round: { no: number },
    readonly who: number,
    readonly total: number,
  ) {
    super(id, round);
  }
  async run(model: Model, real: Real): Promise<void> {
    const { known, event } = this.of(model, real);
    const [athlete, bib] = ATHLETES[this.who] ?? ['adam', '1'];
    const row = liveResult('single', athlete, { time: this.total, pen: 0, total: this.total });
    const isTaken = TAKES[known.status]?.includes('results') === true;
    this.expect('the answer', (await event.pushResults([row])).status, isTaken ? 200 : 403);
    if (isTaken && known.hasExport) known.totals.set(bib, this.total);
  }
}

class Move extends Step {
  constructor(
    id: string,
    round: { no: number },
    readonly to: string,
  ) {
    super(id, round);
  }
  async run(model: Model, real: Real): Promise<void> {
    const { known, event } = this.of(model, real);
    const isAllowed = NEXT[known.status]?.includes(this.to) === true;
    this.expect('the answer', (await event.setStatus(this.to)).status, isAllowed ? 200 : 400);
    if (!isAllowed) return;
    known.status = this.to;
    if (this.to === 'draft' || this.to === 'official') leave(real, this.id);
  }
  override toString(): string {
    return `Move ${this.id} to ${this.to}`;
  }
}

class Rotate extends Step {
  async run(_model: Model, { target, events }: Real): Promise<void> {
    const old = events.get(this.id);
    const path = `${target.url}/api/v1/admin/events/${this.eventId}/key`;
    const { body } = await send('POST', path, { headers: MASTER });
    events.set(this.id, EventApi.of(target.url, this.eventId, body.apiKey as string));
    this.expect('the old key', (await old?.setStatus('running'))?.status, 401);
  }
}

class Delete extends Step {
  async run(model: Model, real: Real): Promise<void> {
    const path = `${real.target.url}/api/v1/admin/events/${this.eventId}`;
    this.expect('the answer', (await send('DELETE', path, { headers: MASTER })).status, 200);
    model.delete(this.id);
    leave(real, this.id);
  }
}

class Watch extends Step {
  constructor(
    id: string,
    round: { no: number },
    readonly form: number,
  ) {
    super(id, round);
  }
  override check(model: Readonly<Model>): boolean {
    return !['draft', 'official', undefined].includes(model.get(this.id)?.status);
  }
  run(_model: Model, { target, viewers }: Real): Promise<void> {
    const form = FORMS[this.form % FORMS.length];
    const watching = viewers.get(this.id) ?? [];
    if (form) viewers.set(this.id, [...watching, form({ url: target.url, eventId: this.eventId })]);
    return Promise.resolve();
  }
}

class Cut extends Step {
  run(_model: Model, { viewers }: Real): Promise<void> {
    for (const viewer of viewers.get(this.id) ?? []) viewer.cut(10);
    return Promise.resolve();
  }
}

/** What everyone sees is what the model says, and every viewer has it. */
class Look extends Step {
  override check(): boolean {
    return true;
  }
  async run(model: Model, { target, viewers }: Real): Promise<void> {
    const known = model.get(this.id);
    const base = `${target.url}/api/v1/events/${this.eventId}`;
    const { status, body } = await send('GET', base);
    const isSeen = known !== undefined && known.status !== 'draft';
    this.expect('the answer', status, isSeen ? 200 : 404);
    if (!isSeen) return;
    this.expect('the status', body.event.status, known.status);
    if (known.hasExport) {
      const { body: list } = await send('GET', `${base}/results/${RACES.single}`);
      const rows = list.results as { bib: string; total: number | null; rnk: number | null }[];
      const totals = rows.filter(({ total }) => total !== null).map(({ bib, total }) => [bib, total]);
      this.expect('the totals', totals.sort(), [...known.totals].sort());
      const best = Math.min(...known.totals.values());
      for (const { total, rnk } of rows) if (rnk === 1) this.expect('the first', total, best);
    }
    const watching = viewers.get(this.id) ?? [];
    if (watching.length === 0) return;
    const rest = await restWhenAllAreCurrent(target.url, this.eventId, watching);
    for (const viewer of watching) this.expect('what a viewer has', viewer.state, rest);
  }
}

function leave({ viewers }: Real, id: string): void {
  for (const viewer of viewers.get(id) ?? []) viewer.close();
  viewers.delete(id);
}

export function modelProperties(target: Target): Record<string, fc.IAsyncProperty<unknown[]>> {
  const round = { no: 0 };
  const id = fc.constantFrom(...IDS);
  const commands = fc.commands(
    [
      id.map((one) => new Create(one, round)),
      id.map((one) => new Import(one, round)),
      fc
        .tuple(id, fc.nat(1), fc.integer({ min: 7_000, max: 9_000 }))
        .map(([one, who, total]) => new Push(one, round, who, total)),
      fc.tuple(id, fc.constantFrom(...Object.keys(NEXT))).map(([one, to]) => new Move(one, round, to)),
      fc.tuple(id, fc.nat(FORMS.length - 1)).map(([one, form]) => new Watch(one, round, form)),
      id.map((one) => new Cut(one, round)),
      id.map((one) => new Look(one, round)),
      id.map((one) => new Rotate(one, round)),
      id.map((one) => new Delete(one, round)),
    ],
    { maxCommands: 60, size: 'max' },
  );
  const property = fc.asyncProperty(commands, async (steps) => {
    round.no = rounds += 1;
    const real: Real = { target, events: new Map(), viewers: new Map() };
    try {
      await fc.asyncModelRun(() => ({ model: new Map<string, Known>(), real }), steps);
      await target.checkAlive();
    } finally {
      for (const one of IDS) leave(real, one);
    }
  });
  return { 'what is done in any order': property as fc.IAsyncProperty<unknown[]> };
}
