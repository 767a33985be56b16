import { exportXml, raceDaySections } from '../../support/exportXml';
import { BR1, K1M, NOVAK, parse, parseResult, refusal } from './support';

const plain = exportXml([
  K1M,
  NOVAK,
  BR1,
  ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', Gates: '  0  2' }],
]);

describe('the same export in other clothes', () => {
  it.each<[string, string | Uint8Array]>([
    ['a byte order mark', `\uFEFF${plain}`],
    ['CRLF', plain.replace(/\n/g, '\r\n')],
    ['no declaration', plain.replace(/^.*\n/, '')],
    ['blank lines before the root', plain.replace(/^.*\n/, '\n'.repeat(3000))],
    ['the encoding declared', plain.replace('standalone="yes"', "encoding='utf-8'")],
    ['no namespace', plain.replace(/ xmlns="[^"]*"/, '')],
    ['another namespace', plain.replace('siwidata', 'example')],
    ['a prefix', plain.replace('xmlns=', 'xmlns:c=').replace(/<(\/?)(?=[A-Z])/gi, '<$1c:')],
    ['no white space', plain.replace(/>\s+</g, '><')],
    ['CDATA', plain.replace('NOVÁK', '<![CDATA[NOVÁK]]>')],
    ['CDATA in pieces', plain.replace('NOVÁK', 'N<![CDATA[O]]>V<!-- here --><![CDATA[ÁK]]>')],
    ['character references', plain.replace('NOVÁK', 'NOV&#193;&#x4B;')],
    [
      'comments and instructions',
      plain.replace(/<Schedule>/, '<!-- <Results> --><?php echo 1 ?><Schedule><?x?>'),
    ],
    ['trailing comments', `${plain}<!-- written by hand --><?end?>\n`],
    [
      'unknown elements',
      plain.replace(
        /<Schedule>/,
        '<Draw/><Officials><Id>x</Id></Officials><Schedule><FLT/><X><Y><RaceId>z</RaceId></Y></X>',
      ),
    ],
  ])('reads alike with %s', async (_, xml) => {
    expect(await parse(xml)).toEqual(await parse(plain));
  });

  it('a view into a larger buffer is read alone', async () => {
    const bytes = Buffer.from(`xx${plain}yy`);
    const view = new Uint8Array(bytes.buffer, bytes.byteOffset + 2, bytes.byteLength - 4);
    expect(await parse(view)).toEqual(await parse(plain));
  });

  it('multi-byte characters survive wherever a chunk ends', async () => {
    for (let shift = 0; shift < 4; shift++) {
      const name = 'á€😀'.repeat(400);
      const people = Array.from({ length: 20 }, (_, n) => ({
        Id: String(n),
        ClassId: 'K1M',
        FamilyName: name,
      }));
      const xml = exportXml([
        K1M,
        ...people.map((row): ['Participants', typeof row] => ['Participants', row]),
      ]);
      const { day } = await parse(xml.replace('<Classes>', `${' '.repeat(shift)}<Classes>`));
      expect(new Set(day.participants.map((p) => p.familyName))).toEqual(new Set([name]));
    }
  });

  it('sections may come in any order, and mixed', async () => {
    const { day, skipped } = await parse(
      exportXml([
        ['Results', { RaceId: 'r2', Id: '1' }],
        ['Schedule', { RaceId: 'r1', ClassId: 'K' }],
        ['Results', { RaceId: 'r1', Id: '1' }],
        ['Participants', { Id: '2', ClassId: 'K' }],
        ['Schedule', { RaceId: 'r2', ClassId: 'K' }],
        ['Results', { RaceId: 'r1', Id: '2' }],
        ['Participants', { Id: '1', ClassId: 'K' }],
        ['Classes', { ClassId: 'K' }],
      ]),
    );
    expect(skipped).toEqual([]);
    expect(day.results.map((r) => `${r.raceId} ${r.participantId}`)).toEqual(['r2 1', 'r1 1', 'r1 2']);
    expect(day.participants.map((p) => p.participantId)).toEqual(['2', '1']);
  });

  it('an export of nothing is an empty day, with a warning', async () => {
    for (const xml of ['<Canoe123Data/>', exportXml([])]) {
      const parsed = await parse(xml);
      expect(parsed.day).toEqual({ classes: [], participants: [], races: [], courses: [], results: [] });
      expect(parsed.warnings).toEqual(['export has no participants']);
    }
  });

  it('what was written out is read back', async () => {
    const { details, day } = await parse(plain);
    expect(await parse(exportXml(raceDaySections(details, day)))).toMatchObject({ details, day });
  });
});

describe('Gates is fixed-width', () => {
  it.each(['  0  2 50   ', '         0  0', ' '.repeat(90), '  0'.repeat(24) + ' '.repeat(18)])(
    '%j stays as it is',
    async (gates) => {
      expect((await parseResult({ Gates: gates })).result.gates).toBe(gates);
    },
  );

  it('stays as it is in CDATA, and only line ends are normalised', async () => {
    const cdata = plain.replace('  0  2', '<![CDATA[     2]]>');
    expect((await parse(cdata)).day.results[0]?.gates).toBe('     2');
    const wrapped = plain.replace('  0  2', '  0\r\n  2\r');
    expect((await parse(wrapped)).day.results[0]?.gates).toBe('  0\n  2\n');
  });

  it('of more than any course has is refused', async () => {
    const error = await refusal(plain.replace('  0  2', '  0'.repeat(2000)));
    expect(error.message).toMatch(/^line 20, <Gates>: a text of more than 4096 characters$/);
  });
});
