import type { Context } from 'koa';

/** Where this server is as who asks sees it, with what stands before every address: `https://results.example`. */
export const siteOf = ({ protocol, host }: Pick<Context, 'protocol' | 'host'>, prefix: string): string =>
  `${protocol}://${host}${prefix}`;

/** Below the site: the page of an event. */
export const eventPath = (eventId: string): string => `/events/${encodeURIComponent(eventId)}`;
