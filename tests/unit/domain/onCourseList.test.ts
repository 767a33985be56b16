import { onCourseList } from '../../../lib/domain/onCourseList';
import { indexRaceDay } from '../../../lib/domain/raceDayIndex';
import { aDay, aParticipant, aRace, anOnCourse } from './builders';

const race = aRace('K1M_ST_BR1_6', 'BR1', { courseNr: 1 });
const index = indexRaceDay(
  aDay({
    races: [race, aRace('<unassigned>', 'SR', { classId: '' })],
    participants: [aParticipant('1', { club: 'Weir' }), aParticipant('2')],
    courses: [{ courseNr: 1, courseConfig: 'NRN' }],
  }),
);

test('athletes who wait are listed by position, with gates typed by the course', () => {
  const list = onCourseList(
    [
      anOnCourse(race.raceId, '2', { position: 2, name: 'PEŘEJ Ota', gates: [0, 2, null, null, null] }),
      anOnCourse(race.raceId, '1', { position: 1, time: 4200, ttbDiff: '+1.20', ttbName: 'X' }),
    ],
    index,
  );
  expect(list.map(({ bib, name, club }) => [bib, name, club])).toEqual([
    ['1', '1', 'Weir'],
    ['2', 'PEŘEJ Ota', null],
  ]);
  expect(list[1]?.gates).toEqual([
    { number: 1, type: 'normal', penalty: 0 },
    { number: 2, type: 'reverse', penalty: 2 },
    { number: 3, type: 'normal', penalty: null },
  ]);
  expect(list[0]).toMatchObject({ position: 1, time: 4200, ttbDiff: '+1.20', ttbName: 'X' });
});

test('a run is completed once it has a finish', () => {
  const list = onCourseList(
    [
      anOnCourse(race.raceId, '1', { dtStart: 'T1', dtFinish: 'T2' }),
      anOnCourse(race.raceId, '2', { dtStart: 'T1' }),
    ],
    index,
  );
  expect(list.map((entry) => entry.completed)).toEqual([true, false]);
});

test('nobody tells the participant ids that the feed uses', () => {
  expect(onCourseList([anOnCourse(race.raceId, '1')], index)[0]).not.toHaveProperty('participantId');
});

test('who is not in the export any more, or in a race not for the public, is not shown', () => {
  const entries = [anOnCourse('gone', '1'), anOnCourse(race.raceId, 'gone'), anOnCourse('<unassigned>', '1')];
  expect(onCourseList(entries, index)).toEqual([]);
});

test('who started first is first, and who waits comes after those on the course', () => {
  const list = onCourseList(
    [
      anOnCourse(race.raceId, '2', { position: 1, dtStart: '2026-05-30T10:00:40.123Z' }),
      anOnCourse(race.raceId, '1', { position: 1, dtStart: null }),
      anOnCourse(race.raceId, '2', { bib: '7', position: 1, dtStart: '2026-05-30T10:00:00.123Z' }),
    ],
    index,
  );
  expect(list.map(({ bib }) => bib)).toEqual(['7', '2', '1']);
});

test('a team on the course has the sums of its boats, a single boat never', () => {
  const teamIndex = indexRaceDay(
    aDay({
      races: [race, aRace('K1M_ST_TSR_7', 'TSR')],
      participants: [aParticipant('1'), aParticipant('2', { isTeam: true })],
    }),
  );
  const gates = [2, 52, 100, null];
  const list = onCourseList(
    [
      anOnCourse(race.raceId, '1', { gates, position: 1 }),
      anOnCourse('K1M_ST_TSR_7', '2', { gates, position: 2 }),
    ],
    teamIndex,
  );
  expect(list.map((entry) => entry.gates.map(({ penalty }) => penalty))).toEqual([
    [2, null, null],
    [2, 52, 100],
  ]);
});
