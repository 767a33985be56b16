import { parse } from 'node:querystring';
import { AppError } from '../../lib/errors';

/** A request for an event's stream, whose path routers do not see. */
export interface LivePath {
  path: string;
  eventId: string;
  transport: 'ws' | 'sse';
  query: Record<string, unknown>;
}

const PATH = /^\/api\/v1\/events\/([^/]+)\/(ws|sse)\/?$/;

/** Reads a request's target; null for every other path. Throws 400 for an event id that is not well-formed. */
export function readLivePath(url = '/'): LivePath | null {
  const [path = '/', search] = url.split('?', 2);
  const [, eventId, transport] = PATH.exec(path) ?? [];
  if (eventId === undefined || transport === undefined) return null;
  return {
    path,
    eventId: decoded(eventId),
    transport: transport as 'ws' | 'sse',
    query: parse(search ?? ''),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError(400, 'BadRequest', 'The event id in the path is not well-formed.');
  }
}
