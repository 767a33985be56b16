import type { Context } from 'koa';
import type { StoredEvent } from '../lib/db/eventRepository';

/** What our middleware hands on with a request. */
interface OwnState {
  requestId?: string;
  /** The event that the request was let through for. */
  event?: StoredEvent;
}

/** In `ctx.state`, whose names are the host's. */
const OWN = Symbol('slalom-live');

export function ownState({ state }: Context): OwnState {
  const known = (state as { [OWN]?: OwnState })[OWN];
  if (known) return known;
  const own: OwnState = {};
  Object.assign(state, { [OWN]: own });
  return own;
}
