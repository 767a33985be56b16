import { createHash } from 'node:crypto';
import { middleOfDay1 } from '../../../lib/simulator/clock';
import { exportXml, raceDayOfSize } from '../../../lib/simulator/exportXml';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { readExport } from './readExport';

const plan = simulateRaceDay({ seed: 7 });
const atEnd = readExport(exportXml(plan, 'end'));
const rowsOf = (raceId: string, rows = atEnd) =>
  (rows['Results'] ?? []).filter((row) => row['RaceId'] === raceId);
const number = (text: string | undefined): number => Number(text ?? NaN);

describe('the simulated export', () => {
  test('is the same bytes for the same seed', () => {
    const hash = (xml: string) => createHash('sha256').update(xml).digest('hex');
    expect(hash(exportXml(simulateRaceDay({ seed: 7 }), 'end'))).toBe(hash(exportXml(plan, 'end')));
  });

  test('looks like the file of Canoe123: CRLF, namespace, sections in order', () => {
    const xml = exportXml(plan, 'end');
    expect(
      xml.startsWith(
        '<?xml version="1.0" standalone="yes"?>\r\n<Canoe123Data xmlns="http://siwidata.com/Canoe123/Data.xsd">\r\n  <Participants>\r\n    <Id>',
      ),
    ).toBe(true);
    expect(xml.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Object.keys(atEnd)).toEqual([
      ...['Participants', 'Classes', 'Schedule', 'Results', 'CourseData', 'Events'],
    ]);
  });

  test('escapes what needs it, and reads back as it was planned', () => {
    const clubs = new Set((atEnd['Participants'] ?? []).map((row) => row['Club']));
    expect(clubs).toContain('KK Úhoř & přátelé');
    expect((atEnd['Participants'] ?? []).map((row) => row['Id'])).toEqual(
      plan.participants.map(({ participantId }) => participantId),
    );
  });

  test('has an <unassigned> schedule row without class', () => {
    const row = (atEnd['Schedule'] ?? []).find((one) => one['RaceId'] === '<unassigned>');
    expect(row).toMatchObject({ DisId: 'SR', RaceStatus: '0' });
    expect(row).not.toHaveProperty('ClassId');
  });

  test('has Total = Time + Pen × 1000 in every row with a result', () => {
    const timed = (atEnd['Results'] ?? []).filter((row) => row['Time'] !== undefined);
    expect(timed.length).toBeGreaterThan(400);
    for (const row of timed) {
      expect(number(row['Total'])).toBe(number(row['Time']) + number(row['Pen']) * 1000);
    }
    expect(timed.some((row) => number(row['Pen']) > 0)).toBe(true);
  });

  test('has 30 gate cells of three characters whose sum is Pen', () => {
    const judged = (atEnd['Results'] ?? []).filter((row) => (row['Gates'] ?? '') !== '');
    for (const row of judged) {
      const gates = row['Gates'] ?? '';
      expect(gates).toHaveLength(90);
      const cells = Array.from({ length: 30 }, (_, index) => gates.slice(index * 3, index * 3 + 3));
      for (const cell of cells) expect(['   ', '  0', '  2', ' 50']).toContain(cell);
      if (row['Pen'] !== undefined) {
        expect(cells.reduce((sum, cell) => sum + Number(cell), 0)).toBe(number(row['Pen']));
      }
    }
  });

  test('ranks a race by its own totals: 1 + the number of smaller ones, nobody with a status', () => {
    for (const { raceId } of plan.races.filter(({ disId }) => /^(BR|TSR|XT)/.test(disId))) {
      const rows = rowsOf(raceId);
      const totals = rows.flatMap((row) => (row['Total'] === undefined ? [] : [number(row['Total'])]));
      for (const row of rows) {
        if (row['Status'] === '') {
          expect(number(row['Rnk'])).toBe(1 + totals.filter((other) => other < number(row['Total'])).length);
        } else {
          expect(row).not.toHaveProperty('Rnk');
          expect(row).not.toHaveProperty('Total');
        }
      }
      expect(rows.map((row) => number(row['RnkOrder'])).sort((a, b) => a - b)).toEqual(
        rows.map((_, i) => i + 1),
      );
    }
  });

  test('repeats the first run in the second and names the better one', () => {
    const first = new Map(rowsOf('K1M_ST_BR1_6').map((row) => [row['Id'], row]));
    for (const row of rowsOf('K1M_ST_BR2_6')) {
      const before = first.get(row['Id']);
      expect(row['PrevTotal']).toBe(before?.['Total']);
      expect(row['PrevRnk']).toBe(before?.['Rnk']);
      if (row['Total'] === undefined || before?.['Total'] === undefined) continue;
      expect(number(row['TotalTotal'])).toBe(Math.min(number(row['Total']), number(before['Total'])));
      expect(row['BetterRunNr']).toBe(number(row['Total']) < number(before['Total']) ? '2' : '1');
    }
  });

  test('gives heats their finish order, number, round and who goes through', () => {
    const heat = rowsOf('X1-M_X4_7_R1').filter((row) => row['HeatNr'] === '3');
    expect(heat.map((row) => row['RoundNr'])).toEqual(['1', '1', '1', '1']);
    expect(
      heat
        .filter((row) => row['Qualified'] === 'Q')
        .map((row) => row['Time'])
        .sort(),
    ).toEqual([...['1000', '2000']]);
    expect(rowsOf('X1-M_XF_7').every((row) => row['Qualified'] === '')).toBe(true);
  });

  test('pads bibs to four characters and lets teams wear letters', () => {
    expect(rowsOf('K1M_ST_BR1_6')[0]?.['Bib']).toBe('   1');
    expect(rowsOf('K1M_ST_TSR_7')[0]?.['Bib']).toBe('   A');
  });

  test('moves a race from scheduled over in progress and unofficial to official', () => {
    const [race] = plan.races;
    const statusAt = (atMs: number | 'start' | 'end') =>
      readExport(exportXml(plan, atMs))['Schedule']?.[0]?.['RaceStatus'];
    const end = race?.endAtMs ?? NaN;
    expect([statusAt('start'), statusAt(end - 1), statusAt(end + 1), statusAt('end')]).toEqual([
      '0',
      '3',
      '4',
      '5',
    ]);
  });

  test('holds only start lists at the start, and no heats before they are drawn', () => {
    const atStart = readExport(exportXml(plan, 'start'));
    expect((atStart['Results'] ?? []).some((row) => row['Time'] !== undefined || row['Status'] !== '')).toBe(
      false,
    );
    expect(rowsOf('K1M_ST_BR1_6', atStart)).toHaveLength(rowsOf('K1M_ST_BR1_6').length);
    expect(rowsOf('X1-M_X4_7_R1', atStart)).toHaveLength(0);
    expect(rowsOf('X1-M_X4_7_R1')).toHaveLength(32);
  });

  test('shows a boat on the course with its start and the gates passed so far, and nothing more', () => {
    const rows = rowsOf('K1M_ST_BR2_6', readExport(exportXml(plan, middleOfDay1(plan))));
    const running = rows.find((row) => row['dtStart'] !== undefined && row['dtFinish'] === undefined);
    expect(running?.['Gates']?.trim()).not.toBe('');
    for (const column of ['Time', 'Pen', 'Total', 'Rnk']) expect(running).not.toHaveProperty(column);
    expect(rows.some((row) => row['Time'] !== undefined)).toBe(true);
    expect(rows.some((row) => row['dtStart'] === undefined && row['Status'] === '')).toBe(true);
  });

  test.each([1_000_000, 1_700_000, 5_000_000])('can be made about %d bytes long', (bytes) => {
    const size = Buffer.byteLength(exportXml(raceDayOfSize(bytes, { seed: 1 }), 'end'));
    expect(Math.abs(size - bytes) / bytes).toBeLessThan(0.03);
  });
});
