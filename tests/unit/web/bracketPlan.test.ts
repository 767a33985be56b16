import { bracketPlan, BRACKET_LEADING } from '../../../app/web/board/bracketPlan';
import { bracketRounds } from '../../../app/web/shared/bracketRounds';
import { race, result } from './builders';

const RACES = [race('R1', 'cross-heat'), race('SF', 'cross-semifinal'), race('F', 'cross-final')];
const heats = (count: number, boats = 4) =>
  Array.from({ length: count * boats }, (_, at) =>
    result({ bib: String(at + 1), heatNr: 1 + Math.floor(at / boats), roundNr: 1 }),
  );
const ALL = { R1: heats(4), SF: heats(2), F: heats(1) };
const t = (key: string, values: object = {}): string => [key, ...Object.values(values)].join(' ');
const TV = { width: 1_880, height: 960, screen: 1_080 };

const planned = (results: Record<string, ReturnType<typeof heats>>, current: string, room: typeof TV) => {
  const plan = bracketPlan(bracketRounds(RACES, results, t), current, room);
  const pages = plan.pages.map((columns) =>
    columns.map((parts) =>
      parts.map(({ title, heats: shown }) => `${title.replace('type.cross-', '')} ${shown.length}`),
    ),
  );
  return { pages, type: plan.type, plan };
};

describe('where the heats of a bracket stand', () => {
  test('a TV has the whole bracket, a column for each round', () => {
    expect(planned(ALL, 'F', TV).pages).toEqual([[['heat 4'], ['semifinal 2'], ['final 1']]]);
    expect(planned(ALL, 'R1', TV).pages).toHaveLength(1);
  });

  test('rounds that are not drawn yet take no room, so that letters are larger', () => {
    const first = planned({ R1: heats(4) }, 'R1', TV);
    expect(first.pages).toEqual([[['heat 2'], ['heat 2']]]);
    expect(first.type).toBeGreaterThan(planned(ALL, 'R1', TV).type);
  });

  test('a wall that has no room for all begins with the round that is shown, or goes on page by page from there', () => {
    const wall = { width: 750, height: 340, screen: 384 };
    expect(planned(ALL, 'F', wall).pages).toEqual([[['semifinal 2'], ['final 1']]]);
    expect(planned(ALL, 'R1', wall).pages.flat(2)).toEqual([
      'heat 1',
      'heat 1',
      'heat 1',
      'heat 1',
      'semifinal 1',
      'semifinal 1',
      'final 1',
    ]);
  });

  test('an upright wall has them below one another', () => {
    expect(planned(ALL, 'R1', { width: 240, height: 940, screen: 256 }).pages).toEqual([
      [['heat 4', 'semifinal 2', 'final 1']],
    ]);
  });

  test.each([
    [1_880, 960, 1_080],
    [1_040, 1_700, 1_080],
    [750, 340, 384],
    [500, 200, 256],
    [370, 650, 384],
    [240, 940, 256],
    [100, 100, 100],
  ])(
    'in %d × %d pixels nothing is lost, and no column is taller or wider than its place',
    (width, height, screen) => {
      for (const results of [ALL, { R1: heats(8), SF: heats(4), F: heats(2) }, { R1: heats(1, 6) }]) {
        const { plan, type } = planned(results, 'R1', { width, height, screen });
        const shown = plan.pages.flat(2).flatMap(({ heats: one }) => one.flatMap(({ rows }) => rows));
        expect(shown).toEqual(Object.values(results).flat());
        for (const columns of plan.pages) {
          expect(columns.length * type * 17).toBeLessThanOrEqual(width + 1);
          for (const parts of columns) {
            const lines = parts.reduce(
              (sum, part) => part.heats.reduce((all, { rows }) => all + rows.length + 1.3, sum + 1.4),
              0,
            );
            expect(lines * type * BRACKET_LEADING).toBeLessThanOrEqual(height + 1);
          }
        }
      }
    },
  );

  test('nobody is anywhere before there are heats', () => {
    expect(planned({}, 'R1', TV).pages).toEqual([]);
  });
});
