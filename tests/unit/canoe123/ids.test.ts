import { exportXml, type XmlSection } from '../../support/exportXml';
import { parse } from './support';

describe('ids and bibs are text', () => {
  it.each([
    '123',
    '0012',
    '202611220012345678',
    'true',
    'false',
    'null',
    '1e5',
    '30034.K1M_ST',
    '43010.FR_HO.PZK',
    'a/b',
    '<x> & "y"',
    '__proto__',
    'constructor',
  ])('the id %j stays as it is', async (id) => {
    const { day, skipped } = await parse(
      exportXml([
        ['Classes', { ClassId: id, Class: id, Categories: [{ CatId: id }] }],
        ['Participants', { Id: ` ${id} `, ClassId: `\n${id}`, EventBib: id, CatId: id, ICFId: id }],
        ['Schedule', { RaceId: id, ClassId: id, DisId: 'BR1' }],
        ['Results', { RaceId: ` ${id}`, Id: id, Bib: `   ${id}` }],
      ]),
    );
    expect(skipped).toEqual([]);
    expect(day.classes[0]).toMatchObject({ classId: id, name: id, categories: [{ catId: id }] });
    expect(day.participants[0]).toMatchObject({
      participantId: id,
      classId: id,
      eventBib: id,
      catId: id,
      icfId: id,
    });
    expect(day.races[0]).toMatchObject({ raceId: id, classId: id });
    expect(day.results[0]).toMatchObject({ raceId: id, participantId: id, bib: id });
  });

  it('padding goes; of the blanks inside a kayak-cross bib one stays', async () => {
    const { day } = await parse(
      exportXml([
        ['Classes', { ClassId: 'K1X' }],
        ['Participants', { Id: '1', ClassId: 'K1X' }],
        ['Schedule', { RaceId: 'K1X_XER_7', ClassId: 'K1X', DisId: 'XER' }],
        ['Results', { RaceId: 'K1X_XER_7', Id: '1', Bib: ' t    3' }],
      ]),
    );
    expect(day.results[0]?.bib).toBe('t 3');
  });

  it('two results whose ids read the same when joined are two', async () => {
    const ids = ['a', 'a/b'];
    const people = ['b/c', 'c'];
    const { day } = await parse(
      exportXml([
        ['Classes', { ClassId: 'K' }],
        ...people.map((Id): XmlSection => ['Participants', { Id, ClassId: 'K' }]),
        ...ids.map((RaceId): XmlSection => ['Schedule', { RaceId, ClassId: 'K' }]),
        ['Results', { RaceId: 'a', Id: 'b/c' }],
        ['Results', { RaceId: 'a/b', Id: 'c' }],
      ]),
    );
    expect(day.results).toHaveLength(2);
  });

  it.each<[XmlSection, string]>([
    [['Participants', { ClassId: 'K1M' }], 'Id'],
    [['Participants', { Id: '  ', ClassId: 'K1M' }], 'Id'],
    [['Classes', { Class: 'K1M' }], 'ClassId'],
    [['Schedule', { ClassId: 'K1M', DisId: 'BR1' }], 'RaceId'],
    [['Results', { Id: '1' }], 'RaceId'],
    [['Results', { RaceId: 'r' }], 'Id'],
    [['CourseData', { CourseConfig: 'NNR' }], 'CourseNr'],
  ])('%j is left out and told: it has no %s', async (section, id) => {
    const { day, skipped } = await parse(exportXml([section, ['Classes', { ClassId: 'K' }]]));
    expect(skipped).toEqual([{ section: section[0], line: 3, id: '', reason: `missing <${id}>` }]);
    expect(day.classes.map(({ classId }) => classId)).toEqual(['K']);
  });

  it('a category without id costs its class nothing', async () => {
    const { day, skipped } = await parse(
      exportXml([['Classes', { ClassId: 'K', Categories: [{ Category: 'U23' }, { CatId: 'S' }] }]]),
    );
    expect(skipped).toMatchObject([{ section: 'Categories', reason: 'missing <CatId>' }]);
    expect(day.classes[0]?.categories.map(({ catId }) => catId)).toEqual(['S']);
  });

  it('an id too long for a key is left out and told', async () => {
    const { day, skipped } = await parse(exportXml([['Classes', { ClassId: 'K'.repeat(257) }]]));
    expect(skipped).toMatchObject([{ section: 'Classes', reason: '<ClassId> has more than 256 characters' }]);
    expect(day.classes).toEqual([]);
  });
});
