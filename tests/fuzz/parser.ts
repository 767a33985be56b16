/** The parser of exports, given what lies near to what has already led it somewhere new. */
import { Session } from 'node:inspector/promises';
import { ExportError } from '../../lib/canoe123/ExportError';
import { parseExport } from '../../lib/canoe123/parseExport';
import type { Random } from '../../lib/simulator/random';
import { springSlalom } from '../support/springSlalom';

/** Whose branches count. */
const WATCHED = /lib\/canoe123|saxes/;
/** Inputs between two looks at what was reached: a look takes as long as some of them. */
const BATCH = 20;
const MAX_BYTES = 20_000;

const TOKENS = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<?xml ?>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE a>',
    '&amp;',
    '&#x0;',
    '&#120;',
    '&a;',
  ],
  ...[
    '<Results>',
    '</Results>',
    '<Classes>',
    '<Categories>',
    '<Schedule>',
    '<Participants>',
    '<Events>',
    '<x:Results xmlns:x="a">',
  ],
  ...[
    '<Time>',
    '<Gates>',
    '<Pen>',
    '<Total>',
    '<RaceId>',
    '<Id>',
    '<Status>',
    '<Bib>',
    '<IsTeam>',
    '<StartTime>',
  ],
  ...[
    '0',
    '-1',
    '50',
    '2',
    '1e9',
    '99999999999',
    '  0 50',
    'DNF',
    'true',
    '09:00:00',
    '2026-05-30T09:00:00',
    'ř',
    '😀',
    '\uFEFF',
    '\r\n',
    ' ',
  ],
];

export interface ParserReport {
  inputs: number;
  /** Branches and functions that some input has reached. */
  reached: number;
  /** An input on which the parser failed with something else than a refusal, and with what. */
  finding: { input: string; error: unknown } | null;
}

/** Feeds the parser until `isOver`; stops at the first finding. */
export async function fuzzParser(random: Random, isOver: () => boolean): Promise<ParserReport> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const corpus: Uint8Array[] = [Buffer.from(springSlalom()), Buffer.from('<Canoe123Data></Canoe123Data>')];
  const reached = new Set<string>();
  const report: ParserReport = { inputs: 0, reached: 0, finding: null };
  while (report.finding === null && !isOver()) {
    const batch = Array.from({ length: BATCH }, () => mutated(corpus, random));
    for (const input of batch) {
      report.inputs += 1;
      const error = await failureOf(input);
      if (error === null) continue;
      report.finding = { input: Buffer.from(input).toString(), error };
      break;
    }
    if (await reachesMore(session, reached)) corpus.push(...batch);
    // The newest lead furthest; the sound ones stay.
    if (corpus.length > 2_000) corpus.splice(2, BATCH * 10);
  }
  session.disconnect();
  return { ...report, reached: reached.size };
}

async function failureOf(input: Uint8Array): Promise<unknown> {
  try {
    await parseExport(input);
    return null;
  } catch (error) {
    return error instanceof ExportError ? null : error;
  }
}

function mutated(corpus: Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = random.pick(corpus);
  for (let times = random.int(1, 4); times > 0; times -= 1) {
    const at = random.int(0, bytes.length);
    const until = Math.min(bytes.length, at + random.pick([0, 0, 1, 4, 30, 300]));
    const other = random.pick(corpus);
    const from = random.int(0, other.length);
    const piece = random.pick([
      Buffer.from(random.pick(TOKENS)),
      Buffer.from([random.int(0, 255)]),
      other.subarray(from, from + random.int(0, 400)),
    ]);
    bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(until)]).subarray(0, MAX_BYTES);
  }
  return bytes;
}

async function reachesMore(session: Session, reached: Set<string>): Promise<boolean> {
  const before = reached.size;
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, scriptId, functions } of result) {
    if (!WATCHED.test(url)) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        if (count > 0) reached.add(`${scriptId}:${startOffset}:${endOffset}`);
    }
  }
  return reached.size > before;
}
