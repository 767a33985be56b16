const TIME_OF_DAY = /(?:^|T)(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,3}))?/;

export const DAY_MS = 86_400_000;

/** Milliseconds since midnight by the venue's clock, of a time of day alone or in ISO text; null where there is none. */
export function timeOfDayMs(text: string | null | undefined): number | null {
  const [, hours, minutes, seconds, fraction = ''] = TIME_OF_DAY.exec(text ?? '') ?? [];
  if (hours === undefined) return null;
  return (
    (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000 + Number(fraction.padEnd(3, '0'))
  );
}
