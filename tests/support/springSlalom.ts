import { exportXml, type XmlRow, type XmlSection } from './exportXml';

/**
 * A race day small enough to check by hand: three K1M in two categories with a single run, two best
 * runs, and a kayak-cross heat; one C2 crew; one team of the three. Course 1 is `NNRSNR`: five gates.
 */
export const RACES = {
  single: 'K1M_SR_6',
  first: 'K1M_ST_BR1_6',
  second: 'K1M_ST_BR2_6',
  crew: 'C2M_SR_6',
  team: 'K1M_TEAM_TSR_6',
  heat: 'K1M_X4_6',
} as const;

/** Participants by what a test calls them; Canoe123's ids never reach the public. */
export const ATHLETES = {
  adam: { id: '11.K1M', bib: '1' },
  ben: { id: '12.K1M', bib: '2' },
  cyril: { id: '13.K1M', bib: '10' },
  crew: { id: '21.C2M', bib: '31' },
  team: { id: '91.TEAM', bib: '51' },
} as const;
export type Athlete = keyof typeof ATHLETES;

/** What an export says of one run, in Canoe123's columns: times in milliseconds, penalties in seconds. */
export interface ExportedRun extends XmlRow {
  race: keyof typeof RACES;
  athlete: Athlete;
}

export interface SpringSlalomOptions {
  runs?: ExportedRun[];
  /** Columns of `<Events>`, on top of a title. */
  event?: XmlRow;
  /** Sections to leave out. */
  without?: (section: string, row: XmlRow) => boolean;
  /** Sections on top, at the end. */
  extra?: XmlSection[];
}

const K1M_STARTS: Athlete[] = ['cyril', 'ben', 'adam'];
const STARTS: [keyof typeof RACES, Athlete[]][] = [
  ['single', K1M_STARTS],
  ['first', K1M_STARTS],
  ['second', K1M_STARTS],
  ['crew', ['crew']],
  ['team', ['team']],
  ['heat', K1M_STARTS],
];

/** The export of the day. */
export function springSlalom(options: SpringSlalomOptions = {}): string {
  const { runs = [], event = {}, without = () => false, extra = [] } = options;
  const results = STARTS.flatMap(([race, athletes]) =>
    athletes.map((athlete, at): XmlSection => {
      const run = runs.find((one) => one.race === race && one.athlete === athlete);
      const { race: _race, athlete: _athlete, ...columns } = run ?? { race, athlete };
      return [
        'Results',
        {
          RaceId: RACES[race],
          Id: ATHLETES[athlete].id,
          StartOrder: at + 1,
          Bib: ATHLETES[athlete].bib.padStart(4),
          StartTime: `10:0${at}:00`,
          ...columns,
        },
      ];
    }),
  );
  const sections: XmlSection[] = [
    ...PARTICIPANTS,
    ...CLASSES,
    ...SCHEDULE,
    ...results,
    ['CourseData', { CourseNr: 1, CourseConfig: 'NNRSNR' }],
    ['Events', { MainTitle: 'Title of the export', ...event }],
  ];
  return exportXml([...sections.filter(([section, row]) => !without(section, row)), ...extra]);
}

