/** Names a result row: one participant in one race. */
export type ResultKey = `${string}\u0000${string}`;

export const resultKey = (row: { raceId: string; participantId: string }): ResultKey =>
  `${row.raceId}\u0000${row.participantId}`;
