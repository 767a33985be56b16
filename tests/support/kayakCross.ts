import { exportXml, type XmlRow, type XmlSection } from './exportXml';

/**
 * A whole kayak-cross class as the timing system exports it, from time trial to overall list: nine athletes, two semifinals of
 * four, a final with the small final as heat 2. Names are invented.
 */
export const CROSS = {
  classId: 'MX1',
  trial: 'MX1_XT_26',
  semifinal: 'MX1_XS_26',
  // An attribute behind the day is legal.
  final: 'MX1_XF_26_JUN',
  overall: 'MX1_XER_26',
};

/** The athletes by seed; the ninth did not reach the bracket, and the tenth did not start at all. */
const ATHLETES = [
  ...['JEZNÝ Adam', 'PEŘEJ Bořek', 'VLNA Cyril', 'TŮŇ David', 'PROUD Emil'],
  ...['BALVAN Filip', 'SPÁD Hynek', 'BRZDA Ivo', 'HLADINA Jan', 'SKÁLA Karel'],
];
const idOf = (seed: number): string => (seed === 9 ? `638889000000000111.MX1` : `${9100 + seed}.MX1`);

/** A boat of a heat: seed, order of arrival, rank as given, and what else its row has. */
type Boat = [seed: number, arrival: number, rnk: number, more?: XmlRow];

const HEATS: [raceId: string, heatNr: number, roundNr: number, boats: Boat[]][] = [
  [
    CROSS.semifinal,
    1,
    1,
    [
      [1, 2, 2],
      [4, 1, 1],
      [5, 3, 3],
      [8, 4, 4, { Status: 'RAL(5)', NrFLT: 1, FLT: 'RAL(5)' }],
    ],
  ],
  // First over the line, with a fault: fourth.
  [
    CROSS.semifinal,
    2,
    1,
    [
      [2, 2, 1],
      [3, 3, 2],
      [6, 1, 4, { NrFLT: 1, FLT: '\n  FLT(3)\n' }],
      [7, 4, 3],
    ],
  ],
  [
    CROSS.final,
    1,
    2,
    [
      [1, 2, 4, { NrFLT: 2, FLT: 'FLT(3), FLT(7)' }],
      [4, 4, 3],
      [2, 1, 1],
      [3, 3, 2],
    ],
  ],
  [
    CROSS.final,
    2,
    2,
    [
      [5, 1, 5],
      [8, 3, 7],
      [6, 4, 8, { NrFLT: 1 }],
      [7, 2, 6],
    ],
  ],
];
/** Seeds by final rank. */
const OVERALL = [2, 3, 4, 1, 5, 7, 8, 6];

const NOTHING: XmlRow = { BetterRunNr: 0, Qualified: '', HeatNr: 0, LastCleanGate: 0, NrFLT: 0, FLT: '' };

function trialRows(): XmlRow[] {
  return ATHLETES.map((_, at) => {
    const seed = at + 1;
    const row = { RaceId: CROSS.trial, Id: idOf(seed), StartOrder: 11 - seed, Bib: String(seed).padStart(4) };
    // The table row of who did not start comes as a rank.
    if (seed === 10) return { ...row, Status: 'DNS', Pen: 0, Rnk: 10, ...NOTHING };
    const time = 60_000 + seed * 500;
    return { ...row, Status: '', Time: time, Gates: '  0  0  0', Pen: 0, Total: time, Rnk: seed, ...NOTHING };
  });
}

function heatRows(): XmlRow[] {
  return HEATS.flatMap(([RaceId, HeatNr, RoundNr, boats]) =>
    boats.map(([seed, arrival, Rnk, more], lane) => ({
      ...{ RaceId, Id: idOf(seed), StartOrder: (HeatNr - 1) * 4 + lane + 1, Bib: String(seed) },
      ...{ StartTime: lane + 1, Status: '', Time: arrival * 1000, Gates: '  0  0  0', Pen: 0 },
      ...{ Rnk, RnkOrder: ((Rnk - 1) % 4) + 1, ...NOTHING },
      ...{ HeatNr, RoundNr, Qualified: RaceId === CROSS.semifinal && Rnk <= 2 ? 'Q' : '' },
      ...more,
    })),
  );
}

function overallRows(): XmlRow[] {
  const row = (seed: number, at: number): XmlRow => ({
    ...{ RaceId: CROSS.overall, Id: idOf(seed), StartOrder: at, RnkOrder: at, RecordType: 'F' },
    ...NOTHING,
  });
  return [
    ...OVERALL.map((seed, at) => ({ ...row(seed, at + 1), Bib: String(seed), Rnk: at + 1, Status: '' })),
    { ...row(9, 9), Bib: 't    9', Rnk: 9, Status: '', Time: 64_500, Total: 64_500 },
    { ...row(10, 10), Bib: 't   10', Status: 'DNS' },
  ];
}

/** The sections of the class's export. */
export function kayakCrossSections(): XmlSection[] {
  const races: [raceId: string, disId: string][] = [
    [CROSS.trial, 'XT'],
    [CROSS.semifinal, 'XS'],
    [CROSS.final, 'XF'],
    [CROSS.overall, 'XER'],
  ];
  return [
    ...ATHLETES.map((name, at): XmlSection => {
      const [FamilyName = '', GivenName = ''] = name.split(' ');
      const ICFId = at + 1 === 9 ? null : 9100 + at + 1;
      return [
        'Participants',
        { Id: idOf(at + 1), ClassId: CROSS.classId, ICFId, FamilyName, GivenName, NOC: 'CZE' },
      ];
    }),
    ['Classes', { ClassId: CROSS.classId, Class: 'MX1', LongTitle: 'Kayak cross men' }],
    ...races.map(([RaceId, DisId], at): XmlSection => [
      'Schedule',
      { RaceId, DisId, RaceOrder: at + 1, ClassId: CROSS.classId, CourseNr: 1, RaceStatus: 5 },
    ]),
    ...[...trialRows(), ...heatRows(), ...overallRows()].map((row): XmlSection => ['Results', row]),
    ['CourseData', { CourseNr: 1, CourseConfig: 'NRN' }],
  ];
}

/** The class's export. */
export const kayakCrossXml = (): string => exportXml(kayakCrossSections());