const PARTICIPANTS: XmlSection[] = [
  [
    'Participants',
    {
      Id: ATHLETES.adam.id,
      ClassId: 'K1M',
      EventBib: 1,
      ICFId: '1001',
      FamilyName: 'NOVÁK',
      GivenName: 'Adam',
      NOC: 'CZE',
      Club: 'KK Brandýs',
      Year: 1999,
      CatId: 'ZS',
      IsTeam: 'false',
    },
  ],
  [
    'Participants',
    {
      Id: ATHLETES.ben.id,
      ClassId: 'K1M',
      EventBib: 2,
      FamilyName: 'SVOBODA',
      GivenName: 'Ben',
      NOC: 'CZE',
      Club: 'SK Troja',
      CatId: 'ZM',
      IsTeam: 'false',
    },
  ],
  [
    'Participants',
    {
      Id: ATHLETES.cyril.id,
      ClassId: 'K1M',
      EventBib: 10,
      FamilyName: 'DVOŘÁK',
      GivenName: 'Cyril',
      CatId: 'ZS',
      IsTeam: 'false',
    },
  ],
  [
    'Participants',
    {
      Id: ATHLETES.crew.id,
      ClassId: 'C2M',
      EventBib: 31,
      FamilyName: 'ŽÁK',
      GivenName: 'Ivo',
      FamilyName2: 'ZEMAN',
      GivenName2: 'Jan',
      Club: 'Dukla',
      IsTeam: 'false',
    },
  ],
  [
    'Participants',
    {
      Id: ATHLETES.team.id,
      ClassId: 'TEAM',
      EventBib: 51,
      FamilyName: 'Dukla A',
      IsTeam: 'true',
      Member1: ATHLETES.adam.id,
      Member2: ATHLETES.ben.id,
      Member3: ATHLETES.cyril.id,
    },
  ],
];

const CLASSES: XmlSection[] = [
  [
    'Classes',
    {
      ClassId: 'K1M',
      Class: 'K1M',
      LongTitle: 'Kayak men',
      Categories: [
        { CatId: 'ZM', Category: 'Juniors', FirstYear: 2008, LastYear: 2009 },
        { CatId: 'ZS', Category: 'Seniors', FirstYear: 1990, LastYear: 2007 },
      ],
    },
  ],
  ['Classes', { ClassId: 'C2M', Class: 'C2M', LongTitle: 'Canoe pairs', Categories: [{ CatId: 'ZS' }] }],
  ['Classes', { ClassId: 'TEAM', Class: 'K1M teams' }],
];

const schedule = (
  race: keyof typeof RACES,
  RaceOrder: number,
  ClassId: string,
  DisId: string,
): XmlSection => [
  'Schedule',
  {
    RaceId: RACES[race],
    RaceOrder,
    StartTime: `2026-05-30T1${RaceOrder}:00:00+02:00`,
    ClassId,
    DisId,
    CourseNr: 1,
    RaceStatus: 3,
  },
];

// Not in race order: the schedule must be sorted by it.
const SCHEDULE: XmlSection[] = [
  schedule('second', 3, 'K1M', 'BR2'),
  schedule('first', 2, 'K1M', 'BR1'),
  schedule('single', 1, 'K1M', 'SR'),
  schedule('crew', 4, 'C2M', 'SR'),
  schedule('team', 5, 'TEAM', 'TSR'),
  schedule('heat', 6, 'K1M', 'X4'),
];

/** A live result as the bridge sends it: all of its fields, those not given null. Times in hundredths. */
export function liveResult(race: keyof typeof RACES, athlete: Athlete, run: object = {}): object {
  return {
    participantId: ATHLETES[athlete].id,
    raceId: RACES[race],
    bib: ATHLETES[athlete].bib,
    rnk: null,
    time: null,
    pen: null,
    total: null,
    status: null,
    catId: null,
    catRnk: null,
    totalBehind: null,
    catTotalBehind: null,
    ...run,
  };
}

/** An on-course entry as the bridge sends it: waiting at the start, unless `entry` says more. */
export function onCourse(race: keyof typeof RACES, athlete: Athlete, entry: object = {}): object {
  return {
    participantId: ATHLETES[athlete].id,
    raceId: RACES[race],
    bib: ATHLETES[athlete].bib,
    name: `${athlete.toUpperCase()} Live`,
    club: 'Live club',
    position: 1,
    gates: [null, null, null, null, null],
    dtStart: null,
    dtFinish: null,
    time: null,
    pen: null,
    total: null,
    rank: null,
    ttbDiff: null,
    ttbName: null,
    ...entry,
  };
}
