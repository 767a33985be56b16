import type { PublicOnCourseEntry, PublicRace, PublicResult, Snapshot } from '../../../lib/domain/views';
import { aRow } from '../domain/builders';

/** A row of somebody who has yet to start. */
export const result = ({ bib = '1', ...row }: Partial<PublicResult>): PublicResult =>
  aRow(bib, { startOrder: 1, name: 'LIPAN Ondřej', ...row });

/** The same in a best-run race. */
export const bestRunRow = (row: Partial<PublicResult>): PublicResult =>
  result({
    ...{ betterRunNr: null, totalTotal: null, prevTime: null, prevPen: null, prevTotal: null, prevRnk: null },
    ...{ prevStatus: null, currStatus: null },
    ...row,
  });

/** A race by its id and type. */
export const race = (
  raceId: string,
  raceType: PublicRace['raceType'],
  more: Partial<PublicRace> = {},
): PublicRace => ({
  ...{ raceId, classId: 'K1M_ST', raceType, raceOrder: null, startTime: null, raceStatus: 0 },
  ...{ title: null, courseNr: null },
  ...more,
});

/** Somebody on the course. */
export const boat = (
  raceId: string,
  bib: string,
  entry: Partial<PublicOnCourseEntry> = {},
): PublicOnCourseEntry => ({
  ...{ raceId, bib, name: 'LIPAN Ondřej', club: null, position: 1, gates: [], completed: false },
  ...{ dtStart: '2026-05-30T10:00:00.000Z', dtFinish: null, time: 0, pen: 0, total: 0 },
  ...{ rank: null, ttbDiff: null, ttbName: null },
  ...entry,
});

/** What a page holds of an event without anything in it, and what a test says. */
export const aSnapshot = (
  more: Partial<Snapshot> = {},
  status: Snapshot['event']['status'] = 'running',
): Snapshot => ({
  event: {
    ...{ eventId: 'E', mainTitle: 'Cup', subTitle: null, location: null, facility: null, hasImage: false },
    imageUrl: null,
    ...{ startDate: null, endDate: null, discipline: null, status },
  },
  config: { activeRaceId: null, displayMode: 'detailed', showOnCourse: true, announcement: null },
  ...{ classes: [], races: [], categories: [], oncourse: [], results: {}, startlists: {} },
  ...more,
});
