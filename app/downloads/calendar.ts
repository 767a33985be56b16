/** One date of a calendar. */
export interface CalendarEntry {
  /** Stays the same for ever, so that a calendar that subscribed moves the date instead of adding one. */
  uid: string;
  /** As {@link calendarTime} writes it. */
  start: string;
  summary: string;
  location: string | null;
  url: string;
}

/** A calendar in iCalendar format (RFC 5545); `now` is milliseconds since 1970. */
export function calendarText(name: string, entries: readonly CalendarEntry[], now: number): string {
  const stamp = utcText(new Date(now));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//slalom-live//schedule//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    // A race day runs late: who subscribed should ask again within the hour.
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
    ...entries.flatMap(({ uid, start, summary, location, url }) => [
      'BEGIN:VEVENT',
      `UID:${escapeText(uid)}`,
      `DTSTAMP:${stamp}`,
      `DTSTART:${start}`,
      `SUMMARY:${escapeText(summary)}`,
      ...(location === null ? [] : [`LOCATION:${escapeText(location)}`]),
      `URL:${url}`,
      // A race takes nobody's time away who only watches.
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/**
 * A moment of the schedule as DTSTART: with an offset it is a moment, written in UTC; without one it is what the venue's
 * clock shows, and "floating" says just that. Null for what is no moment.
 */
export function calendarTime(text: string | null): string | null {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text ?? '',
  );
  if (parts === null) return null;
  const [, day = '', minutes = '', seconds = ':00', offset] = parts;
  const date = new Date(`${day}T${minutes}${seconds}${offset ?? 'Z'}`);
  if (Number.isNaN(date.getTime())) return null;
  return offset === undefined ? utcText(date).slice(0, -1) : utcText(date);
}

/** `20260530T100000Z` */
const utcText = (date: Date): string => date.toISOString().replace(/[-:]|\.\d+/g, '');

/** TEXT of RFC 5545, 3.3.11. */
const escapeText = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

const MOST_OCTETS = 75;

/** Lines are at most 75 octets (RFC 5545, 3.1); a letter of several octets is never torn apart. */
function foldLine(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
