import { minutesLate } from '../../../app/web/programme/delay';
import { boat, race } from './builders';
import type { PublicStart } from '../../../lib/domain/views';

const start = (bib: string, startTime: string | null): PublicStart => ({
  ...{ startOrder: 1, bib, athleteId: null, name: 'LIPAN Ondřej', club: null, noc: null, catId: null },
  startTime,
});
const RACE = race('R', 'best-run-1', { startTime: '2026-05-30T10:00:00+02:00' });
const STARTS = [start('1', '10:00:00'), start('2', '10:01:00')];
const going = { race: RACE, starts: STARTS, onCourse: [], now: Date.parse('2026-05-30T08:30:00Z') };
const away = (bib: string, clock: string) => boat('R', bib, { dtStart: `2026-05-30T${clock}Z` });

test.each<[string, Parameters<typeof minutesLate>[0], number | null]>([
  ['by who is on the course', { ...going, state: 'running', onCourse: [away('1', '10:12:30.5')] }, 12],
  [
    'by who started last',
    { ...going, state: 'running', onCourse: [away('2', '10:06:00'), away('1', '10:02:00')] },
    5,
  ],
  ['a minute is none', { ...going, state: 'running', onCourse: [away('1', '10:01:50')] }, null],
  [
    'who starts early is not a day late',
    { ...going, state: 'running', onCourse: [away('2', '09:59:00')] },
    null,
  ],
  ['nobody is on the course', { ...going, state: 'running' }, null],
  [
    'who starts has no time in the list',
    { ...going, state: 'running', onCourse: [away('9', '10:30:00')] },
    null,
  ],
  ['it is due and nobody has started', { ...going, state: 'next' }, 30],
  ['without a start list by the schedule', { ...going, state: 'next', starts: [] }, 30],
  ['it is still to come', { ...going, state: 'next', now: Date.parse('2026-05-30T07:59:00Z') }, null],
  ['a later race', { ...going, state: 'scheduled' }, null],
  ['a race that is over', { ...going, state: 'official' }, null],
])('%s', (_, facts, minutes) => {
  expect(minutesLate(facts)).toBe(minutes);
});
