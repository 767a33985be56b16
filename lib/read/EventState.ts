import type { Epoch } from '../db/eventRepository';
import { apply } from '../domain/apply';
import type { DiffData, PublicRace, PublicResult, PublicStart, Snapshot } from '../domain/views';
import { raceNotFound } from '../errors';
import { Body, Part } from './Body';
import { Fragment } from './Fragment';
import type { LoadedPart, LoadedState } from './loadState';
import type { View } from './View';

/** What an event has before anyone has started, and what is not of one race. */
export type Structure = Omit<Snapshot, 'results' | 'startlists'>;

/** The public lists of one race. */
interface RaceLists {
  results: Fragment<PublicResult>;
  startlist: Fragment<PublicStart>;
  /** The message that last changed the results, or their details. */
  changedAt: number;
}

/** Detailed rows, as they were read for one state of the race. */
interface HeldDetails {
  changedAt: number;
  loading: Promise<Part>;
}

/**
 * What the public may know of an event as of one message; every answer about it is put together from here. It is changed
 * by the very diffs that go out, so that what streams say and what REST says is one thing.
 */
export class EventState {
  /** The last message that it contains. */
  seq: number;
  readonly epochs: Epoch[];
  private held: Structure;
  private readonly lists = new Map<string, RaceLists>();
  private readonly details = new Map<string, HeldDetails>();
  private readonly made = new Map<string, { of: readonly unknown[]; answer: unknown }>();
  private readonly parts = new WeakMap<object, Part>();

  constructor(
    { seq, epochs, structure, lists }: LoadedState,
    /** Reads a race's detailed rows, of one category where that is named; from a moment not before the asking. */
    private readonly loadDetails: (raceId: string, catId: string | null) => Promise<LoadedPart>,
  ) {
    this.seq = seq;
    this.epochs = epochs;
    this.held = structure;
    // The two races of a pair share their results, and so what is made of them.
    const results = new Map<LoadedPart, Fragment<PublicResult>>();
    for (const list of lists) {
      const shared = results.get(list.results) ?? Fragment.ofJson<PublicResult>(partOf(list.results));
      results.set(list.results, shared);
      const startlist = Fragment.ofJson<PublicStart>(partOf(list.startlist));
      this.lists.set(list.raceId, { results: shared, startlist, changedAt: seq });
    }
  }

  get structure(): Structure {
    return this.held;
  }

  get raceIds(): ReadonlySet<string> {
    return this.once(
      'raceIds',
      [this.held.races],
      () => new Set(this.held.races.map(({ raceId }) => raceId)),
    );
  }

  /** Takes in a diff that came after {@link seq}. */
  apply({ seq, data }: { seq: number; data: DiffData }): void {
    this.seq = seq;
    const { raceId } = data;
    const known = raceId === undefined ? undefined : this.lists.get(raceId);
    const changesRows = data.results !== undefined && (data.results.length > 0 || !known);
    // Of the lists the reducer is given those that it touches: the others need not be read.
    const rows = changesRows && known && raceId !== undefined ? { [raceId]: known.results.rows } : {};
    const before: Snapshot = { ...this.held, results: rows, startlists: {} };
    const { results, startlists, ...structure } = apply(before, { type: 'diff', data }) ?? before;
    this.held = structure;
    if (raceId === undefined) return;
    this.lists.set(raceId, {
      results: changesRows || !known ? Fragment.ofRows(results[raceId] ?? []) : known.results,
      startlist:
        data.startlist !== undefined || !known ? Fragment.ofRows(startlists[raceId] ?? []) : known.startlist,
      // Without rows it says that details have changed, which rows do not show.
      changedAt: data.results !== undefined || !known ? seq : known.changedAt,
    });
  }

  /** The snapshot: the `data` of a `full` message. */
  full({ structureOnly, races }: View): Body {
    const { event, config, classes, races: schedule, categories, oncourse, timing, viewers } = this.held;
    const parts: Part[] = [];
    const add = (glue: string, value: object): void => {
      parts.push(this.glue(glue), this.partOf(value));
    };
    add('{"event":', event);
    add(',"config":', config);
    add(',"classes":', classes);
    add(',"races":', schedule);
    add(',"categories":', categories);
    if (!structureOnly) {
      add(',"oncourse":', oncourse);
      const wanted = races ?? [...this.raceIds];
      const addLists = (name: string, list: (lists: RaceLists) => Part): void => {
        let glue = `,"${name}":{`;
        for (const raceId of wanted) {
          const lists = this.lists.get(raceId);
          if (!lists) continue;
          parts.push(this.glue(`${glue}${JSON.stringify(raceId)}:`), list(lists));
          glue = ',';
        }
        parts.push(this.glue(glue === ',' ? '}' : `${glue}}`));
      };
      addLists('results', ({ results }) => results.part);
      addLists('startlists', ({ startlist }) => startlist.part);
    }
    if (timing) add(',"timing":', timing);
    parts.push(Part.of(viewers === undefined ? '}' : `,"viewers":${viewers}}`));
    return new Body(parts, races === null && !structureOnly);
  }

