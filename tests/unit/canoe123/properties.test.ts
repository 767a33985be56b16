import fc from 'fast-check';
import { ExportError } from '../../../lib/canoe123/ExportError';
import { parseExport } from '../../../lib/canoe123/parseExport';
import type { EventDetails, RaceDay, ResultRecord } from '../../../lib/domain/records';
import { exportXml, raceDaySections } from '../../support/exportXml';
import { BR1, K1M, NOVAK, parse } from './support';

const sound = Buffer.from(
  exportXml([
    K1M,
    NOVAK,
    BR1,
    ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', Time: 76990, Gates: '  0 50' }],
  ]),
);

async function settles(bytes: Uint8Array): Promise<void> {
  try {
    await parseExport(bytes);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
  }
}

describe('whatever comes in, it is parsed or refused with an ExportError', () => {
  it('bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), settles), { numRuns: 500 });
  });

  it('a sound export with a stretch replaced', async () => {
    const spot = fc.nat({ max: sound.length });
    await fc.assert(
      fc.asyncProperty(spot, fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 20 }), (at, length, bytes) =>
        settles(Buffer.concat([sound.subarray(0, at), bytes, sound.subarray(at + length)])),
      ),
      { numRuns: 1000 },
    );
  });

  it('scraps of markup in any order', async () => {
    const scraps = [
      '<',
      '>',
      '/',
      '</',
      '<?',
      '?>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&',
      '&#',
      ';',
      '"',
      '=',
      ' ',
    ];
    const words = [
      'Canoe123Data',
      'Results',
      'Classes',
      'Categories',
      'Id',
      'RaceId',
      'xml',
      'xmlns',
      ':',
      'x',
      '9',
    ];
    const tags = [
      '<Canoe123Data>',
      '</Canoe123Data>',
      '<Classes>',
      '</Classes>',
      '<Categories>',
      '<!DOCTYPE',
      '\r',
    ];
    const scrap = fc.constantFrom(...scraps, ...words, ...tags, '\uFEFF', 'é');
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(scrap, { maxLength: 40 }), (rooted, list) =>
        settles(Buffer.from((rooted ? '<Canoe123Data>' : '') + list.join(''))),
      ),
      { numRuns: 2000 },
    );
  });
});

/** Text as a column holds it: trimmed, not empty, only characters that XML allows. */
const text = fc
  .string({
    unit: fc.constantFrom('a', 'Z', '0', '9', '_', '-', '.', '<', '>', '&', '"', "'", ' ', 'ř', '😀'),
    minLength: 1,
    maxLength: 12,
  })
  .map((value) => value.trim())
  .filter((value) => value !== '');
/** Bibs and names keep one of the blanks inside them. */
const line = text.map((value) => value.replace(/ +/g, ' '));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });
const count = fc.nat({ max: 999 });
/** A slalom run in hundredths, penalties in whole seconds, as the writer needs it. */
const run = fc
  .record({ time: fc.integer({ min: 2001, max: 20_000 }), pen: fc.nat({ max: 300 }).map((s) => s * 100) })
  .map(({ time, pen }) => ({ time, pen, total: time + pen }));
const noRun = { time: null, pen: null, total: null };
const date = maybe(fc.constantFrom('2026-04-11T09:00:00+02:00', '2026-04-11', '2026-04-11T09:00:00.5Z'));

const details: fc.Arbitrary<EventDetails> = fc.record({
  mainTitle: maybe(text),
  subTitle: maybe(text),
  location: maybe(text),
  facility: maybe(text),
  startDate: date,
  endDate: date,
  discipline: maybe(text),
});

const raceDay: fc.Arbitrary<RaceDay> = fc
  .record({
    classIds: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
    people: fc.uniqueArray(text, { minLength: 1, maxLength: 5 }),
    raceIds: fc.uniqueArray(text, { minLength: 1, maxLength: 4 }),
  })
  .chain(({ classIds, people, raceIds }) => {
    const classId = fc.constantFrom(...classIds);
    const category = fc.record({
      catId: text,
      name: maybe(text),
      firstYear: maybe(count),
      lastYear: maybe(count),
    });
    const categories = fc.uniqueArray(category, { maxLength: 3, selector: (c) => c.catId });
    const result = fc
      .record({
        raceId: fc.constantFrom(...raceIds),
        participantId: fc.constantFrom(...people),
        startOrder: maybe(count),
        bib: line,
        startTime: maybe(fc.constant('10:00:40')),
        catId: maybe(text),
        rnk: maybe(count),
        rnkOrder: maybe(count),
        // 0 means none.
        heatNr: maybe(fc.integer({ min: 1, max: 30 })),
        roundNr: maybe(fc.integer({ min: 1, max: 30 })),
        faults: maybe(
          fc.array(fc.record({ kind: fc.constantFrom('FLT' as const, 'RAL' as const), gate: maybe(count) }), {
            minLength: 1,
          }),
        ),
        qualified: maybe(fc.constant('Q')),
        prev: maybe(fc.tuple(run, maybe(count)).map(([figures, rnk]) => ({ ...figures, rnk }))),
        status: maybe(fc.constantFrom('DNS', 'DNF', 'DSQ', 'CAP', 'RAL')),
        dtStart: maybe(text),
        dtFinish: maybe(text),
        gates: maybe(
          fc.array(fc.constantFrom('  0', '  2', ' 50', '   '), { minLength: 1 }).map((g) => g.join('')),
        ),
        run: maybe(run),
      })
      .map(({ run: figures, ...rest }): ResultRecord => ({
        ...rest,
        ...(figures ?? noRun),
        isUnderReview: false,
        splits: null,
        changes: [],
      }));
    return fc.record({
      classes: fc.tuple(
        ...classIds.map((id) =>
          fc.record({ classId: fc.constant(id), name: text, longTitle: maybe(text), categories }),
        ),
      ),
      participants: fc.tuple(
        ...people.map((id) =>
          fc.record({
            participantId: fc.constant(id),
            classId,
            eventBib: maybe(line),
            icfId: maybe(text),
            familyName: line,
            givenName: maybe(line),
            icfId2: maybe(text),
            familyName2: maybe(line),
            givenName2: maybe(line),
            noc: maybe(text),
            club: maybe(text),
            year: maybe(count),
            catId: maybe(text),
            isTeam: fc.boolean(),
            members: fc.array(text, { maxLength: 3 }),
          }),
        ),
      ),
      races: fc.tuple(
        ...raceIds.map((id) =>
          fc.record({
            raceId: fc.constant(id),
            classId,
            disId: fc.constantFrom('BR1', 'BR2', 'SEM', 'FIN', 'TSR'),
            raceOrder: maybe(count),
            startTime: date,
            startInterval: maybe(text),
            courseNr: maybe(count),
            raceStatus: fc.nat({ max: 13 }),
            title: maybe(text),
          }),
        ),
      ),
      courses: fc.uniqueArray(
        fc.record({ courseNr: count, courseConfig: fc.constantFrom('NNRSN', 'R', '') }),
        {
          maxLength: 3,
          selector: (c) => c.courseNr,
        },
      ),
      results: fc.uniqueArray(result, { maxLength: 12, selector: (r) => `${r.raceId}\0${r.participantId}` }),
    });
  });

it('a race day written as an export reads back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(details, raceDay, async (event, day) => {
      const parsed = await parse(exportXml(raceDaySections(event, day)));
      expect(parsed).toEqual({ details: event, day, skipped: [], warnings: [] });
    }),
    { numRuns: 300 },
  );
});
