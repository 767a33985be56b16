import type { Knex } from 'knex';
import type { Executor } from './dialect';

/** Bound parameters stay far below SQLite's and PostgreSQL's limits, and one statement stays short. */
const ROWS_PER_STATEMENT = 50;

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

/** How a field is kept: `json` as text, `flag` as the dialect's boolean. */
type Kind = 'plain' | 'json' | 'flag';

/**
 * One table of records that belong to an event: maps between records and rows, and brings the
 * stored rows to a wanted set with as few writes as possible. Columns are the snake_case of fields.
 */
export class EventTable<R extends object> {
  private readonly columns: { field: keyof R & string; column: string; kind: Kind }[];

  constructor(
    private readonly name: string,
    fields: Record<keyof R & string, Kind>,
    /** The fields that identify a record within its event. */
    private readonly key: (keyof R & string)[],
  ) {
    this.columns = (Object.entries(fields) as [keyof R & string, Kind][]).map(([field, kind]) => ({
      field,
      column: snakeCase(field),
      kind,
    }));
  }

  /** The event's records, or those whose columns equal `where`. */
  async all(db: Executor, event: number, where?: Partial<Record<keyof R, Cell | Cell[]>>): Promise<R[]> {
    const query = this.select(db, where).where('event', event);
    if ('position' in this.fieldSet()) void query.orderBy('position');
    return ((await query) as Row[]).map((row) => this.toRecord(row));
  }

  /** The records of all events whose columns equal `where`, with the events. */
  async ofAllEvents(
    db: Executor,
    where: Partial<Record<keyof R, Cell>>,
  ): Promise<{ event: number; record: R }[]> {
    const rows = (await this.select(db, where)) as Row[];
    return rows.map((row) => ({ event: Number(row.event), record: this.toRecord(row) }));
  }

  private select(db: Executor, where: Partial<Record<keyof R, Cell | Cell[]>> = {}): Knex.QueryBuilder {
    const query = db(this.name);
    for (const [field, value] of Object.entries(where) as [string, Cell | Cell[]][]) {
      if (Array.isArray(value)) void query.whereIn(snakeCase(field), value);
      else void query.where(snakeCase(field), value);
    }
    return query;
  }

  /**
   * Makes `wanted` the event's only records: inserts and updates those that differ from `stored`
   * (what {@link all} answered in this transaction), deletes those that are not wanted.
   */
  async replaceAll(db: Executor, event: number, stored: R[], wanted: R[]): Promise<void> {
    const before = new Map(stored.map((record) => [this.keyOf(record), record]));
    const changed: R[] = [];
    for (const record of wanted) {
      const key = this.keyOf(record);
      const old = before.get(key);
      before.delete(key);
      if (!old || !this.same(old, record)) changed.push(record);
    }
    // Deletions first: nothing may stand in the way of what is new.
    await this.remove(db, event, [...before.values()]);
    await this.put(db, event, changed);
  }

  /** Inserts the records, or overwrites those that have the same key. */
  async put(db: Executor, event: number, records: R[]): Promise<void> {
    for (const some of chunks(records)) {
      await db(this.name)
        .insert(some.map((record) => this.toRow(event, record)))
        .onConflict(['event', ...this.key.map(snakeCase)])
        .merge();
    }
  }

  /** Deletes the records with these keys. */
  async remove(db: Executor, event: number, records: R[]): Promise<void> {
    const columns = this.key.map(snakeCase);
    for (const some of chunks(records)) {
      const keys = some.map((record) => this.key.map((field) => record[field] as Cell));
      await db(this.name)
        .where('event', event)
        .whereIn(columns, keys as never)
        .delete();
    }
  }

  /** Whether two records would be stored alike. */
  same(a: R, b: R): boolean {
    if (a === b) return true;
    return this.columns.every(({ field, kind }) =>
      kind === 'json' ? JSON.stringify(a[field]) === JSON.stringify(b[field]) : a[field] === b[field],
    );
  }

  private keyOf(record: R): string {
    return this.key.map((field) => String(record[field])).join('\u0000');
  }

  private fieldSet(): Partial<Record<string, true>> {
    return Object.fromEntries(this.columns.map(({ field }) => [field, true]));
  }

  private toRow(event: number, record: R): Row {
    const row: Row = { event };
    for (const { field, column, kind } of this.columns) {
      const value = record[field];
      row[column] = kind === 'json' && value !== null ? JSON.stringify(value) : (value as Cell);
    }
    return row;
  }

  private toRecord(row: Row): R {
    const record: Record<string, unknown> = {};
    for (const { field, column, kind } of this.columns) {
      const value = row[column] ?? null;
      if (kind === 'json') record[field] = value === null ? null : JSON.parse(value as string);
      else if (kind === 'flag') record[field] = Boolean(value);
      else record[field] = value;
    }
    return record as R;
  }
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function* chunks<T>(items: T[]): Generator<T[]> {
  for (let i = 0; i < items.length; i += ROWS_PER_STATEMENT) yield items.slice(i, i + ROWS_PER_STATEMENT);
}
