import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { OnCourseAnswer } from '../../../lib/ingest/pushOnCourse';
import type { ResultsAnswer } from '../../../lib/ingest/pushResults';
import { exportXml } from '../../../lib/simulator/exportXml';
import { livePushes } from '../../../lib/simulator/livePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { oddValue } from '../../fuzz/values';
import { type Booth, onCourseBody, openBooth, resultsBody } from '../../support/booth';

/** One odd field must cost that field only: never the push, and never another row of it. */

type Row = Record<string, unknown>;
interface Recording {
  xml: string;
  results: Row[][];
  oncourse: Row[][];
}

function simulated(): Recording {
  const plan = simulateRaceDay({ seed: 11, athletes: 16, bestRunLeak: true });
  const recording: Recording = { xml: exportXml(plan, 0), results: [], oncourse: [] };
  for (const push of livePushes(plan, { xmlEverySeconds: 0 })) {
    if (push.kind === 'results') recording.results.push(push.body.results as unknown as Row[]);
    if (push.kind === 'oncourse' && push.body.oncourse.length > 1)
      recording.oncourse.push(push.body.oncourse as unknown as Row[]);
  }
  return recording;
}

// The recording stays outside the project: where it is absent, the simulated one has to do.
const raceDay = path.join(__dirname, '../../../../shared/samples/race-day');
function recorded(): Recording {
  const recording: Recording = {
    xml: readFileSync(path.join(raceDay, 'export-1.xml'), 'utf8'),
    results: [],
    oncourse: [],
  };
  for (const line of readFileSync(path.join(raceDay, 'pushes.jsonl'), 'utf8').split('\n').filter(Boolean)) {
    const { body } = JSON.parse(line) as { body?: Partial<Recording> };
    if (body?.results) recording.results.push(body.results as unknown as Row[]);
    if (body?.oncourse && body.oncourse.length > 1)
      recording.oncourse.push(body.oncourse as unknown as Row[]);
  }
  return recording;
}

const RECORDINGS: [name: string, read: () => Recording, runs: number][] = [
  ['the simulated bridge', simulated, 500],
];
if (existsSync(raceDay)) RECORDINGS.push(['the recorded bridge', recorded, 100]);

const mutation = fc.record({ push: fc.nat(), row: fc.nat(), field: fc.nat(), value: oddValue });

/** The push with one field of one row changed; the row's place. */
function mutate(pushes: Row[][], how: { push: number; row: number; field: number; value: unknown }) {
  const push = pushes[how.push % pushes.length] ?? [];
  const place = how.row % push.length;
  const fields = Object.keys(push[place] ?? {});
  const field = fields[how.field % fields.length] ?? '';
  const odd = push.map((row, at) => (at === place ? { ...row, [field]: how.value } : row));
  return { push, odd: JSON.parse(JSON.stringify(odd)) as Row[], place };
}

const rowsTold = ({ skipped = [] }: OnCourseAnswer | ResultsAnswer) => [
  ...new Set(skipped.map(({ row }) => row)),
];

describe.each(RECORDINGS)('%s', (_name, read, numRuns) => {
  let booth: Booth;
  let recording: Recording;
  beforeAll(async () => {
    recording = read();
    booth = await openBooth(recording.xml);
  }, 60_000);
  afterAll(() => booth.close());

  test('results: the others are stored as if it were not odd', async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async (how) => {
        const { push, odd, place } = mutate(recording.results, how);
        const answer = await booth.writer.pushResults('TEST', resultsBody(odd));
        expect(rowsTold(answer).filter((row) => row !== place)).toEqual([]);
        // Nothing of them is left to be stored: what the whole push changes now is the odd row's.
        const others = push.filter((_, at) => at !== place);
        expect(await booth.writer.pushResults('TEST', resultsBody(others))).toEqual({ updated: 0 });
      }),
      { numRuns },
    );
  }, 120_000);

  test('on course: the others are on the course as if it were not odd', async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async (how) => {
        const { push, odd, place } = mutate(recording.oncourse, how);
        await booth.writer.pushOnCourse('TEST', onCourseBody([]));
        const answer = await booth.writer.pushOnCourse('TEST', onCourseBody(odd));
        expect(rowsTold(answer).filter((row) => row !== place)).toEqual([]);
        booth.announced();
        const others = push.filter((_, at) => at !== place);
        expect((await booth.writer.pushOnCourse('TEST', onCourseBody(others))).active).toBe(answer.active);
        expect(booth.announced().filter((data) => data === 'full' || data.oncourse)).toEqual([]);
      }),
      { numRuns },
    );
  }, 120_000);
});
