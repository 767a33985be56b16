import type { Executor } from '../../lib/db/dialect';
import { listRaceIds } from '../../lib/db/raceDayRepository';
import type { View } from '../../lib/ingest/readSnapshot';
import { validate } from '../middleware/bodies';
import { viewSchema } from '../schemas';

/** The view that a query asks for: `view=structure`, `races=A,B`. 400 names what is wrong. */
export function viewOf(query: Record<string, unknown>): View {
  const { view, races } = validate(viewSchema, query);
  return { structureOnly: view === 'structure', races };
}

/**
 * The view without races that the event does not have, for one look: names that nobody knows must not make views of their
 * own. Not for who goes on watching: a race that it waits for may come with the next export.
 */
export async function knownPart(db: Executor, event: number, view: View): Promise<View> {
  if (view.races === null) return view;
  const known = await listRaceIds(db, event);
  return { ...view, races: view.races.filter((raceId) => known.has(raceId)) };
}
