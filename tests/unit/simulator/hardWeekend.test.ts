import { exportXml } from '../../../lib/simulator/exportXml';
import { simulateHardWeekend } from '../../../lib/simulator/hardWeekend';
import { livePushes, type LivePush } from '../../../lib/simulator/livePushes';
import { readExport } from './readExport';

const plan = simulateHardWeekend({ seed: 'white water', athletes: 40, startIntervalSeconds: 20 });
const atEnd = readExport(exportXml(plan, 'end'));
const rowsOf = (raceId: string, rows = atEnd) =>
  (rows['Results'] ?? []).filter((row) => row['RaceId'] === raceId);
const people = atEnd['Participants'] ?? [];
const cells = (gates: string | undefined): number[] =>
  ((gates ?? '').match(/.{3}/g) ?? []).map((cell) => Number(cell));
const pushes = [...livePushes(plan, { xmlEverySeconds: 600 })];
const only = <K extends LivePush['kind']>(kind: K) =>
  pushes.filter((push): push is Extract<LivePush, { kind: K }> => push.kind === kind);

describe('a hard weekend', () => {
  test('is the same for the same seed, and another for another seed', () => {
    const options = { athletes: 40, startIntervalSeconds: 20 };
    expect(simulateHardWeekend({ seed: 'white water', ...options })).toEqual(plan);
    expect(simulateHardWeekend({ seed: 'flat water', ...options }).races).not.toEqual(plan.races);
  });

  test('has other runs of the same athletes', () => {
    const other = simulateHardWeekend({
      ...{ seed: 'white water', athletes: 40, startIntervalSeconds: 20, runsSeed: 'another day' },
    });
    expect(other.participants).toEqual(plan.participants);
    expect(other.races).not.toEqual(plan.races);
  });

  test.each([39, 5001])('refuses %d boats', (athletes) => {
    expect(() => simulateHardWeekend({ seed: 1, athletes })).toThrow(RangeError);
  });

  test('races one race after the other, with a longer break at noon', () => {
    const raced = plan.races.filter(({ disId }) => disId !== 'XER');
    const breaks = raced.slice(1).map((race, index) => race.startAtMs - (raced[index]?.endAtMs ?? Infinity));
    expect(Math.min(...breaks)).toBeGreaterThan(0);
    expect(breaks.filter((ms) => ms > 30 * 60_000 && ms < 3_600_000)).toHaveLength(2);
  });

  test('has classes of one name: told apart by the long title, or by the course alone', () => {
    const named = (name: string) => (atEnd['Classes'] ?? []).filter((row) => row['Class'] === name);
    expect(named('K1M').map((row) => row['ClassId'])).toEqual(['K1M_ST', 'K1M_HO']);
    expect(new Set(named('K1M').map((row) => row['LongTitle'])).size).toBe(2);
    expect(new Set(named('K1W').map((row) => row['LongTitle'])).size).toBe(1);
    const courseOf = (classId: string) =>
      new Set(
        (atEnd['Schedule'] ?? []).filter((row) => row['ClassId'] === classId).map((row) => row['CourseNr']),
      );
    expect(courseOf('K1W_HO')).toEqual(new Set(['2']));
    expect(courseOf('FR_ST')).toEqual(new Set(['1']));
  });

  test('has entries with ids as they are in the field', () => {
    const without = people.filter((row) => row['ICFId'] === undefined && row['IsTeam'] === 'false');
    expect(without.length).toBeGreaterThan(2);
    for (const row of without) expect(row['Id']).toMatch(/^\d{18}\./);
    const kayaks = people.filter((row) => row['ClassId'] === 'K1M_ST' && row['IsTeam'] === 'false');
    expect(
      kayaks.filter((row) => row['ICFId'] !== undefined && !row['Id']?.startsWith(row['ICFId'])),
    ).toHaveLength(1);
    const names = kayaks.map((row) => `${row['FamilyName']} ${row['GivenName']}`);
    const namesake = names.find((name, at) => names.indexOf(name) !== at);
    const years = kayaks.filter((_, at) => names[at] === namesake).map((row) => row['Year']);
    expect(new Set(years).size).toBe(years.length);
    const crews = people.filter((row) => row['FamilyName2'] !== undefined);
    expect(crews.some((row) => row['ICFId']?.length === 10 && row['ICFId2'] === '')).toBe(true);
    expect(crews.some((row) => row['ICFId']?.length === 5 && row['ICFId2']?.length === 5)).toBe(true);
    for (const row of crews)
      expect([row['Year2'], row['Birthdate2']]).toEqual([expect.any(String), expect.any(String)]);
  });

  test('sums the gates of a team over its three boats, in exports and in live lists', () => {
    const teams = rowsOf('K1M_ST_TSR_7').filter((row) => row['Time'] !== undefined);
    for (const row of teams) {
      expect(cells(row['Gates']).reduce((sum, cell) => sum + cell, 0)).toBe(Number(row['Pen']));
    }
    const inExport = new Set(teams.flatMap((row) => cells(row['Gates'])));
    const live = new Set(only('oncourse').flatMap(({ body }) => body.oncourse.flatMap(({ gates }) => gates)));
    for (const sum of [52, 100, 102, 104, 150]) {
      expect(inExport).toContain(sum);
      expect(live).toContain(sum);
    }
    expect(teams.some((row) => /\d{6}/.test(row['Gates'] ?? ''))).toBe(true);
  });

  test('has heats with a fault that costs places, RAL ranked last, and a small final', () => {
    const heats = rowsOf('MX1_XS_7').concat(rowsOf('MX1_X4_7_R1'), rowsOf('MX1_XF_7'));
    const faulty = heats.filter((row) => row['NrFLT'] === '1');
    expect(faulty.length).toBeGreaterThan(2);
    for (const row of faulty) {
      const gate = Number(/^FLT\((\d+)\)$/.exec(row['FLT'] ?? '')?.[1]);
      expect(cells(row['Gates'])[gate - 1]).toBe(2);
      expect(Number(row['RnkOrder']) * 1000).toBeGreaterThan(Number(row['Time']));
    }
    const relegated = heats.filter((row) => row['Status'] === 'RAL');
    expect(relegated.length).toBeGreaterThan(0);
    for (const row of relegated) expect(row['RnkOrder']).toBe('4');
    for (const row of heats) {
      expect(row['StartTime']).toMatch(/^[1-4]$/);
      expect(row['PrevRnk']).toMatch(/^\d+$/);
      expect(row).not.toHaveProperty('Total');
    }
    const small = rowsOf('MX1_XF_7').filter((row) => row['HeatNr'] === '2' && row['Rnk'] !== undefined);
    expect(small.map((row) => Number(row['Rnk']) - Number(row['RnkOrder']))).toEqual(small.map(() => 4));
  });

  test('has overall lists that begin with those who missed the bracket and grow from round to round', () => {
    const trial = plan.races.find(({ disId, classId }) => disId === 'XT' && classId === 'MX1');
    const semifinal = plan.races.find(({ disId, classId }) => disId === 'XS' && classId === 'MX1');
    const listAt = (atMs: number | 'end') => rowsOf('MX1_XER_7', readExport(exportXml(plan, atMs)));
    const lists = [
      (trial?.endAtMs ?? 0) - 1,
      trial?.endAtMs ?? 0,
      semifinal?.startAtMs ?? 0,
      'end' as const,
    ].map(listAt);
    expect(lists.map((rows) => rows.length)).toEqual([0, 4, 12, 20]);
    const trialTime = new Map(rowsOf('MX1_XT_6').map((row) => [row['Id'], row['Time']]));
    for (const row of lists.flat()) {
      expect(row).toMatchObject({ HeatNr: '0', BetterRunNr: '0' });
      const isOfTrial = row['Bib']?.startsWith('t') === true;
      expect(row['Bib']).toMatch(isOfTrial ? /^t[ \d]{5}$/ : /^\d+$/);
      expect(row['Time']).toBe(isOfTrial ? trialTime.get(row['Id']) : undefined);
    }
    const statuses = lists.at(-1)?.map((row) => row['Status']);
    expect(statuses).toEqual(expect.arrayContaining(['', 'DNS', 'DSQ']));
    const ranks = lists.at(-1)?.map((row) => row['Rnk']) ?? [];
    expect(ranks.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, at) => String(at + 1)));
    expect(ranks.at(-1)).toBe('');
  });

  test('has absentees whom nobody marks: no time and no status, though all others are long in', () => {
    const silent = rowsOf('K1M_ST_BR1_6').filter((row) => row['Time'] === undefined && row['Status'] === '');
    expect(silent).toHaveLength(1);
    const live = only('results').findLast(({ body }) => body.results[0]?.raceId === 'K1M_ST_BR1_6');
    const row = live?.body.results.find(({ participantId }) => participantId === silent[0]?.['Id']);
    expect(row).toMatchObject({ time: null, total: null, status: null });
  });

  test('writes zeros where nothing is meant, images, statistics and gate times', () => {
    for (const row of atEnd['Results'] ?? []) {
      expect(row['BetterRunNr']).toMatch(/^[012]$/);
      expect(row['HeatNr']).toMatch(/^\d$/);
    }
    const [event] = atEnd['Events'] ?? [];
    expect(event?.['ReportImage1']?.length).toBe(300_000);
    expect(event?.['ReportImage1']).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(atEnd['GateStatistics']?.length).toBeGreaterThan(0);
    expect(rowsOf('K1M_ST_BR1_6').find((row) => row['Time'] !== undefined)?.['GateTimes']).toMatch(
      /^(\d+;){24}$/,
    );
    expect(exportXml(plan, 'end')).toContain('<Gates xml:space="preserve">');
    const widths = new Set((atEnd['Results'] ?? []).map((row) => row['Gates']?.length));
    expect([...widths]).toEqual(expect.arrayContaining([27, 57, 90]));
    const absentees = rowsOf('MX1_XT_6').filter((row) => row['Status'] === 'DNS');
    for (const row of absentees) expect(row['Rnk']).toBe(row['RnkOrder']);
  });

  test('corrects results after the finish, by gate, time and status, and tells so within seconds', () => {
    const corrected = plan.races.flatMap(({ runs }) => runs.filter((run) => run.corrections !== undefined));
    expect(corrected.length).toBeGreaterThan(15);
    for (const run of corrected) {
      const [correction] = run.corrections ?? [];
      if (correction === undefined) throw new Error('a correction without one');
      expect(correction.atMs).toBeGreaterThanOrEqual(run.decidedAtMs + 30_000);
      const told = only('results').find(
        ({ atMs, body }) => atMs > correction.atMs && body.results[0]?.raceId === run.raceId,
      );
      expect((told?.atMs ?? Infinity) - correction.atMs).toBeLessThanOrEqual(2000);
      const row = told?.body.results.find(({ participantId }) => participantId === run.participantId);
      expect(row?.time).toBe(correction.timeMs === null ? null : correction.timeMs / 10);
      if (correction.status !== '') expect(row?.status).toBe(correction.status);
      const exported = rowsOf(run.raceId).find((one) => one['Id'] === run.participantId);
      expect(exported?.['Status']).toBe(correction.status);
      expect(exported?.['Total']).toBe(correction.totalMs === null ? undefined : String(correction.totalMs));
    }
    const statuses = new Set(corrected.map(({ corrections }) => corrections?.[0]?.status));
    expect(statuses).toEqual(new Set(['', 'DSQ']));
  });

  test('says of some runs for a while that they are under investigation, and the result counts', () => {
    const seen = new Map<string, (string | null)[]>();
    for (const { body } of only('results')) {
      for (const { raceId, participantId, status, time } of body.results) {
        const key = `${raceId} ${participantId}`;
        const said = seen.get(key) ?? [];
        if (time !== null && said.at(-1) !== status) seen.set(key, [...said, status]);
        if (status === '*') expect(time).not.toBeNull();
      }
    }
    const open = [...seen.values()].filter((said) => said.includes('*'));
    expect(open.length).toBeGreaterThan(10);
    expect(open.every((said) => said.join() === ',*,' || said.join() === ',*')).toBe(true);
    expect((atEnd['Results'] ?? []).some((row) => row['Status'] === '*')).toBe(false);
  });

  test('sends no bib where it is no number, beside the right participant', () => {
    const bibless = only('oncourse')
      .flatMap(({ body }) => body.oncourse)
      .filter(({ bib }) => bib === null);
    expect(bibless.length).toBeGreaterThan(0);
    for (const entry of bibless) expect(entry.participantId).toMatch(/^TEAM-/);
    expect(only('results').some(({ body }) => body.results.some(({ bib }) => bib === null))).toBe(true);
  });

  test('leaks the better run into second runs, and has pairs in which the first run counts', () => {
    const last = only('results').findLast(({ body }) => body.results[0]?.raceId === 'K1M_HO_BR2_7');
    const leaked = (last?.body.results ?? []).filter(
      ({ time, pen, total }) => time !== null && total !== null && total !== time + (pen ?? 0),
    );
    expect(leaked.length).toBeGreaterThan(2);
    const better = rowsOf('K1M_HO_BR2_7').map((row) => row['BetterRunNr']);
    expect(better).toEqual(expect.arrayContaining(['1', '2']));
  });
});
