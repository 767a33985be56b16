import { startMs } from '../../../app/web/shared/startMs';
import type { PublicRace } from '../../../lib/domain/views';

const race = (startTime: string | null): PublicRace => ({
  ...{
    raceId: 'R',
    classId: 'K1M',
    raceType: 'best-run-1',
    raceOrder: 1,
    raceStatus: 1,
    title: null,
    courseNr: 1,
  },
  startTime,
});

test('a start is at the venue’s time of day, on the day of the race', () => {
  expect(startMs([race('2026-05-30T09:00:00+02:00')], '10:42:30')).toBe(Date.parse('2026-05-30T08:42:30Z'));
  expect(startMs([race(null), race('2026-05-30T09:00:00Z')], '10:42:00')).toBe(
    Date.parse('2026-05-30T10:42:00Z'),
  );
});

test('it is not known of a race that has no day, or at a time that is none', () => {
  expect(startMs([race(null)], '10:42:00')).toBeNull();
  expect(startMs([race('2026-05-30T09:00:00Z')], 'soon')).toBeNull();
});
