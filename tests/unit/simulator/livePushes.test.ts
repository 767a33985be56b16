import { middleOfDay1 } from '../../../lib/simulator/clock';
import { exportXml } from '../../../lib/simulator/exportXml';
import { livePushes, type LivePush } from '../../../lib/simulator/livePushes';
import type { LiveResultRow } from '../../../lib/simulator/liveRows';
import type { RaceDayPlan } from '../../../lib/simulator/plan';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { readExport } from './readExport';

const plan = simulateRaceDay({ seed: 11, athletes: 24 });
const pushes = [...livePushes(plan, { xmlEverySeconds: 600 })];
const only = <K extends LivePush['kind']>(kind: K, all: readonly LivePush[] = pushes) =>
  all.filter((push): push is Extract<LivePush, { kind: K }> => push.kind === kind);
const fieldsOf = (row: object): string => Object.keys(row).join(' ');

/** The last rows sent of each race, as a server without any export would know them. */
function lastRows(of: RaceDayPlan): Map<string, LiveResultRow[]> {
  const sent = only('results', [...livePushes(of, { xmlEverySeconds: 0 })]);
  return new Map(sent.map(({ body }) => [body.results[0]?.raceId ?? '', body.results]));
}

describe('the simulated bridge', () => {
  test('sends the same for the same seed', () => {
    const again = [...livePushes(simulateRaceDay({ seed: 11, athletes: 24 }), { xmlEverySeconds: 600 })];
    expect(JSON.stringify(again)).toBe(JSON.stringify(pushes));
  });

  test('never goes back in time', () => {
    pushes.slice(1).forEach((push, index) => {
      expect(push.atMs).toBeGreaterThanOrEqual(pushes[index]?.atMs ?? Infinity);
    });
  });

  test('opens with an export, start lists, running and an empty course, and ends with finished', () => {
    expect(pushes.slice(0, 4).map(({ kind }) => kind)).toEqual(['xml', 'status', 'status', 'oncourse']);
    expect(pushes.slice(-3).map(({ kind }) => kind)).toEqual(['xml', 'oncourse', 'status']);
    expect(only('status').map(({ body }) => body.status)).toEqual(['startlist', 'running', 'finished']);
    expect(only('oncourse').at(-1)?.body).toEqual({ oncourse: [] });
  });

  test('sends on-course lists once or twice a second while someone is on the course, of six at most', () => {
    const lists = only('oncourse').filter(({ body }) =>
      body.oncourse.some(({ dtStart }) => dtStart !== null),
    );
    let close = 0;
    lists.slice(1).forEach((push, index) => {
      const gapMs = push.atMs - (lists[index]?.atMs ?? 0);
      expect(gapMs).toBeGreaterThanOrEqual(400);
      if (gapMs <= 1100) close += 1;
      expect(push.body.oncourse.length).toBeLessThanOrEqual(6);
    });
    expect(close / lists.length).toBeGreaterThan(0.9);
    expect(Math.max(...lists.map(({ body }) => body.oncourse.length))).toBeGreaterThanOrEqual(4);
  });

  test('repeats an unchanged list before ten seconds have passed, and clears an empty course at once', () => {
    const lists = only('oncourse');
    lists.slice(1).forEach((push, index) => {
      const before = lists[index];
      if ((before?.body.oncourse.length ?? 0) > 0)
        expect(push.atMs - (before?.atMs ?? 0)).toBeLessThan(10_000);
    });
  });

  test('shows an athlete waiting, then running in whole seconds, then in for about three seconds', () => {
    const run = plan.races[0]?.runs.find(({ status }) => status === '');
    const seen = only('oncourse').flatMap(({ atMs, body }) =>
      body.oncourse
        .filter((entry) => entry.participantId === run?.participantId && entry.raceId === run.raceId)
        .map((entry) => ({ atMs, entry })),
    );
    const waiting = seen.filter(({ entry }) => entry.dtStart === null);
    const running = seen.filter(({ entry }) => entry.dtStart !== null && entry.dtFinish === null);
    const finished = seen.filter(({ entry }) => entry.dtFinish !== null);
    for (const { entry } of waiting) {
      expect(entry).toMatchObject({ time: null, total: 0, pen: 0, dtFinish: null });
      expect(new Set(entry.gates)).toEqual(new Set([null]));
    }
    for (const { entry } of running) expect((entry.time ?? NaN) % 100).toBe(0);
    expect(finished[0]?.entry).toMatchObject({
      time: (run?.timeMs ?? NaN) / 10,
      total: (run?.totalMs ?? NaN) / 10,
      pen: (run?.penSeconds ?? NaN) * 100,
      gates: run?.gates,
    });
    expect(waiting.length).toBeGreaterThan(0);
    const shownMs = (finished.at(-1)?.atMs ?? 0) - (finished[0]?.atMs ?? 0);
    expect(shownMs).toBeGreaterThan(1400);
    expect(shownMs).toBeLessThanOrEqual(3000);
  });

  test("writes dtStart as UTC's date with the venue's clock and a Z that is not true", () => {
    const night = simulateRaceDay({ seed: 1, athletes: 5, startsAt: new Date('2026-06-06T22:59:00Z') });
    for (const push of livePushes(night)) {
      const entry =
        push.kind === 'oncourse' ? push.body.oncourse.find(({ dtStart }) => dtStart !== null) : undefined;
      if (entry === undefined) continue;
      expect(entry.dtStart).toMatch(/^2026-06-06T01:00:\d\d\.\d{3}Z$/);
      break;
    }
  });

  test('sends a whole race a second after every change in it', () => {
    const decisions = plan.races.flatMap(({ runs }) => runs.filter(({ status }) => status !== 'DNS'));
    const sent = only('results');
    for (const { raceId, decidedAtMs } of decisions) {
      const next = sent.find(({ atMs, body }) => atMs > decidedAtMs && body.results[0]?.raceId === raceId);
      expect((next?.atMs ?? Infinity) - decidedAtMs).toBeLessThanOrEqual(2000);
      expect(next?.body.results).toHaveLength(
        plan.races.find((race) => race.raceId === raceId)?.runs.length ?? -1,
      );
    }
  });

  test('has rows and entries of exactly the shape that the bridge sends', () => {
    const row = only('results')[0]?.body.results[0] ?? {};
    expect(fieldsOf(row)).toBe(
      'participantId raceId bib rnk time pen total status catId catRnk totalBehind catTotalBehind',
    );
    const entry = only('oncourse').find(({ body }) => body.oncourse.length > 0)?.body.oncourse[0] ?? {};
    expect(fieldsOf(entry)).toBe(
      'participantId raceId bib name club position gates dtStart dtFinish time pen total rank ttbDiff ttbName',
    );
  });

  test('leaves those who have not started without time and status, and gives a DNS its row and no penalty', () => {
    const rows = only('results').flatMap(({ body }) => body.results);
    const waiting = rows.filter(({ time, status }) => time === null && status === null);
    const absent = rows.filter(({ status }) => status === 'DNS');
    expect(waiting.length).toBeGreaterThan(0);
    for (const row of waiting) expect(row.total).toBeNull();
    expect(absent.length).toBeGreaterThan(0);
    for (const row of absent) {
      expect(row).toMatchObject({ time: null, pen: 0, total: null, catId: null });
      expect(row.rnk === null).toBe(false);
    }
  });

  test('has told, at the end, exactly what the last export says', () => {
    const rows = readExport(exportXml(plan, 'end'))['Results'] ?? [];
    const sent = new Map(
      [...lastRows(plan).values()].flat().map((row) => [`${row.raceId} ${row.participantId}`, row]),
    );
    expect(sent.size).toBe(rows.length);
    for (const row of rows) {
      const live = sent.get(`${row['RaceId'] ?? ''} ${row['Id'] ?? ''}`);
      const orNull = (text: string | undefined, factor: number) =>
        text === undefined ? null : Number(text) * factor;
      expect(live).toMatchObject({
        time: orNull(row['Time'], 0.1),
        pen: orNull(row['Pen'], 100) ?? 0,
        total: orNull(row['Total'], 0.1),
        status: row['Status'] === '' ? null : row['Status'],
      });
      expect(String(live?.bib)).toBe(row['Bib']?.trim());
    }
  });

  test('puts the better run into second-run rows only where the plan asks for the leak', () => {
    const leaking = (rows: LiveResultRow[]) =>
      rows.filter(
        ({ time, pen, total }) => time !== null && total !== null && pen !== null && total !== time + pen,
      );
    const leaky = lastRows(simulateRaceDay({ seed: 11, athletes: 24, bestRunLeak: true }));
    expect([...lastRows(plan).values()].flatMap(leaking)).toEqual([]);
    const found = [...leaky.values()].flatMap(leaking);
    expect(found.length).toBeGreaterThan(5);
    for (const row of found) {
      expect(row.raceId).toContain('_BR2_');
      const first = leaky
        .get(row.raceId.replace('BR2', 'BR1'))
        ?.find((one) => one.participantId === row.participantId);
      expect([row.pen, row.total]).toEqual([first?.pen, first?.total]);
    }
  });

  test('sends exports at the rhythm asked for, while something changes', () => {
    const written = only('xml', [...livePushes(plan, { xmlEverySeconds: 120 })]).slice(1, -1);
    written.slice(1).forEach((push, index) => {
      expect(push.atMs - (written[index]?.atMs ?? Infinity)).toBeGreaterThanOrEqual(120_000);
    });
    expect(written.length).toBeGreaterThan(20);
    const texts = written.map(({ body }) => body.xml);
    texts.slice(1).forEach((xml, index) => {
      expect(xml === texts[index]).toBe(false);
    });
  });

  test('can begin in the middle of the action, with a result about to come', () => {
    const fromMs = middleOfDay1(plan);
    let running = 0;
    for (const push of livePushes(plan, { fromMs })) {
      if (push.kind === 'oncourse' && push.atMs - fromMs < 1100) {
        running = push.body.oncourse.filter(({ dtStart }) => dtStart !== null).length;
      }
      if (push.kind !== 'results') continue;
      expect(push.atMs - fromMs).toBeLessThanOrEqual(20_000);
      expect(push.body.results[0]?.raceId).toContain('_BR2_6');
      break;
    }
    expect(running).toBeGreaterThan(0);
  });

  test('is made lazily: a day of two thousand boats gives its first pushes at once', () => {
    const huge = simulateRaceDay({ seed: 1, athletes: 2000 });
    const stream = livePushes(huge, { fromMs: middleOfDay1(huge) });
    const kinds = Array.from({ length: 8 }, () => {
      const next = stream.next();
      return next.done === true ? null : next.value.kind;
    });
    expect(kinds.slice(0, 5)).toEqual(['xml', 'status', 'status', 'oncourse', 'oncourse']);
  });
});
