import type { View } from '../../lib/read/View';
import { validate } from '../middleware/bodies';
import { viewSchema } from '../schemas';

/** The view that a query asks for: `view=structure`, `races=A,B`. 400 names what is wrong. */
export function viewOf(query: Record<string, unknown>): View {
  const { view, races } = validate(viewSchema, query);
  return { structureOnly: view === 'structure', races };
}
