import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from './config';

/** A knex error's message holds the whole statement: what is longer is cut. */
const MAX_MESSAGE = 500;
const MAX_FRAMES = 20;

/** The log: one JSON object a line on stdout, or to where a test wants it. */
export const createLog = ({ LOG_LEVEL }: Config, destination?: DestinationStream): Logger =>
  pino({ level: LOG_LEVEL, serializers: { err: errorFields } }, destination);

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
