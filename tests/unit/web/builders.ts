import type { PublicRace, PublicResult } from '../../../lib/domain/views';
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