  /** The event with what it has before anyone has started. */
  event(): Body {
    const { event, classes, races } = this.held;
    return this.once('event', [event, classes, races], () =>
      bodyOf(
        '{"event":',
        this.partOf(event),
        ',"classes":',
        this.partOf(classes),
        ',"races":',
        this.partOf(races),
        '}',
      ),
    );
  }

  categories(): Body {
    const { categories } = this.held;
    return this.once('categories', [categories], () =>
      bodyOf('{"categories":', this.partOf(categories), '}'),
    );
  }

  onCourse(): Body {
    const { oncourse } = this.held;
    return this.once('oncourse', [oncourse], () => bodyOf('{"oncourse":', this.partOf(oncourse), '}'));
  }

  /** A race's result list, of one category where that is named. Throws 404 for a race that the public does not see. */
  results(raceId: string, catId: string | null): Body {
    const race = this.race(raceId);
    const { results } = this.listsOf(raceId);
    if (catId === null) {
      return this.once(`results ${raceId}`, [race, results], () => resultsBody(race, results.part));
    }
    const rows = this.resultRows(raceId, catId);
    // Categories that nobody has must not fill the memory.
    if (rows.length === 0) return resultsBody(race, NOBODY);
    return this.once(`results ${raceId} ${catId}`, [race, results], () =>
      resultsBody(race, Part.of(JSON.stringify(rows))),
    );
  }

  /** The same with gates, times of day and the course; these are read when they are first asked for. */
  async detailedResults(raceId: string, catId: string | null): Promise<Body> {
    const key = `${raceId} ${catId ?? ''}`;
    if (catId !== null && this.resultRows(raceId, catId).length === 0) {
      return resultsBody(this.race(raceId), NOBODY);
    }
    const rows = await this.detailedRows(key, raceId, catId);
    const race = this.race(raceId);
    return this.once(`detailed ${key}`, [race, rows], () => resultsBody(race, rows));
  }

  startList(raceId: string): Body {
    const race = this.race(raceId);
    const { startlist } = this.listsOf(raceId);
    return this.once(`startlist ${raceId}`, [race, startlist], () => {
      const { classId, startTime } = race;
      const head = JSON.stringify({ raceId, classId, startTime });
      return bodyOf(`{"race":${head},"startlist":`, startlist.part, '}');
    });
  }

  /** Rows as they are held: not to be changed. 404 as above. */
  resultRows(raceId: string, catId: string | null): PublicResult[] {
    const { results } = this.listsOf(raceId);
    if (catId === null) return results.rows;
    return this.once(`categories ${raceId}`, [results], () => byCategory(results.rows)).get(catId) ?? [];
  }

  startRows(raceId: string): PublicStart[] {
    return this.listsOf(raceId).startlist.rows;
  }

  /** Throws 404 for a race that the public does not see. */
  race(raceId: string): PublicRace {
    const { races } = this.held;
    const race = this.once('raceById', [races], () => new Map(races.map((one) => [one.raceId, one]))).get(
      raceId,
    );
    if (!race) throw raceNotFound(raceId);
    return race;
  }

  /** What was made under this name, for as long as what it was made `of` is the same; `make` must need nothing else. */
  once<T>(name: string, of: readonly unknown[], make: () => T): T {
    const known = this.made.get(name);
    if (known && known.of.every((one, at) => one === of[at])) return known.answer as T;
    const answer = make();
    this.made.set(name, { of, answer });
    return answer;
  }

  private detailedRows(key: string, raceId: string, catId: string | null): Promise<Part> {
    const { changedAt } = this.listsOf(raceId);
    const held = this.details.get(key);
    if (held?.changedAt === changedAt) return held.loading;
    const loading = this.loadDetails(raceId, catId).then(partOf);
    this.details.set(key, { changedAt, loading });
    loading.catch(() => {
      if (this.details.get(key)?.loading === loading) this.details.delete(key);
    });
    return loading;
  }

  private listsOf(raceId: string): RaceLists {
    const lists = this.lists.get(raceId);
    if (!lists) throw raceNotFound(raceId);
    return lists;
  }

  /** What stands between the values of a snapshot: made once, and compressed and summed once. */
  private glue(text: string): Part {
    return this.once(`glue ${text}`, [], () => Part.of(text));
  }

  private partOf(value: object): Part {
    let part = this.parts.get(value);
    if (!part) this.parts.set(value, (part = Part.of(JSON.stringify(value))));
    return part;
  }
}

const NOBODY = Part.of('[]');

/** What comes from another thread, which gave the bytes away. */
const partOf = ({ bytes, deflated }: LoadedPart): Part => new Part(asBuffer(bytes), asBuffer(deflated));
const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const bodyOf = (...parts: (string | Part)[]): Body =>
  new Body(
    parts.map((part) => (typeof part === 'string' ? Part.of(part) : part)),
    true,
  );

function resultsBody({ raceId, classId, raceType, raceStatus }: PublicRace, rows: Part): Body {
  const head = JSON.stringify({ raceId, classId, raceType, raceStatus });
  return bodyOf(`{"race":${head},"results":`, rows, '}');
}

function byCategory(rows: PublicResult[]): Map<string | null, PublicResult[]> {
  const groups = new Map<string | null, PublicResult[]>();
  for (const row of rows) {
    const group = groups.get(row.catId);
    if (group) group.push(row);
    else groups.set(row.catId, [row]);
  }
  return groups;
}
