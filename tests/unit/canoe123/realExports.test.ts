import { displayName } from '../../../lib/domain/names';
import { exportXml, type XmlRow, type XmlSection } from '../../support/exportXml';
import { parse } from './support';

const nameOf = async (row: XmlRow, Class = 'C2M'): Promise<string> => {
  const { day } = await parse(
    exportXml([
      ['Classes', { ClassId: 'A', Class }],
      ['Participants', { Id: '1', ClassId: 'A', ...row }],
    ]),
  );
  return day.participants.map(displayName).join();
};

test.each<[XmlRow, string]>([
  [{ FamilyName: 'ŽÁK', GivenName: 'Ivo', FamilyName2: 'ZEMAN', GivenName2: 'Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK / ZEMAN', GivenName: 'Ivo / Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK/ZEMAN', GivenName: 'Ivo, Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK Ivo\n  ZEMAN Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK Ivo  ZEMAN Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK', GivenName: 'Ivo / ZEMAN Jan' }, 'ŽÁK Ivo / ZEMAN Jan'],
  [{ FamilyName: 'ŽÁK-ZEMAN', GivenName: 'Ivo' }, 'ŽÁK-ZEMAN Ivo'],
  [{ FamilyName: 'A / B / C' }, 'A / B / C'],
])('a crew %j is %s', async (row, name) => {
  expect(await nameOf(row)).toBe(name);
});

test('one who paddles alone, or a team, is not made two', async () => {
  expect(await nameOf({ FamilyName: 'ŽÁK', GivenName: 'Ivo  Jan' }, 'K1M')).toBe('ŽÁK Ivo Jan');
  expect(await nameOf({ FamilyName: 'Jez, Brod', IsTeam: 'true' })).toBe('Jez, Brod');
});

test('pictures of hundreds of kB inside <Events>, statistics and unknown children are passed over', async () => {
  const picture = Buffer.alloc(900_000, 7).toString('base64');
  const { day, details, warnings, skipped } = await parse(
    exportXml([
      ['GateStatistics', { GateNr: 1, Touched: 12 }],
      ['Events', { ReportHeader: picture, ReportFooter: picture, MainTitle: 'Race', Sponsors: picture }],
      ['Events', { EventId: 'X', MainTitle: 'Other', SubTitle: 'Cup' }],
      ['Classes', { ClassId: 'A', Class: 'K1M' }],
    ]),
  );
  expect(details).toMatchObject({ mainTitle: 'Race', subTitle: 'Cup' });
  expect(day.classes).toHaveLength(1);
  expect([warnings, skipped]).toEqual([['export has no participants'], []]);
});

test('ids that are not what they seem are kept as texts, and the ICF id is the one given as such', async () => {
  const people: XmlRow[] = [
    { Id: '9100.K1M_ST', ICFId: '77', FamilyName: 'JEZ', GivenName: 'Jan', Year: 1990 },
    { Id: '9101.K1M_ST', ICFId: '78', FamilyName: 'JEZ', GivenName: 'Jan', Year: 2005 },
    { Id: '638889000000000111.K1M_ST', FamilyName: 'HOST' },
    {
      ...{ Id: '108112032.C2M_ST', ICFId: '108112032', FamilyName: 'A', FamilyName2: 'B' },
      ...{ Birthdate: '1995-01-01T00:00:00+01:00', Birthdate2: '1996-01-01T00:00:00+01:00', Year2: 1996 },
    },
  ];
  const { day, warnings } = await parse(
    exportXml([
      ['Classes', { ClassId: 'K1M_ST', Class: 'K1M' }],
      ...people.map((row): XmlSection => ['Participants', { ClassId: 'K1M_ST', ...row }]),
    ]),
  );
  expect(day.participants.map(({ icfId, year }) => [icfId, year])).toEqual([
    ['77', 1990],
    ['78', 2005],
    [null, null],
    ['108112032', null],
  ]);
  expect(warnings).toEqual([]);
});

test('gates that are told to be spaced as they are, and fewer than 30 cells, read like any others', async () => {
  const { day } = await parse(
    `<Canoe123Data><Classes><ClassId>A</ClassId></Classes>
     <Participants><Id>1</Id><ClassId>A</ClassId></Participants>
     <Schedule><RaceId>R</RaceId><ClassId>A</ClassId><DisId>FIN</DisId></Schedule>
     <Results><RaceId>R</RaceId><Id>1</Id><Gates xml:space="preserve">  0     2</Gates></Results></Canoe123Data>`,
  );
  expect(day.results[0]?.gates).toBe('  0     2');
});
