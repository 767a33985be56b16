import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable, markersOf, writeResultsPage, type Row } from '../bench/markdown';

export const SECURITY_PAGE = join(__dirname, '../../specs/security.md');

/**
 * Holds a table of what was seen against the one of this name in `specs/security.md`; with `WRITE_TABLES=true` puts
 * it there.
 */
export function expectInSecurity(name: string, rows: Row[]): void {
  const table = markdownTable(rows);
  if (process.env.WRITE_TABLES === 'true') writeResultsPage(name, table, SECURITY_PAGE);
  expect(readFileSync(SECURITY_PAGE, 'utf8')).toContain(markersOf(name).join(`\n\n${table}\n\n`));
}
