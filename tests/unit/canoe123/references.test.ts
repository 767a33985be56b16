import { exportXml } from '../../support/exportXml';
import { BR1, K1M, NOVAK, parse } from './support';

describe('rows that refer to nothing are left out and listed', () => {
  it('participants and races of unknown classes, and their results', async () => {
    const { day, skipped } = await parse(
      exportXml([
        K1M,
        NOVAK,
        BR1,
        ['Participants', { Id: '8', ClassId: 'C1W' }],
        ['Participants', { Id: '7' }],
        ['Schedule', { RaceId: 'C1W_BR1_6', ClassId: 'C1W' }],
        ['Results', { RaceId: 'C1W_BR1_6', Id: '9.K1M' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: '8' }],
        ['Results', { RaceId: 'nowhere', Id: '9.K1M' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: 'nobody' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M' }],
      ]),
    );
    expect(day.participants).toHaveLength(1);
    expect(day.races).toHaveLength(1);
    expect(day.results).toHaveLength(1);
    expect(skipped).toEqual([
      { section: 'Participants', line: 17, id: '8', reason: 'unknown class "C1W"' },
      { section: 'Participants', line: 21, id: '7', reason: 'no ClassId' },
      { section: 'Schedule', line: 24, id: 'C1W_BR1_6', reason: 'unknown class "C1W"' },
      { section: 'Results', line: 28, id: 'C1W_BR1_6/9.K1M', reason: 'unknown race "C1W_BR1_6"' },
      { section: 'Results', line: 32, id: 'K1M_BR1_6/8', reason: 'unknown participant "8"' },
      { section: 'Results', line: 36, id: 'nowhere/9.K1M', reason: 'unknown race "nowhere"' },
      { section: 'Results', line: 40, id: 'K1M_BR1_6/nobody', reason: 'unknown participant "nobody"' },
    ]);
  });

  it('a schedule row without class is no race: quietly, but not for its results', async () => {
    const { day, skipped } = await parse(
      exportXml([
        K1M,
        NOVAK,
        ['Schedule', { RaceId: '<unassigned>', DisId: 'SR' }],
        ['Schedule', { RaceId: '<unassigned>', ClassId: 'K1M' }],
        ['Schedule', { RaceId: 'pause', ClassId: '' }],
        ['Results', { RaceId: 'pause', Id: '9.K1M' }],
      ]),
    );
    expect(day.races).toEqual([]);
    expect(skipped).toEqual([
      { section: 'Results', line: 24, id: 'pause/9.K1M', reason: '"pause" is not a race: it has no class' },
    ]);
  });

  it('a course whose number is none', async () => {
    const { day, skipped } = await parse(exportXml([['CourseData', { CourseNr: 'A', CourseConfig: 'NR' }]]));
    expect(day.courses).toEqual([]);
    expect(skipped).toEqual([
      { section: 'CourseData', line: 3, id: 'A', reason: 'CourseNr is not a number' },
    ]);
  });
});

describe('of two rows with the same key the last counts', () => {
  it('in every section', async () => {
    const { day, skipped } = await parse(
      exportXml([
        ['Classes', { ClassId: 'K1M', Class: 'old' }],
        [
          'Classes',
          { ClassId: 'K1M', Class: 'new', Categories: [{ CatId: 'U23', Category: 'old' }, { CatId: 'U23' }] },
        ],
        NOVAK,
        ['Participants', { Id: ' 9.K1M ', ClassId: 'K1M', FamilyName: 'new' }],
        BR1,
        ['Schedule', { RaceId: 'K1M_BR1_6', ClassId: 'K1M', CustomTitle: 'new' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', Bib: '1' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', Bib: '2' }],
        ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', Bib: '3' }],
        ['CourseData', { CourseNr: '1', CourseConfig: 'N' }],
        ['CourseData', { CourseNr: '01', CourseConfig: 'R' }],
      ]),
    );
    expect(day).toMatchObject({
      classes: [{ name: 'new', categories: [{ name: null }] }],
      participants: [{ familyName: 'new' }],
      races: [{ title: 'new' }],
      results: [{ bib: '3' }],
      courses: [{ courseConfig: 'R' }],
    });
    expect(skipped.map(({ section, id, reason }) => `${section} ${id}: ${reason}`)).toEqual([
      'Categories K1M/U23: given again in line 14',
      'Classes K1M: given again in line 7',
      'Participants 9.K1M: given again in line 23',
      'Schedule K1M_BR1_6: given again in line 33',
      'Results K1M_BR1_6/9.K1M: given again in line 43',
      'Results K1M_BR1_6/9.K1M: given again in line 48',
      'CourseData 1: given again in line 57',
    ]);
  });
});
