import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tableRows } from './tableRows';
import { SECURITY_PAGE } from './specTables';

const PROJECT = join(__dirname, '../..');

/** What a fault looks like, to whom, and what is to be done when it is over; a dash is nothing. */
export interface Outcome {
  booth: string;
  viewers: string;
  operator: string;
  afterwards: string;
}

/**
 * A test of a fault, which shows that its outcome is as the table of faults in `specs/security.md` tells: the row must
 * be there, word for word, and name this file.
 */
export function faultTest(
  fault: string,
  { booth, viewers, operator, afterwards }: Outcome,
  body: () => Promise<void>,
  define: (name: string, body: () => Promise<void>) => void = test,
): void {
  define(fault, async () => {
    await body();
    const file = relative(PROJECT, expect.getState().testPath ?? '');
    const rows = tableRows(readFileSync(SECURITY_PAGE, 'utf8'));
    expect(rows).toContainEqual([fault, booth, viewers, operator, afterwards, file]);
  });
}
