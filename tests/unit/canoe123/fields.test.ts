import { exportXml } from '../../support/exportXml';
import { BR1, K1M, NOVAK, parse, parseResult } from './support';

describe('every column of the export', () => {
  it('Events become the details of the event', async () => {
    const { details } = await parse(
      exportXml([
        [
          'Events',
          {
            EventId: 'CZE2.1',
            MainTitle: ' Spring Cup ',
            SubTitle: 'Round 1',
            Location: 'Brno',
            Facility: 'Channel <A>',
            StartDate: '2026-04-11T00:00:00+02:00',
            EndDate: '2026-04-12T00:00:00+02:00',
            CanoeDiscipline: 'Slalom',
            TimeMode: 'Points100',
          },
        ],
        ['Events', { MainTitle: 'A second row is not looked at', StartDate: 'nor its date' }],
      ]),
    );
    expect(details).toEqual({
      mainTitle: 'Spring Cup',
      subTitle: 'Round 1',
      location: 'Brno',
      facility: 'Channel <A>',
      startDate: '2026-04-11T00:00:00+02:00',
      endDate: '2026-04-12T00:00:00+02:00',
      discipline: 'Slalom',
    });
  });

  it('an export without Events gives no details', async () => {
    const { details } = await parse(exportXml([K1M]));
    expect(Object.values(details)).toEqual(Array(7).fill(null));
  });

  it('Participants become athletes, crews and teams', async () => {
    const crew = {
      Id: '1.C2M',
      ClassId: 'K1M',
      EventBib: '  7',
      ICFId: '11001',
      FamilyName: ' NOVÁK ',
      GivenName: 'Jan',
      ICFId2: '11002',
      FamilyName2: 'DVOŘÁK',
      GivenName2: 'Petr',
      NOC: 'CZE',
      Club: 'Kanoe & kajak',
      Year: '1999',
      CatId: 'U23',
      IsTeam: 'false',
      Birthdate: '1999-01-01',
    };
    const team = {
      Id: '2.T',
      ClassId: 'K1M',
      FamilyName: 'Brno A',
      IsTeam: 'true',
      Member1: '1.C2M',
      Member2: '',
    };
    const { day } = await parse(
      exportXml([
        ['Participants', crew],
        ['Participants', { ...team, Member3: 'nobody' }],
        ['Participants', { Id: '3.X', ClassId: 'K1M', ICFId: '555', FamilyName: '' }],
        ['Participants', { Id: '4.X', ClassId: 'K1M' }],
        K1M,
      ]),
    );
    expect(day.participants[0]).toEqual({
      participantId: '1.C2M',
      classId: 'K1M',
      eventBib: '7',
      icfId: '11001',
      familyName: 'NOVÁK',
      givenName: 'Jan',
      icfId2: '11002',
      familyName2: 'DVOŘÁK',
      givenName2: 'Petr',
      noc: 'CZE',
      club: 'Kanoe & kajak',
      year: 1999,
      catId: 'U23',
      isTeam: false,
      members: [],
    });
    expect(day.participants[1]).toMatchObject({ isTeam: true, members: ['1.C2M', 'nobody'], eventBib: null });
    expect(day.participants.slice(2).map((p) => p.familyName)).toEqual(['555', '4.X']);
  });

  it('Classes hold their categories, in years or in ages', async () => {
    const { day } = await parse(
      exportXml([
        [
          'Classes',
          {
            Categories: [
              { CatId: 'ZS', ClassId: 'K1M_ST', Category: 'Žáci', FirstYear: '13', LastYear: '14' },
              { CatId: 'DOS', ClassId: 'K1M_ST', FirstYear: '1990', LastYear: '' },
            ],
            ClassId: 'K1M_ST',
            Class: 'K1M',
            LongTitle: 'Men',
          },
        ],
        ['Classes', { ClassId: 'C1W-x' }],
      ]),
    );
    expect(day.classes).toEqual([
      {
        classId: 'K1M_ST',
        name: 'K1M',
        longTitle: 'Men',
        categories: [
          { catId: 'ZS', name: 'Žáci', firstYear: 13, lastYear: 14 },
          { catId: 'DOS', name: null, firstYear: 1990, lastYear: null },
        ],
      },
      { classId: 'C1W-x', name: 'C1W-x', longTitle: null, categories: [] },
    ]);
  });

  it('Schedule rows become races', async () => {
    const row = {
      RaceId: 'K1M_BR2_6',
      RaceOrder: '12',
      StartTime: '2026-04-11T10:00:00+02:00',
      ClassId: 'K1M',
      DisId: 'BR2',
      StartInterval: '0:40',
      CourseNr: '1',
      CustomTitle: 'K1 men, second run',
      RaceStatus: '5',
    };
    const { day } = await parse(exportXml([K1M, ['Schedule', row], BR1]));
    expect(day.races).toEqual([
      {
        raceId: 'K1M_BR2_6',
        classId: 'K1M',
        disId: 'BR2',
        raceOrder: 12,
        startTime: '2026-04-11T10:00:00+02:00',
        startInterval: '0:40',
        courseNr: 1,
        raceStatus: 5,
        title: 'K1 men, second run',
      },
      expect.objectContaining({
        raceId: 'K1M_BR1_6',
        raceOrder: null,
        courseNr: null,
        raceStatus: 0,
        title: null,
      }),
    ]);
  });

  it('Results become results in hundredths', async () => {
    const { result } = await parseResult({
      StartOrder: '3',
      Bib: '   3',
      StartTime: '10:01:20',
      Status: '',
      dtStart: '10:01:20.123',
      dtFinish: '10:02:40.113',
      Time: '79990',
      Gates: '  0  2   50',
      GateTimes: '36085123;0;36089123;36091123;',
      Pen: '2',
      Total: '81990',
      Rnk: '4',
      RnkOrder: '5',
      CatRnk: '1',
      CatRnkOrder: '1',
      TotalBehind: '+2.00',
      catTotalBehind: '',
      CatId: 'U23',
      PrevTime: '76990',
      PrevPen: '50',
      PrevTotal: '126990',
      PrevRnk: '9',
      TotalTotal: '81990',
      BetterRunNr: '2',
      HeatNr: '2',
      RoundNr: '1',
      Qualified: 'Q',
      NrFLT: '1',
      FLT: 'FLT(7)',
    });
    expect(result).toEqual({
      raceId: 'K1M_BR1_6',
      participantId: '9.K1M',
      startOrder: 3,
      bib: '3',
      startTime: '10:01:20',
      catId: 'U23',
      rnk: 4,
      rnkOrder: 5,
      heatNr: 2,
      roundNr: 1,
      qualified: 'Q',
      faults: [{ kind: 'FLT', gate: 7 }],
      prev: { time: 7699, pen: 5000, total: 12699, rnk: 9 },
      isUnderReview: false,
      splits: [500, null, 900, null],
      changes: [],
      status: null,
      dtStart: '10:01:20.123',
      dtFinish: '10:02:40.113',
      time: 7999,
      pen: 200,
      total: 8199,
      gates: '  0  2   50',
    });
  });

  it('a result with nothing in it is an athlete who has not started', async () => {
    const { result, parsed } = await parseResult({
      ...{ Bib: '', Time: '', Pen: '', Gates: '', PrevTime: '' },
      ...{ HeatNr: '0', RoundNr: '0', BetterRunNr: '0', NrFLT: '0', FLT: '\n' },
    });
    const { raceId, participantId, bib, isUnderReview, changes, ...rest } = result;
    expect([raceId, participantId, bib]).toEqual(['K1M_BR1_6', '9.K1M', '']);
    expect([isUnderReview, changes]).toEqual([false, []]);
    expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    expect(parsed.warnings).toEqual([]);
  });

  it('CourseData become courses', async () => {
    const { day } = await parse(
      exportXml([
        ['CourseData', { CourseNr: '1', CourseConfig: 'NNRSNR' }],
        ['CourseData', { CourseNr: '2' }],
      ]),
    );
    expect(day.courses).toEqual([
      { courseNr: 1, courseConfig: 'NNRSNR' },
      { courseNr: 2, courseConfig: '' },
    ]);
  });

  it.each([
    ['DNS', 'DNS', false],
    [' dnf ', 'DNF', false],
    ['*', null, true],
    [' * ', null, true],
    ['', null, false],
  ])('status %j reads %j, under review: %j', async (written, status, isUnderReview) => {
    expect((await parseResult({ Status: written })).result).toMatchObject({ status, isUnderReview });
  });

  it('a result without bib gets that of its participant', async () => {
    const novak = ['Participants', { ...NOVAK[1], EventBib: ' 12' }] as const;
    const row = { RaceId: 'K1M_BR1_6', Id: '9.K1M' };
    const { day } = await parse(exportXml([['Results', row], BR1, K1M, [...novak]]));
    expect(day.results[0]?.bib).toBe('12');
  });
});

