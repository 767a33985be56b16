/** Seconds with two decimals from whole hundredths: 7899 is `78.99`. Long times stay seconds. */
export function secondsText(hundredths: number): string {
  const size = Math.abs(hundredths);
  const text = `${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
  return hundredths < 0 ? `-${text}` : text;
}

/** The gap to the leader from whole hundredths: `0.00` for none, else `+s.ss`, for example `+120.57`. */
export function gapText(hundredths: number): string {
  return hundredths > 0 ? `+${secondsText(hundredths)}` : secondsText(hundredths);
}
