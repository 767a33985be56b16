import type { EventState } from '../../lib/read/EventState';
import type { Language } from '../pages/language';
import { table } from './columns';
import type { Cell } from './csv';
import { raceTitles } from './raceTitle';
import { resultColumns } from './resultColumns';

/** The result lists of an event that have rows, in the order of the programme; the two runs of a pair have one. */
export function* bookLists(
  state: EventState,
): Generator<{ raceId: string; rows: ReturnType<EventState['resultRows']> }> {
  const seen = new Set<unknown>();
  for (const { raceId } of state.structure.races) {
    const rows = state.resultRows(raceId, null);
    if (rows.length === 0 || seen.has(rows)) continue;
    seen.add(rows);
    yield { raceId, rows };
  }
}

/** All results of an event: each list below its title, with a blank line between two. */
export function bookTable(state: EventState, language: Language): Cell[][] {
  const { races, classes } = state.structure;
  const titles = raceTitles(races, classes, language);
  return [...bookLists(state)].flatMap(({ raceId, rows }, at): Cell[][] => [
    ...(at === 0 ? [] : [[]]),
    [titles.get(raceId) ?? raceId],
    ...table(resultColumns(rows, language), rows, language),
  ]);
}