describe('values that cannot be read', () => {
  it.each(['abc', '12.5', '1e3', '0x10', '-5', '99999999999999999999', 'NaN'])(
    'Time %j is null, with a warning that says where',
    async (time) => {
      const { result, parsed } = await parseResult({ Time: time });
      expect(result.time).toBeNull();
      expect(parsed.warnings).toHaveLength(1);
      expect(parsed.warnings[0]).toMatch(
        /^line \d+, <Results>: <Time> ".*" is (not a whole number|out of range)$/,
      );
    },
  );

  it.each(['yesterday', '2026-13-01', '2026-02-30T10:00:00Z', '11.4.2026', '2026-04-11T25:00:00Z'])(
    'a race at %j has no start time',
    async (startTime) => {
      const { day, warnings } = await parse(
        exportXml([K1M, ['Schedule', { ...BR1[1], StartTime: startTime }]]),
      );
      expect(day.races[0]?.startTime).toBeNull();
      expect(warnings[0]).toBe(`line 7, <Schedule>: <StartTime> "${startTime}" is not an ISO date`);
    },
  );

  it.each(['2026-04-11', '2026-04-11T10:00:00', '2026-04-11T10:00:00.0000000+02:00', '2028-02-29T08:00Z'])(
    'a race at %j keeps it as written',
    async (startTime) => {
      const { day } = await parse(exportXml([K1M, ['Schedule', { ...BR1[1], StartTime: startTime }]]));
      expect(day.races[0]?.startTime).toBe(startTime);
    },
  );

  it("a gate's value that no boat can have is told; a team's is the sum over its boats", async () => {
    const gates = (section: Record<string, string>, DisId: string) =>
      exportXml([
        K1M,
        ['Participants', { Id: '9.K1M', ClassId: 'K1M', FamilyName: 'NOVÁK', ...section }],
        ['Schedule', { RaceId: 'R', ClassId: 'K1M', DisId }],
        ['Results', { RaceId: 'R', Id: '9.K1M', Gates: '  0  2 52100   ' }],
      ]);
    const warningsOf = async (xml: string) => (await parse(xml)).warnings;
    expect(await warningsOf(gates({}, 'BR1'))).toEqual([
      'line 17, <Results>: <Gates> "52" at gate 3 is not 0, 2 or 50',
    ]);
    expect(await warningsOf(gates({}, 'TSR'))).toEqual([]);
    expect(await warningsOf(gates({ IsTeam: 'true' }, 'BR1'))).toEqual([]);
  });

  it('a thousand of them make a hundred warnings and a count', async () => {
    const rows = Array.from(
      { length: 1000 },
      (_, n) => `<Schedule><RaceId>r${n}</RaceId><CourseNr>x</CourseNr></Schedule>`,
    );
    const { warnings } = await parse(`<Canoe123Data>${rows.join('')}</Canoe123Data>`);
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toBe('and 901 more warnings');
  });
});
