import { ExportError } from '../../../lib/canoe123/ExportError';
import { parseExport, type ParsedExport } from '../../../lib/canoe123/parseExport';
import type { ResultRecord } from '../../../lib/domain/records';
import { exportXml, type XmlRow, type XmlSection } from '../../support/exportXml';

/** Parses a text, or bytes as they are. */
export function parse(xml: string | Uint8Array): Promise<ParsedExport> {
  return parseExport(typeof xml === 'string' ? Buffer.from(xml) : xml);
}

/** The error a refused export ends in; fails where it is not an ExportError. */
export async function refusal(xml: string | Uint8Array): Promise<ExportError> {
  const error: unknown = await parse(xml).then(
    () => new Error('the export was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof ExportError) return error;
  throw error;
}

/** One class, one athlete, one race: what a result needs around it. */
export const K1M: XmlSection = ['Classes', { ClassId: 'K1M', Class: 'K1M' }];
export const NOVAK: XmlSection = ['Participants', { Id: '9.K1M', ClassId: 'K1M', FamilyName: 'NOVÁK' }];
export const BR1: XmlSection = ['Schedule', { RaceId: 'K1M_BR1_6', ClassId: 'K1M', DisId: 'BR1' }];

/** Parses one result row of that athlete in that race. */
export async function parseResult(row: XmlRow): Promise<{ result: ResultRecord; parsed: ParsedExport }> {
  const results: XmlSection = ['Results', { RaceId: 'K1M_BR1_6', Id: '9.K1M', ...row }];
  const parsed = await parse(exportXml([K1M, NOVAK, BR1, results]));
  const [result] = parsed.day.results;
  if (result === undefined) throw new Error('the result was skipped');
  return { result, parsed };
}
