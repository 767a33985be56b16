import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ParsedExport } from '../../../lib/canoe123/parseExport';
import { exportXml, raceDaySections } from '../../support/exportXml';
import { parse, refusal } from './support';

const raceDay = path.join(__dirname, '../../../../shared/samples/race-day');
const first = path.join(raceDay, 'export-1.xml');

describe('a long export', () => {
  it('leaves the event loop its turns', async () => {
    const rows = Array.from({ length: 4000 }, (_, n): ['Participants', { Id: string; ClassId: string }] => [
      'Participants',
      { Id: String(n), ClassId: 'K' },
    ]);
    const bytes = Buffer.from(exportXml([['Classes', { ClassId: 'K' }], ...rows]));
    let turns = 0;
    let parsing = true;
    const count = (): void => {
      turns++;
      if (parsing) setImmediate(count);
    };
    setImmediate(count);
    const { day } = await parse(bytes);
    parsing = false;
    expect(day.participants).toHaveLength(4000);
    expect(turns).toBeGreaterThanOrEqual(Math.floor(bytes.length / (16 * 1024)));
  });
});

// The recording stays outside the project: where it is absent, the invented fixtures have to do.
if (existsSync(first)) {
  describe('the recorded race day', () => {
    let parsed: ParsedExport;
    beforeAll(async () => {
      parsed = await parse(readFileSync(first));
    });

    it('is whole: 344 participants, 44 races, 1,376 results', () => {
      const { day, skipped, warnings } = parsed;
      expect([skipped, warnings]).toEqual([[], []]);
      expect(day.classes).toHaveLength(11);
      expect(day.classes.flatMap((c) => c.categories)).toHaveLength(64);
      expect(day.participants).toHaveLength(344);
      expect(day.participants.filter((p) => p.familyName2 !== null)).toHaveLength(18);
      expect(day.races).toHaveLength(44);
      expect(day.results).toHaveLength(1376);
      expect(day.courses.map((c) => c.courseConfig.length)).toEqual([24, 12]);
      expect(parsed.details).toMatchObject({ location: 'České Budějovice', discipline: 'Slalom' });
    });

    it('is in hundredths: a total is time and penalty, gates are 30 cells', () => {
      const timed = parsed.day.results.filter((r) => r.total !== null);
      expect(timed).toHaveLength(1278);
      for (const { time, pen, total, gates } of timed) {
        expect(total).toBe((time ?? NaN) + (pen ?? NaN));
        if (gates !== null) expect(gates).toHaveLength(90);
      }
      expect(parsed.day.results.filter((r) => r.status !== null)).toHaveLength(93);
      expect(parsed.day.results.filter((r) => r.prev !== null)).toHaveLength(238);
    });

    it('reads back the same when written out', async () => {
      const again = await parse(exportXml(raceDaySections(parsed.details, parsed.day)));
      expect(again).toEqual(parsed);
    });

    it('is whole in its next export too', async () => {
      const next = await parse(readFileSync(path.join(raceDay, 'export-2.xml')));
      expect([next.skipped, next.warnings]).toEqual([[], []]);
      expect([next.day.races.length, next.day.participants.length]).toEqual([44, 344]);
    });

    it('cut in the middle it is refused', async () => {
      const bytes = readFileSync(first);
      expect((await refusal(bytes.subarray(0, bytes.length >> 1))).message).toMatch(
        /cut off while being written/,
      );
    });
  });
}
