import type { ServerApi } from './ServerApi';

/** Pushes the bytes of a file, by what they are; answers what the server did with them. */
export function pushFile(
  api: ServerApi,
  bytes: Buffer,
  eventId: string | undefined,
): Promise<Record<string, unknown>> {
  const isJson = /^[\s\uFEFF]*\{/.test(bytes.subarray(0, 64).toString());
  const route = isJson ? jsonRoute(bytes) : 'xml';
  const type = isJson ? 'application/json' : 'application/xml';
  return api.asEvent('POST', `/api/v1/ingest/${route}`, eventId, { type, bytes: Uint8Array.from(bytes) });
}

function jsonRoute(bytes: Buffer): 'xml' | 'results' | 'oncourse' {
  const text = bytes.toString();
  if (/"oncourse"\s*:/.test(text)) return 'oncourse';
  return /"results"\s*:/.test(text) ? 'results' : 'xml';
}

/** What became of a push, in words. */
export function pushed(answer: Record<string, unknown>): string {
  const { imported, updated, active, ignored, skippedCount } = answer as {
    imported?: Record<string, number>;
    updated?: number;
    active?: number;
    ignored?: boolean;
    skippedCount?: number;
  };
  const parts = [
    ...Object.entries(imported ?? {}).map(([what, count]) => `${count} ${what}`),
    ...(updated === undefined ? [] : [`${updated} results changed`]),
    ...(active === undefined ? [] : [`${active} on course`]),
    ...(ignored ? ['left out, for the event has no export yet'] : []),
    ...(skippedCount === undefined ? [] : [`${skippedCount} parts skipped, see --json`]),
  ];
  return parts.length > 0 ? parts.join(', ') : 'taken';
}
