import { gatesOf } from '../../../lib/simulator/plan';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';

const plan = simulateRaceDay({ seed: 'river' });
const runs = plan.races.flatMap((race) => race.runs.map((run) => ({ race, run })));

describe('a simulated race day', () => {
  test('is the same for the same seed, and another for another seed', () => {
    expect(simulateRaceDay({ seed: 'river' })).toEqual(plan);
    expect(simulateRaceDay({ seed: 'lake' }).participants).not.toEqual(plan.participants);
  });

  test('tells the same story whenever it starts', () => {
    const later = simulateRaceDay({ seed: 'river', startsAt: new Date('2026-11-23T10:11:12.345Z') });
    expect(later.races).toEqual(plan.races);
  });

  test('has two days of best runs in six boat classes', () => {
    const bestRuns = plan.races.filter(({ disId }) => disId === 'BR1' || disId === 'BR2');
    expect(bestRuns).toHaveLength(24);
    expect(new Set(bestRuns.map(({ raceId }) => raceId.slice(-2)))).toEqual(new Set(['_6', '_7']));
    expect(new Set(bestRuns.map(({ classId }) => classId))).toEqual(
      new Set(['K1M_ST', 'K1W_ST', 'C1M_ST', 'C1W_ST', 'C2M_ST', 'C2X_ST']),
    );
  });

  test('races all first runs of a day before the second ones, and one race at a time', () => {
    const day1 = plan.races.filter(({ day }) => day === 1).map(({ disId }) => disId);
    expect(day1.join(' ')).toBe('BR1 BR1 BR1 BR1 BR1 BR1 BR2 BR2 BR2 BR2 BR2 BR2 XT');
    plan.races.slice(1).forEach((race, index) => {
      expect(race.startAtMs).toBeGreaterThan(plan.races[index]?.endAtMs ?? Infinity);
    });
  });

  test.each(['DNS', 'DNF', 'DSQ', 'CAP', 'RAL'])('has at least one %s, without time and total', (status) => {
    const ended = runs.filter(({ run }) => run.status === status);
    expect(ended.length).toBeGreaterThan(0);
    for (const { run } of ended) expect([run.timeMs, run.totalMs, run.penSeconds]).toEqual([null, null, 0]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('lacks no status whatever the seed (%d)', (seed) => {
    const day = simulateRaceDay({ seed, athletes: 30 });
    const statuses = new Set(day.races.flatMap((race) => race.runs.map(({ status }) => status)));
    expect([...statuses]).toEqual(expect.arrayContaining(['', 'DNS', 'DNF', 'DSQ', 'CAP', 'RAL']));
  });

  test('has runs of 70 to 110 s with penalties of 0, 2 and 50 on the gates of the course', () => {
    const slalom = runs.filter(({ race, run }) => /^(BR|TSR)/.test(race.disId) && run.timeMs !== null);
    for (const { race, run } of slalom) {
      const course = plan.courses.find(({ courseNr }) => courseNr === race.courseNr);
      expect(run.timeMs).toBeGreaterThanOrEqual(70_000);
      expect(run.timeMs).toBeLessThanOrEqual(110_000);
      expect(run.gates).toHaveLength(gatesOf(course?.courseConfig ?? '').length);
      expect(run.totalMs).toBe((run.timeMs ?? 0) + run.penSeconds * 1000);
      expect(run.decidedAtMs - run.startAtMs).toBe(run.timeMs);
    }
    expect(new Set(slalom.flatMap(({ run }) => run.gates))).toEqual(new Set([0, 2, 50, null]));
  });

  test('has crews of two in C2 and nobody else', () => {
    for (const one of plan.participants) {
      expect(one.second !== null).toBe(one.classId.startsWith('C2'));
    }
  });

  test('has teams of three boats of their class', () => {
    const teams = plan.participants.filter(({ isTeam }) => isTeam);
    expect(teams.length).toBeGreaterThan(3);
    for (const team of teams) {
      const members = plan.participants.filter(({ participantId }) => team.members.includes(participantId));
      expect(members.map(({ classId }) => classId)).toEqual([team.classId, team.classId, team.classId]);
    }
    const raced = runs.filter(({ race }) => race.disId === 'TSR').map(({ run }) => run.participantId);
    expect(new Set(raced)).toEqual(new Set(teams.map(({ participantId }) => participantId)));
  });

  test('has a kayak-cross bracket in which the two first of each heat go through', () => {
    const bracket = plan.races.filter(({ disId }) => ['X4', 'XS', 'XF'].includes(disId));
    expect(bracket.map(({ disId, runs: rows }) => `${disId} ${rows.length}`)).toEqual([
      ...['X4 32', 'X4 16', 'XS 8', 'XF 4'],
    ]);
    bracket.slice(1).forEach((race, index) => {
      const through = bracket[index]?.runs.filter(({ qualified }) => qualified) ?? [];
      expect(new Set(race.runs.map(({ participantId }) => participantId))).toEqual(
        new Set(through.map(({ participantId }) => participantId)),
      );
      for (const run of through) expect([1000, 2000]).toContain(run.timeMs);
    });
    const firstHeat = bracket[0]?.runs.filter(({ heatNr }) => heatNr === 1).map(({ timeMs }) => timeMs);
    expect(new Set(firstHeat)).toEqual(new Set([1000, 2000, 3000, null]));
  });

  test('has athletes in every category, inside its birth years', () => {
    const named = plan.participants.filter(({ isTeam }) => !isTeam);
    expect(new Set(named.map(({ catId }) => catId))).toEqual(
      new Set(['U14', 'U16', 'U18', 'U23', 'SEN', 'VET']),
    );
    for (const { classId, catId, year } of named) {
      const category = plan.classes
        .find((one) => one.classId === classId)
        ?.categories.find((one) => one.catId === catId);
      expect(year).toBeGreaterThanOrEqual(category?.firstYear ?? Infinity);
      expect(year).toBeLessThanOrEqual(category?.lastYear ?? -Infinity);
    }
  });

  test('writes category bounds as ages where asked to', () => {
    const [first] = simulateRaceDay({ seed: 1, categoryBounds: 'ages' }).classes;
    expect(first?.categories[0]).toMatchObject({ catId: 'U14', firstYear: 10, lastYear: 14 });
  });

  test('gives every participant an id of its own, one of them an 18-digit number', () => {
    const ids = plan.participants.map(({ participantId }) => participantId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => /^\d{18}$/.test(id))).toHaveLength(1);
  });

  test.each([5, 17, 400, 5000])('enters exactly %d boats', (athletes) => {
    const day = simulateRaceDay({ seed: 1, athletes, startIntervalSeconds: 10 });
    const boats = day.participants.filter(({ isTeam, classId }) => !isTeam && classId.endsWith('_ST'));
    expect(boats).toHaveLength(athletes);
  });

  test('takes a number of boats a class, some classes only, and no extras', () => {
    const day = simulateRaceDay({
      ...{ seed: 1, athletesPerClass: 9, classes: ['K1W', 'C2M'] as const },
      ...{ hasTeamRace: false, hasCross: false },
    });
    expect(day.races.map(({ raceId, runs: rows }) => `${raceId} ${rows.length}`)).toEqual([
      ...['K1W_ST_BR1_6 9', 'C2M_ST_BR1_6 9', 'K1W_ST_BR2_6 9', 'C2M_ST_BR2_6 9'],
      ...['K1W_ST_BR1_7 9', 'C2M_ST_BR1_7 9', 'K1W_ST_BR2_7 9', 'C2M_ST_BR2_7 9'],
    ]);
  });

  test.each([0, 4, 5001])('refuses %d boats', (athletes) => {
    expect(() => simulateRaceDay({ seed: 1, athletes })).toThrow(RangeError);
  });
});
