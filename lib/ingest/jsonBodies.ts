import { AppError } from '../errors';

/** More than any race day has in one push; each row costs a look-up. */
const MAX_ROWS = 20_000;

/** The JSON of a body; an empty one is an empty object. Throws 400 `InvalidJson`. */
export function readJson(bytes: Uint8Array): unknown {
  // An odd byte in a name must not cost the push: it becomes U+FFFD.
  const text = new TextDecoder().decode(bytes).trim();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw invalidJson(error as Error);
  }
}

/** The rows of a push, unread; throws 400 where the body is no JSON or holds no such list, or one that is too long. */
export function pushedRows(bytes: Uint8Array, field: 'results' | 'oncourse'): unknown[] {
  const rows = (readJson(bytes) as Record<string, unknown> | null)?.[field];
  if (!Array.isArray(rows)) throw invalid(`${field}: expected a list, as in {"${field}": [ … ]}`);
  if (rows.length <= MAX_ROWS) return rows;
  throw invalid(`${field}: expected at most ${MAX_ROWS} rows, not ${rows.length}; nothing of them was taken`);
}

export const invalidJson = ({ message }: Error): AppError =>
  new AppError(400, 'InvalidJson', `The body is not valid JSON: ${message}`);

const invalid = (message: string): AppError => new AppError(400, 'ValidationError', message);
