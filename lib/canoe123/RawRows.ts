import { ExportError, quoteValue } from './ExportError';
import { isColumn, isSection, type SectionName } from './sections';

const ROOT = 'Canoe123Data';
/** Root, Classes, Categories, column are four; what goes deeper than eight is an attack. */
const MAX_DEPTH = 8;
/** Longest text of a column that is used; GateTimes, the longest in practice, has some 250 characters. */
const MAX_VALUE_CHARS = 4096;

/** One section element as it stands in the file: texts exactly as written, entities decoded. */
export interface RawRow {
  section: SectionName;
  /** Line of the opening tag, from 1. */
  line: number;
  /** Column name to text, for those columns of the section that are used and are there. */
  values: Map<string, string>;
  /** The nested `<Categories>` of a `<Classes>` row; empty for all others. */
  categories: RawRow[];
}

/** Puts rows together from the parser's events, whatever the order of sections and columns. */
export class RawRows {
  // One row object for the whole file: 20,000 maps less for the garbage collector.
  private readonly row: RawRow = { section: 'Events', line: 0, values: new Map(), categories: [] };
  /** The row whose columns are being read: `row`, or one of its categories. */
  private current: RawRow | null = null;
  private column: string | null = null;
  private columnDepth = 0;
  private value = '';
  private depth = 0;
  private isComplete = false;

  /** @param onRow gets each row when it is complete; the row is reused after it returns. */
  constructor(private readonly onRow: (row: RawRow) => void) {}

  open(name: string, line: number): void {
    this.handOver();
    this.depth++;
    if (this.depth === 1) checkRoot(name, line);
    else if (this.depth > MAX_DEPTH) {
      throw new ExportError(`elements nested more than ${MAX_DEPTH} deep`, {
        line,
        element: shortened(name),
      });
    } else if (this.depth === 2) this.openRow(name, line);
    else if (this.column === null && this.current !== null) this.openInRow(this.current, name, line);
  }

  text(piece: string, line: number): void {
    if (this.column === null || this.depth !== this.columnDepth) return;
    this.value = this.value === '' ? piece : this.value + piece;
    if (this.value.length > MAX_VALUE_CHARS) {
      throw new ExportError(`a text of more than ${MAX_VALUE_CHARS} characters`, {
        line,
        element: this.column,
      });
    }
  }

  close(): void {
    this.handOver();
    if (this.column !== null && this.depth === this.columnDepth) {
      this.current?.values.set(this.column, this.value);
      this.column = null;
    } else if (this.depth === 3 && this.current !== null) {
      this.current = this.row;
    } else if (this.depth === 2 && this.current !== null) {
      this.current = null;
      this.isComplete = true;
    }
    this.depth--;
  }

  /** One tag late: the parser says that a tag closes before it finds that another one should have. */
  private handOver(): void {
    if (!this.isComplete) return;
    this.isComplete = false;
    this.onRow(this.row);
  }

  private openRow(name: string, line: number): void {
    if (!isSection(name) || name === 'Categories') return;
    const { row } = this;
    row.section = name;
    row.line = line;
    row.values.clear();
    row.categories = [];
    this.current = row;
  }

  private openInRow(current: RawRow, name: string, line: number): void {
    if (this.depth === 3 && current.section === 'Classes' && name === 'Categories') {
      const category: RawRow = { section: 'Categories', line, values: new Map(), categories: [] };
      current.categories.push(category);
      this.current = category;
      return;
    }
    const columnDepth = current.section === 'Categories' ? 4 : 3;
    if (this.depth !== columnDepth || !isColumn(current.section, name)) return;
    this.column = name;
    this.columnDepth = columnDepth;
    this.value = '';
  }
}

function checkRoot(name: string, line: number): void {
  if (name === ROOT) return;
  throw new ExportError(`the root element is <${shortened(name)}>, not <${ROOT}>`, { line });
}

function shortened(name: string): string {
  return quoteValue(name).slice(1, -1);
}
