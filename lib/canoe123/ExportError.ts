/** Where in an export something is wrong; lines count from 1, columns are characters from 1. */
export interface ExportPlace {
  line?: number;
  column?: number;
  /** Local name of the element, for example `Results`. */
  element?: string;
}

/**
 * An export that has to be refused whole. `message` is a sentence for the person at the timing desk and
 * begins with the place, as in `line 12, <Results>: the file ends inside this element`.
 */
export class ExportError extends Error {
  readonly line?: number;
  readonly column?: number;
  readonly element?: string;

  constructor(problem: string, place: ExportPlace = {}) {
    super(describePlace(place) + problem);
    this.name = 'ExportError';
    if (place.line !== undefined) this.line = place.line;
    if (place.column !== undefined) this.column = place.column;
    if (place.element !== undefined) this.element = place.element;
  }
}

function describePlace({ line, column, element }: ExportPlace): string {
  const parts: string[] = [];
  if (line !== undefined) parts.push(`line ${line}`);
  if (column !== undefined) parts.push(`column ${column}`);
  if (element !== undefined) parts.push(`<${element}>`);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

/** A value from the file as it may stand in a message: quoted, and cut to 40 characters. */
export function quoteValue(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
