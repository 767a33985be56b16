/** What was left out of an ingest, by reason, each with how often and where first. */
export interface Skipped {
  count: number;
  reasons: { reason: string; count: number; first: string }[];
}

/** Sums up rows that were left out; an answer must stay short however many there are. */
export function summarise(rows: { reason: string; where: string }[]): Skipped {
  const byReason = new Map<string, { count: number; first: string }>();
  for (const { reason, where } of rows) {
    const known = byReason.get(reason);
    if (known) known.count += 1;
    else byReason.set(reason, { count: 1, first: where });
  }
  return {
    count: rows.length,
    reasons: [...byReason].map(([reason, { count, first }]) => ({ reason, count, first })),
  };
}
