/** Bytes for whatever takes bytes, made from what has already led it somewhere new: V8 itself says which branches were reached. */
import { Session } from 'node:inspector/promises';
import type { Random } from '../../lib/simulator/random';

export interface Guided {
  /** Whose branches count: a pattern of the scripts' addresses. */
  watched: RegExp;
  /** Sound inputs, which stay among what is changed. */
  sound: Uint8Array[];
  /** What may get into an input as a whole. */
  tokens: Uint8Array[];
  /** Throws where the input is neither taken nor refused in words. */
  feed: (input: Uint8Array) => Promise<unknown>;
}

export interface GuidedReport {
  inputs: number;
  /** Branches and functions that some input has reached. */
  reached: number;
  /** An input that was neither taken nor refused, and what came of it. */
  finding: { input: string; error: unknown } | null;
}

/** Inputs between two looks at what was reached: a look takes as long as some of them. */
const BATCH = 20;
const MAX_BYTES = 20_000;

/** Feeds until `isOver`; stops at the first finding. */
export async function fuzzGuided(
  { watched, sound, tokens, feed }: Guided,
  random: Random,
  isOver: () => boolean,
): Promise<GuidedReport> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const corpus = [...sound];
  const reached = new Set<string>();
  const report: GuidedReport = { inputs: 0, reached: 0, finding: null };
  while (report.finding === null && !isOver()) {
    const batch = Array.from({ length: BATCH }, () => mutated(corpus, tokens, random));
    report.inputs += BATCH;
    const outcomes = await Promise.allSettled(batch.map(feed));
    const failed = outcomes.findIndex(({ status }) => status === 'rejected');
    if (failed >= 0) {
      const { reason: error } = outcomes[failed] as PromiseRejectedResult;
      report.finding = { input: Buffer.from(batch[failed] ?? []).toString('latin1'), error };
    }
    if (await reachesMore(session, watched, reached)) corpus.push(...batch);
    // The newest lead furthest; the sound ones stay.
    if (corpus.length > 2_000) corpus.splice(sound.length, BATCH * 10);
  }
  session.disconnect();
  return { ...report, reached: reached.size };
}

function mutated(corpus: Uint8Array[], tokens: Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = random.pick(corpus);
  for (let times = random.int(1, 4); times > 0; times -= 1) {
    const at = random.int(0, bytes.length);
    const until = Math.min(bytes.length, at + random.pick([0, 0, 1, 4, 30, 300]));
    const other = random.pick(corpus);
    const from = random.int(0, other.length);
    const piece = random.pick([
      random.pick(tokens),
      Buffer.from([random.int(0, 255)]),
      other.subarray(from, from + random.int(0, 400)),
    ]);
    bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(until)]).subarray(0, MAX_BYTES);
  }
  return bytes;
}

async function reachesMore(session: Session, watched: RegExp, reached: Set<string>): Promise<boolean> {
  const before = reached.size;
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, scriptId, functions } of result) {
    if (!watched.test(url)) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        if (count > 0) reached.add(`${scriptId}:${startOffset}:${endOffset}`);
    }
  }
  return reached.size > before;
}
