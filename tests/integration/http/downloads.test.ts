import request from 'supertest';
import { EventApi } from '../../support/api';
import { CROSS, kayakCrossXml } from '../../support/kayakCross';
import { liveResult, RACES, springSlalom } from '../../support/springSlalom';
import { FakeClock, startTestServer, type TestServer } from '../../support/testServer';

/** The beginning of a file that is UTF-8 for Excel. */
const MARK = '\uFEFF';

/** The lines of a file whose lines end with CRLF, the last one too. */
function linesOf(text: string): string[] {
  const lines = text.split('\r\n');
  expect(lines.pop()).toBe('');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  return lines;
}

describe('exports', () => {
  let server: TestServer;
  const of = (path: string) => request(server.url).get(`/api/v1/events/TEST/${path}`);
  const csv = async (path: string): Promise<string[]> => {
    const answer = await of(path).expect(200).expect('Content-Type', 'text/csv; charset=utf-8');
    expect(answer.text.startsWith(MARK)).toBe(true);
    return linesOf(answer.text.slice(1));
  };

  beforeAll(async () => {
    server = await startTestServer({ clock: new FakeClock() });
    const xml = springSlalom({
      event: { Facility: 'Canal; left bank', Location: 'Brandýs' },
      extra: [
        [
          'Schedule',
          {
            RaceId: 'LOCAL_1',
            RaceOrder: 7,
            StartTime: '2026-05-30T17:30:00',
            ClassId: 'K1M',
            DisId: 'FIN',
            RaceStatus: 0,
          },
        ],
        [
          'Participants',
          {
            Id: '66.K1M',
            ClassId: 'K1M',
            FamilyName: '=HYPERLINK("http://x.example")',
            Club: '@club, "the" best',
            CatId: 'ZM',
            IsTeam: 'false',
          },
        ],
        ['Results', { RaceId: RACES.single, Id: '66.K1M', StartOrder: 4, Bib: '66', StartTime: '10:03:00' }],
      ],
    });
    const event = await EventApi.withExport(server.url, xml);
    await event.pushResults([
      liveResult('single', 'adam', { time: 7_899, pen: 0, total: 7_899 }),
      liveResult('single', 'ben', { time: 8_010, pen: 200, total: 8_210 }),
      liveResult('single', 'cyril', { status: 'DNF' }),
      liveResult('first', 'adam', { time: 8_000, pen: 0, total: 8_000 }),
      liveResult('first', 'ben', { time: 8_100, pen: 5_000, total: 13_100 }),
      liveResult('second', 'adam', { status: 'DNF' }),
      liveResult('second', 'ben', { time: 8_050, pen: 0, total: 8_050 }),
      liveResult('team', 'team', { time: 9_000, pen: 0, total: 9_000 }),
      liveResult('heat', 'cyril', { rnk: 1, time: 1_000 }),
    ]);
  });
  afterAll(() => server.close());

  test('a spreadsheet gets the result list as RFC 4180 says, gaps as numbers', async () => {
    expect(await csv(`results/${RACES.single}.csv`)).toEqual([
      'Rank,Bib,Name,Club,NOC,Category,Time,Penalties,Total,Gap,Category rank,Category gap,Status',
      '1,1,NOVÁK Adam,KK Brandýs,CZE,ZS,78.99,0.00,78.99,0.00,1,0.00,',
      '2,2,SVOBODA Ben,SK Troja,CZE,ZM,80.10,2.00,82.10,3.11,1,0.00,',
      `,66,"'=HYPERLINK(""http://x.example"")","'@club, ""the"" best",,ZM,,,,,,,`,
      ',10,DVOŘÁK Cyril,,,ZS,,,,,,,DNF',
    ]);
  });

  test('a Czech spreadsheet gets semicolons, decimal commas and Czech headers', async () => {
    const [header, first] = await csv(`results/${RACES.single}.csv?lang=cs`);
    expect(header).toBe(
      'Pořadí;Číslo;Jméno;Oddíl;Stát;Kategorie;Čas;Penalizace;Výsledek;Ztráta;Pořadí v kategorii;Ztráta v kategorii;Stav',
    );
    expect(first).toBe('1;1;NOVÁK Adam;KK Brandýs;CZE;ZS;78,99;0,00;78,99;0,00;1;0,00;');
  });

  test('a name that a spreadsheet would run as a formula stays a name', async () => {
    const text = (await csv(`results/${RACES.single}.csv`)).join('\n');
    expect(text).not.toMatch(/(^|[,"])[=@+-][^\d]/m);
  });

  test('a category alone, with the ranks of the whole list', async () => {
    const lines = await csv(`results/${RACES.single}.csv?catId=ZM`);
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
      ['2', '2'],
      ['', '66'],
    ]);
    expect(await csv(`startlist/${RACES.single}.csv?catId=NONE`)).toHaveLength(1);
  });

  test('a best-run race has both runs and the better one, asked for either run', async () => {
    const lines = await csv(`results/${RACES.first}.csv`);
    expect(lines.slice(0, 3)).toEqual([
      'Rank,Bib,Name,Club,NOC,Category,Time 1,Penalties 1,Total 1,Status 1,Time 2,Penalties 2,Total 2,Status 2,Best,Gap,Category rank,Category gap,Status',
      '1,1,NOVÁK Adam,KK Brandýs,CZE,ZS,80.00,0.00,80.00,,,,,DNF,80.00,0.00,1,0.00,',
      '2,2,SVOBODA Ben,SK Troja,CZE,ZM,81.00,50.00,131.00,,80.50,0.00,80.50,,80.50,0.50,1,0.00,',
    ]);
    expect(await csv(`results/${RACES.second}.csv`)).toEqual(lines);
  });

  test('teams have their members, heats have rounds and no times', async () => {
    const [, team] = await csv(`results/${RACES.team}.csv`);
    expect(team).toContain('Dukla A,NOVÁK Adam / SVOBODA Ben / DVOŘÁK Cyril,');
    const [header] = await csv(`results/${RACES.heat}.csv`);
    expect(header).toBe('Round,Heat,Rank,Bib,Name,Club,NOC,Category,Qualified,Faults,Status');
  });

  test('the overall list of kayak cross says how far each came, bibs plain; heats tell faults', async () => {
    await EventApi.withExport(server.url, kayakCrossXml(), 'startlist', 'CROSS');
    const linesAt = async (path: string): Promise<string[]> =>
      linesOf((await request(server.url).get(`/api/v1/events/CROSS/results/${path}`)).text.slice(1));
    const lines = await linesAt(`${CROSS.overall}.csv`);
    expect([lines[0], lines[1], ...lines.slice(-2)]).toEqual([
      'Rank,Bib,Round,Name,Club,NOC,Category,Time trial,Faults,Status',
      '1,2,Bracket,PEŘEJ Bořek,,CZE,,,,',
      '9,9,Time trial,HLADINA Jan,,CZE,,64.50,,',
      ',10,Time trial,SKÁLA Karel,,CZE,,,,DNS',
    ]);
    const [header, , , , , , , , , czech] = await linesAt(`${CROSS.overall}.csv?lang=cs`);
    expect(header).toBe('Pořadí;Číslo;Kolo;Jméno;Oddíl;Stát;Kategorie;Měřená jízda;Chyby;Stav');
    expect(czech).toBe('9;9;Měřená jízda;HLADINA Jan;;CZE;;64,50;;');
    expect((await linesAt(`${CROSS.final}.csv`))[4]).toBe('2,1,4,1,JEZNÝ Adam,,CZE,,,"FLT(3), FLT(7)",');
  });

  test('the start list, with a file name that says what it is', async () => {
    expect((await csv(`startlist/${RACES.single}.csv`)).slice(0, 2)).toEqual([
      'Order,Bib,Name,Club,NOC,Category,Start time,ICF id',
      '1,10,DVOŘÁK Cyril,,,ZS,10:00:00,',
    ]);
    await of(`startlist/${RACES.single}.csv`).expect(
      'Content-Disposition',
      `attachment; filename="TEST-${RACES.single}-startlist.csv"`,
    );
  });

  test('a calendar gets each public race that has a start time, at the moment it is or by the clock of the venue', async () => {
    const answer = await of('schedule.ics?lang=cs')
      .expect(200)
      .expect('Content-Type', 'text/calendar; charset=utf-8');
    const lines = linesOf(answer.text);
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const unfolded = answer.text.replace(/\r\n /g, '').split('\r\n');
    expect(unfolded.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
    expect(unfolded.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(7);
    const first = unfolded.indexOf('BEGIN:VEVENT');
    expect(unfolded.slice(first, first + 8)).toEqual([
      'BEGIN:VEVENT',
      `UID:${RACES.single}@TEST.slalom-live`,
      'DTSTAMP:20260530T100000Z',
      'DTSTART:20260530T090000Z',
      'SUMMARY:K1M Jízda – Spring Slalom',
      'LOCATION:Canal\\; left bank\\, Brandýs',
      `URL:${server.url}/events/TEST?race=${RACES.single}`,
      'TRANSP:TRANSPARENT',
    ]);
    expect(unfolded).toContain('DTSTART:20260530T173000');
  });

  test('all results of the event are one file, list by list', async () => {
    const lines = await csv('results.csv?lang=en');
    const titles = lines.filter((_, at) => at === 0 || lines[at - 1] === '');
    expect(titles).toEqual(['K1M Run', 'K1M 1st run', 'C2M Run', 'K1M teams Teams', 'K1M Heats']);
    expect(lines.filter((line) => line.startsWith('Rank,') || line.startsWith('Round,'))).toHaveLength(5);
    expect(lines).toContainEqual(expect.stringMatching(/^1,1,NOVÁK Adam,.*,78\.99/));
  });

  test('a race that nobody may see has no file, nor has an event that is a draft', async () => {
    await of('results/NONE.csv').expect(404);
    await of('startlist/NONE.csv').expect(404);
    await EventApi.create(server.url, 'DRAFT');
    for (const path of [
      `results/${RACES.single}.csv`,
      `startlist/${RACES.single}.csv`,
      'results.csv',
      'schedule.ics',
    ])
      await request(server.url).get(`/api/v1/events/DRAFT/${path}`).expect(404);
  });
});
