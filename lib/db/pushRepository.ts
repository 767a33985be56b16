import type { Executor } from './dialect';

/** A device that is to be told of some athletes of an event (Push API, https://www.w3.org/TR/push-api/). */
export interface PushSubscriber {
  /** Where the browser's push service takes messages for it. */
  endpoint: string;
  /** Its public key and secret, base64url. */
  keys: { p256dh: string; auth: string };
  /** Of whom, see `favouriteKey` and `clubKey`. */
  favourites: string[];
  language: string;
  /** Address of the page that a notification opens. */
  page: string;
  /** What it was told of last: by starts and runs of athletes, as texts that change with what is to be told. */
  told: Record<string, string>;
  /** Milliseconds since 1970. */
  since: number;
}

export interface StoredSubscriber extends PushSubscriber {
  id: number;
}

interface SubscriberRow extends Omit<StoredSubscriber, 'keys' | 'favourites' | 'told'> {
  event: number;
  keys: string;
  favourites: string;
  told: string;
}

export async function storeSubscriber(trx: Executor, event: number, one: PushSubscriber): Promise<void> {
  const { keys, favourites, told, ...plain } = one;
  await trx<SubscriberRow>('push_subscriptions')
    .insert({
      ...plain,
      event,
      keys: JSON.stringify(keys),
      favourites: JSON.stringify(favourites),
      told: JSON.stringify(told),
    })
    .onConflict(['event', 'endpoint'])
    .merge();
}

/** The event's, or those of them that have these ids. */
export async function listSubscribers(
  db: Executor,
  event: number,
  ids?: readonly number[],
): Promise<StoredSubscriber[]> {
  const query = db<SubscriberRow>('push_subscriptions').where({ event }).orderBy('id');
  const rows = await (ids ? query.whereIn('id', ids) : query);
  return rows.map(({ id, endpoint, keys, favourites, language, page, told, since }) => ({
    ...{ id, endpoint, language, page, since },
    keys: JSON.parse(keys) as PushSubscriber['keys'],
    favourites: JSON.parse(favourites) as string[],
    told: JSON.parse(told) as Record<string, string>,
  }));
}

export async function countSubscribers(db: Executor, event: number): Promise<number> {
  const row = await db('push_subscriptions')
    .where({ event })
    .count<{ count: number | string }>({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** Notes what a subscriber was told of. */
export async function storeTold(trx: Executor, id: number, told: Record<string, string>): Promise<void> {
  await trx<SubscriberRow>('push_subscriptions')
    .where({ id })
    .update({ told: JSON.stringify(told) });
}

export async function removeSubscriber(trx: Executor, event: number, endpoint: string): Promise<void> {
  await trx<SubscriberRow>('push_subscriptions').where({ event, endpoint }).delete();
}

/** Forgets devices that have said nothing since then (milliseconds), in all events: a page that is opened says it anew. */
export async function forgetSubscribers(db: Executor, before: number): Promise<void> {
  await db<SubscriberRow>('push_subscriptions').where('since', '<', before).delete();
}
