import { parse } from 'node:querystring';
import { AppError } from '../../lib/errors';

/** An upgrade request for an event's WebSocket, whose path routers do not see. */
export interface SocketPath {
  eventId: string;
  query: Record<string, unknown>;
}

const PATH = /^\/api\/v1\/events\/([^/]+)\/ws\/?$/;

/** Whether a request's target lies below a prefix, '' for the root. */
export const isBelow = (prefix: string, url = '/'): boolean =>
  url.startsWith(prefix) && ['/', '?', undefined].includes(url[prefix.length]);

/** Reads a request's target; null for every other path. Throws 400 for an event id that is not well-formed. */
export function readSocketPath(prefix: string, url = '/'): SocketPath | null {
  if (!isBelow(prefix, url)) return null;
  const [path = '/', search] = url.slice(prefix.length).split('?', 2);
  const [, eventId] = PATH.exec(path) ?? [];
  return eventId === undefined ? null : { eventId: decoded(eventId), query: parse(search ?? '') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError(400, 'BadRequest', 'The event id in the path is not well-formed.');
  }
}
