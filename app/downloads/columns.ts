import type { Language } from '../pages/language';
import type { Cell } from './csv';

/** The header of each column of the exports. */
const HEADERS = {
  rank: { en: 'Rank', cs: 'Pořadí', sk: 'Poradie', de: 'Rang', pl: 'Miejsce', fr: 'Rang' },
  bib: { en: 'Bib', cs: 'Číslo', sk: 'Číslo', de: 'Startnummer', pl: 'Numer', fr: 'Dossard' },
  name: { en: 'Name', cs: 'Jméno', sk: 'Meno', de: 'Name', pl: 'Nazwisko', fr: 'Nom' },
  members: {
    en: 'Members',
    cs: 'Členové',
    sk: 'Členovia',
    de: 'Mitglieder',
    pl: 'Członkowie',
    fr: 'Membres',
  },
  athleteId: { en: 'ICF id', cs: 'ICF id', sk: 'ICF id', de: 'ICF-Id', pl: 'ICF id', fr: 'Id ICF' },
  club: { en: 'Club', cs: 'Oddíl', sk: 'Oddiel', de: 'Verein', pl: 'Klub', fr: 'Club' },
  noc: { en: 'NOC', cs: 'Stát', sk: 'Štát', de: 'NOK', pl: 'Kraj', fr: 'CNO' },
  category: {
    en: 'Category',
    cs: 'Kategorie',
    sk: 'Kategória',
    de: 'Altersklasse',
    pl: 'Kategoria',
    fr: 'Catégorie',
  },
  categoryRank: {
    en: 'Category rank',
    cs: 'Pořadí v kategorii',
    sk: 'Poradie v kategórii',
    de: 'Rang in der Altersklasse',
    pl: 'Miejsce w kategorii',
    fr: 'Rang en catégorie',
  },
  time: { en: 'Time', cs: 'Čas', sk: 'Čas', de: 'Zeit', pl: 'Czas', fr: 'Temps' },
  penalty: {
    en: 'Penalties',
    cs: 'Penalizace',
    sk: 'Penalizácia',
    de: 'Strafen',
    pl: 'Kary',
    fr: 'Pénalités',
  },
  total: { en: 'Total', cs: 'Výsledek', sk: 'Výsledok', de: 'Gesamt', pl: 'Razem', fr: 'Total' },
  status: { en: 'Status', cs: 'Stav', sk: 'Stav', de: 'Status', pl: 'Status', fr: 'Statut' },
  time1: { en: 'Time 1', cs: 'Čas 1', sk: 'Čas 1', de: 'Zeit 1', pl: 'Czas 1', fr: 'Temps 1' },
  penalty1: {
    en: 'Penalties 1',
    cs: 'Penalizace 1',
    sk: 'Penalizácia 1',
    de: 'Strafen 1',
    pl: 'Kary 1',
    fr: 'Pénalités 1',
  },
  total1: { en: 'Total 1', cs: 'Výsledek 1', sk: 'Výsledok 1', de: 'Gesamt 1', pl: 'Razem 1', fr: 'Total 1' },
  status1: { en: 'Status 1', cs: 'Stav 1', sk: 'Stav 1', de: 'Status 1', pl: 'Status 1', fr: 'Statut 1' },
  time2: { en: 'Time 2', cs: 'Čas 2', sk: 'Čas 2', de: 'Zeit 2', pl: 'Czas 2', fr: 'Temps 2' },
  penalty2: {
    en: 'Penalties 2',
    cs: 'Penalizace 2',
    sk: 'Penalizácia 2',
    de: 'Strafen 2',
    pl: 'Kary 2',
    fr: 'Pénalités 2',
  },
  total2: { en: 'Total 2', cs: 'Výsledek 2', sk: 'Výsledok 2', de: 'Gesamt 2', pl: 'Razem 2', fr: 'Total 2' },
  status2: { en: 'Status 2', cs: 'Stav 2', sk: 'Stav 2', de: 'Status 2', pl: 'Status 2', fr: 'Statut 2' },
  best: {
    en: 'Best',
    cs: 'Lepší jízda',
    sk: 'Lepšia jazda',
    de: 'Besserer Lauf',
    pl: 'Lepszy przejazd',
    fr: 'Meilleure',
  },
  gap: { en: 'Gap', cs: 'Ztráta', sk: 'Strata', de: 'Rückstand', pl: 'Strata', fr: 'Écart' },
  categoryGap: {
    en: 'Category gap',
    cs: 'Ztráta v kategorii',
    sk: 'Strata v kategórii',
    de: 'Rückstand in der Altersklasse',
    pl: 'Strata w kategorii',
    fr: 'Écart en catégorie',
  },
  round: { en: 'Round', cs: 'Kolo', sk: 'Kolo', de: 'Runde', pl: 'Runda', fr: 'Tour' },
  heat: { en: 'Heat', cs: 'Rozjížďka', sk: 'Rozjazda', de: 'Lauf', pl: 'Bieg', fr: 'Série' },
  trialTime: {
    en: 'Time trial',
    cs: 'Měřená jízda',
    sk: 'Meraná jazda',
    de: 'Zeitlauf',
    pl: 'Próba czasowa',
    fr: 'Contre-la-montre',
  },
  faults: { en: 'Faults', cs: 'Chyby', sk: 'Chyby', de: 'Fehler', pl: 'Błędy', fr: 'Fautes' },
  qualified: { en: 'Qualified', cs: 'Postup', sk: 'Postup', de: 'Qualifiziert', pl: 'Awans', fr: 'Qualifié' },
  startOrder: {
    en: 'Order',
    cs: 'Pořadí na startu',
    sk: 'Poradie na štarte',
    de: 'Startfolge',
    pl: 'Kolejność',
    fr: 'Ordre',
  },
  startTime: {
    en: 'Start time',
    cs: 'Čas startu',
    sk: 'Čas štartu',
    de: 'Startzeit',
    pl: 'Czas startu',
    fr: 'Heure de départ',
  },
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
