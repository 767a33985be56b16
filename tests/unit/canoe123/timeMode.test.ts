import { exportXml, type XmlRow, type XmlSection } from '../../support/exportXml';
import { parse } from './support';

type Times = [time: number | string, pen?: number | string, total?: number | string];

/** Parses result rows of one race of the given discipline, and others of a second one. */
async function parseTimes(
  rows: Times[],
  others: { disId: string; rows: Times[] } = { disId: 'BR2', rows: [] },
) {
  const section =
    (race: string) =>
    ([Time, Pen, Total]: Times, n: number): XmlSection => {
      const row: XmlRow = { RaceId: race, Id: String(n), Time, Pen, Total };
      return ['Results', row];
    };
  const { day, warnings } = await parse(
    exportXml([
      ...others.rows.map(section('second')),
      ...rows.map(section('first')),
      ['Schedule', { RaceId: 'first', ClassId: 'K', DisId: 'BR1' }],
      ['Schedule', { RaceId: 'second', ClassId: 'K', DisId: others.disId }],
      ...Array.from({ length: 30 }, (_, n): XmlSection => ['Participants', { Id: String(n), ClassId: 'K' }]),
      ['Classes', { ClassId: 'K' }],
      ['Events', { TimeMode: 'Points100' }],
    ]),
  );
  const of = (race: string) =>
    day.results.filter((r) => r.raceId === race).map((r) => [r.time, r.pen, r.total]);
  return { times: of('first'), others: of('second'), warnings };
}

describe('the unit of a file', () => {
  it('is milliseconds where Total = Time + Pen × 1000', async () => {
    const { times, warnings } = await parseTimes([
      [76990, 2, 78990],
      [82330, 0, 82330],
      [90000, 52, 142000],
    ]);
    expect(times).toEqual([
      [7699, 200, 7899],
      [8233, 0, 8233],
      [9000, 5200, 14200],
    ]);
    expect(warnings).toEqual([]);
  });

  it('is hundredths where Total = Time + Pen', async () => {
    const { times } = await parseTimes([
      [7699, 200, 7899],
      [25_000, 0, 25_000],
      [9000, 5200, 14200],
    ]);
    expect(times).toEqual([
      [7699, 200, 7899],
      [25_000, 0, 25_000],
      [9000, 5200, 14200],
    ]);
  });

  it('is hundredths with penalties in seconds where Total = Time + Pen × 100', async () => {
    expect((await parseTimes([[7699, 2, 7899]])).times).toEqual([[7699, 200, 7899]]);
  });

  it('is told by a penalty even when the size of the times speaks against it', async () => {
    const short = await parseTimes([
      [12_000, 2, 14_000],
      [11_000, 0, 11_000],
      [10_500, 0, 10_500],
    ]);
    expect(short.times[0]).toEqual([1200, 200, 1400]);
    const long = await parseTimes([
      [21_000, 200, 21_200],
      [22_000, 0, 22_000],
    ]);
    expect(long.times[0]).toEqual([21_000, 200, 21_200]);
  });

  it('is told by the size of the times where no row has a penalty', async () => {
    expect((await parseTimes([[76990, 0, 76990], [20_001]])).times).toEqual([
      [7699, 0, 7699],
      [2000, null, null],
    ]);
    expect((await parseTimes([[7699, 0, 7699], [20_000]])).times).toEqual([
      [7699, 0, 7699],
      [20_000, null, null],
    ]);
  });

  it('is milliseconds where nothing tells', async () => {
    expect((await parseTimes([[0, 0, 0]], { disId: 'XF', rows: [[1000], [2000]] })).others).toEqual([
      [100, null, null],
      [200, null, null],
    ]);
  });

  it('is that of the majority, and a warning says that rows contradict it', async () => {
    const { times, warnings } = await parseTimes([
      [7699, 200, 7899],
      [76990, 2, 78990],
      [80000, 4, 84000],
    ]);
    expect(times[1]).toEqual([7699, 200, 7899]);
    expect(warnings).toEqual(["1 of 3 sums with a penalty contradict the file's time unit, milliseconds"]);
  });

  it.each(['X4', 'XS', 'XF', 'XER'])('is not told by the finish order of %s', async (disId) => {
    const order: Times[] = [[1000, 0, 1000], [2000, 0, 2000], [3000, 200, 3200], [4000, 200, 4200], [5000]];
    const { times, others } = await parseTimes([[76990, 0, 76990]], { disId, rows: order });
    expect(times).toEqual([[7699, 0, 7699]]);
    expect(others[1]).toEqual([200, 0, 200]);
  });

  it('is told by a cross time trial like by any other run', async () => {
    const { times } = await parseTimes([], { disId: 'XT', rows: [[5000, 200, 5200]] });
    expect(times).toEqual([]);
  });

  it('is not told by a best-run row that repeats the penalty of the other run', async () => {
    const { times } = await parseTimes([
      [79_990, 2, 78_990],
      [7699, 200, 9000],
      [81_000, 0, 81_000],
    ]);
    expect(times[2]).toEqual([8100, 0, 8100]);
  });

  it('is told by the previous run too', async () => {
    const { day } = await parse(
      exportXml([
        ['Classes', { ClassId: 'K' }],
        ['Participants', { Id: '1', ClassId: 'K' }],
        ['Schedule', { RaceId: 'r', ClassId: 'K', DisId: 'BR2' }],
        ['Results', { RaceId: 'r', Id: '1', Time: 19_000, PrevTime: 18_500, PrevPen: 2, PrevTotal: 20_500 }],
      ]),
    );
    expect(day.results[0]).toMatchObject({
      time: 1900,
      prev: { time: 1850, pen: 200, total: 2050, rnk: null },
    });
  });

  it('rounds milliseconds to the nearest hundredth, half up', async () => {
    const { times } = await parseTimes([[76994], [76995], [76999], [70000, 2, 72000]]);
    expect(times.map(([time]) => time)).toEqual([7699, 7700, 7700, 7000]);
  });
});
