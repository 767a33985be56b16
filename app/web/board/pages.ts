/** How a list that is longer than the board is shown, page by page. */
export interface Page<Row> {
  rows: readonly Row[];
  /** From 0. */
  number: number;
  count: number;
}

/**
 * The page of a list at a turn (turns count up for ever). The last page is filled from above, so that no board stands
 * half empty. With `bib`, the page on which that row is.
 */
export function pageAt<Row extends { bib: string }>(
  list: readonly Row[],
  size: number,
  turn: number,
  bib: string | null,
): Page<Row> {
  const count = Math.max(1, Math.ceil(list.length / Math.max(1, size)));
  const place = bib === null ? -1 : list.findIndex((row) => row.bib === bib);
  const number = place === -1 ? turn % count : Math.floor(place / size);
  const from = Math.max(0, Math.min(number * size, list.length - size));
  return { rows: list.slice(from, from + size), number, count };
}
