import { calendarText, calendarTime } from '../../../app/downloads/calendar';

describe('moments of the schedule', () => {
  test.each([
    ['2026-05-30T10:00:00+02:00', '20260530T080000Z'],
    ['2026-05-30T00:30:00+02:00', '20260529T223000Z'],
    ['2026-05-30T10:00:00.500Z', '20260530T100000Z'],
    ['2026-05-30T10:00-0130', '20260530T113000Z'],
    // Without an offset nobody knows the moment, only what the venue's clock shows.
    ['2026-05-30T10:00:00', '20260530T100000'],
    ['2026-05-30 10:05', '20260530T100500'],
    ['2026-05-30', null],
    ['10:00:00', null],
    ['2026-13-45T10:00:00Z', null],
    ['', null],
    [null, null],
  ])('%j is %j', (text, expected) => {
    expect(calendarTime(text)).toBe(expected);
  });
});

describe('a calendar', () => {
  const entry = { uid: 'A@E', start: '20260530T080000Z', location: null, url: 'http://x.example/' };

  test.each([1, 2, 3, 4])('folds lines at 75 octets and tears no letter of %i octets apart', (octets) => {
    const letter = ['a', 'ž', '–', '𝕏'][octets - 1] ?? '';
    const summary = letter.repeat(200);
    const text = calendarText('Cup', [{ ...entry, summary }], 0);
    const lines = text.split('\r\n');
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).not.toContain('\uFFFD');
    expect(text.replace(/\r\n /g, '')).toContain(`SUMMARY:${summary}\r\n`);
    // As full as they may be: an octet more would not have fitted.
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeGreaterThan(75 - octets);
  });

  test('escapes what the format takes for its own, and no text becomes a line', () => {
    const text = calendarText('Cup; "A", B\\C', [{ ...entry, summary: 'one\r\nEND:VCALENDAR\ntwo' }], 0);
    expect(text).toContain('\r\nNAME:Cup\\; "A"\\, B\\\\C\r\n');
    expect(text).toContain('\r\nSUMMARY:one\\nEND:VCALENDAR\\ntwo\r\n');
    expect(text.match(/^END:VCALENDAR$/gm)).toHaveLength(1);
  });
});
