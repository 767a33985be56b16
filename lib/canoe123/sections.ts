/**
 * The sections and columns of an export that are used; all others are tolerated and passed over. Left out
 * on purpose: `TimeMode` (says `Points100` whatever the file holds), and `TotalTotal`, `BetterRunNr`,
 * `TotalBehind`, `catTotalBehind`, `CatRnk` and `CatRnkOrder`, which the ranking computes itself.
 */
const COLUMNS = {
  Events: ['MainTitle', 'SubTitle', 'Location', 'Facility', 'StartDate', 'EndDate', 'CanoeDiscipline'],
  Participants: [
    ...[
      'Id',
      'ClassId',
      'EventBib',
      'ICFId',
      'FamilyName',
      'GivenName',
      'ICFId2',
      'FamilyName2',
      'GivenName2',
    ],
    ...['NOC', 'Club', 'Year', 'CatId', 'IsTeam', 'Member1', 'Member2', 'Member3'],
  ],
  Classes: ['ClassId', 'Class', 'LongTitle'],
  Categories: ['CatId', 'Category', 'FirstYear', 'LastYear'],
  Schedule: [
    ...['RaceId', 'RaceOrder', 'StartTime', 'ClassId', 'DisId', 'StartInterval', 'CourseNr', 'RaceStatus'],
    'CustomTitle',
  ],
  Results: [
    ...[
      'RaceId',
      'Id',
      'StartOrder',
      'Bib',
      'StartTime',
      'Status',
      'dtStart',
      'dtFinish',
      'Time',
      'Gates',
      'GateTimes',
      'Pen',
    ],
    ...['Total', 'Rnk', 'RnkOrder', 'CatId', 'PrevTime', 'PrevPen', 'PrevTotal', 'PrevRnk'],
    ...['HeatNr', 'RoundNr', 'Qualified', 'NrFLT', 'FLT'],
  ],
  CourseData: ['CourseNr', 'CourseConfig'],
} as const;

/** A section of the export; `Categories` occurs only inside `Classes`. */
export type SectionName = keyof typeof COLUMNS;

const columnsOf = new Map<string, ReadonlySet<string>>(
  Object.entries(COLUMNS).map(([section, columns]) => [section, new Set<string>(columns)]),
);

/** Whether an element of this local name is a section that is used. */
export function isSection(name: string): name is SectionName {
  return columnsOf.has(name);
}

/** Whether the section's column of this local name is used. */
export function isColumn(section: SectionName, name: string): boolean {
  return columnsOf.get(section)?.has(name) ?? false;
}
