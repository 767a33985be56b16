import type { Language } from '../pages/language';
import type { Cell } from './csv';

/** The header of each column of the exports. */
const HEADERS = {
  rank: { en: 'Rank', cs: 'Pořadí' },
  bib: { en: 'Bib', cs: 'Číslo' },
  name: { en: 'Name', cs: 'Jméno' },
  members: { en: 'Members', cs: 'Členové' },
  athleteId: { en: 'ICF id', cs: 'ICF id' },
  club: { en: 'Club', cs: 'Oddíl' },
  noc: { en: 'NOC', cs: 'Stát' },
  category: { en: 'Category', cs: 'Kategorie' },
  categoryRank: { en: 'Category rank', cs: 'Pořadí v kategorii' },
  time: { en: 'Time', cs: 'Čas' },
  penalty: { en: 'Penalties', cs: 'Penalizace' },
  total: { en: 'Total', cs: 'Výsledek' },
  status: { en: 'Status', cs: 'Stav' },
  time1: { en: 'Time 1', cs: 'Čas 1' },
  penalty1: { en: 'Penalties 1', cs: 'Penalizace 1' },
  total1: { en: 'Total 1', cs: 'Výsledek 1' },
  status1: { en: 'Status 1', cs: 'Stav 1' },
  time2: { en: 'Time 2', cs: 'Čas 2' },
  penalty2: { en: 'Penalties 2', cs: 'Penalizace 2' },
  total2: { en: 'Total 2', cs: 'Výsledek 2' },
  status2: { en: 'Status 2', cs: 'Stav 2' },
  best: { en: 'Best', cs: 'Lepší jízda' },
  gap: { en: 'Gap', cs: 'Ztráta' },
  categoryGap: { en: 'Category gap', cs: 'Ztráta v kategorii' },
  round: { en: 'Round', cs: 'Kolo' },
  heat: { en: 'Heat', cs: 'Rozjížďka' },
  trialTime: { en: 'Time trial', cs: 'Měřená jízda' },
  faults: { en: 'Faults', cs: 'Chyby' },
  qualified: { en: 'Qualified', cs: 'Postup' },
  startOrder: { en: 'Order', cs: 'Pořadí na startu' },
  startTime: { en: 'Start time', cs: 'Čas startu' },
} satisfies Record<string, Record<Language, string>>;

/** A column: which one, and what it shows of a row. */
export type Column<Row> = [name: keyof typeof HEADERS, cell: (row: Row) => Cell | undefined];

/** The rows as a table with its header. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  language: Language,
): Cell[][] {
  const header = columns.map(([name]) => HEADERS[name][language]);
  return [header, ...rows.map((row) => columns.map(([, cell]) => cell(row) ?? null))];
}
