import { Part } from './Body';

/** A list as rows and as JSON: made of what is there when the other is first asked for. */
export class Fragment<T> {
  private constructor(
    private heldRows: T[] | null,
    private heldPart: Part | null,
  ) {}

  static ofRows<T>(rows: T[]): Fragment<T> {
    return new Fragment(rows, null);
  }

  static ofJson<T>(part: Part): Fragment<T> {
    return new Fragment<T>(null, part);
  }

  /** Not to be changed. */
  get rows(): T[] {
    return (this.heldRows ??= JSON.parse(this.part.bytes.toString()) as T[]);
  }

  get part(): Part {
    return (this.heldPart ??= Part.of(JSON.stringify(this.heldRows)));
  }
}
