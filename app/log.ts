import pino, { type DestinationStream, type Logger } from 'pino';

/** What is asked of a logger: that of pino fits, and any that takes fields and a message. */
export interface Log {
  debug: (fields: object, message: string) => void;
  info: (fields: object, message: string) => void;
  warn: (fields: object, message: string) => void;
  error: (fields: object, message: string) => void;
  /** Where it is there, nothing is put together that nobody reads. */
  isLevelEnabled?: (level: 'debug' | 'info' | 'warn' | 'error') => boolean;
}

/** A knex error's message holds the whole statement: what is longer is cut. */
const MAX_MESSAGE = 500;
const MAX_FRAMES = 20;

/** One JSON object a line, on stdout, or to where is wanted. */
export const createLog = (level: string, destination?: DestinationStream): Logger =>
  // Errors are logged as {@link errorFields} of them already.
  pino({ level, serializers: { err: (fields: unknown) => fields } }, destination);

/**
 * What is logged of an error, as `err`. Only what is named here: libraries hang on errors what they were working on,
 * as Node does with the bytes of a malformed request, and those hold keys and passwords.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: cut(String(error)) };
  const { name, message, stack = '' } = error;
  const { code } = error as NodeJS.ErrnoException;
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: name,
    message: cut(message),
    ...(typeof code === 'string' && { code }),
    stack: frames.slice(0, MAX_FRAMES).join('\n'),
  };
}

const cut = (text: string): string => (text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text);
