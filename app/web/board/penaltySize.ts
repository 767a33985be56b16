/** How bad a penalty is, for its colour: touches only, or a missed gate. Hundredths. */
export const penaltySize = (pen: number | null | undefined): '0' | '2' | '50' =>
  (pen ?? 0) >= 5_000 ? '50' : (pen ?? 0) > 0 ? '2' : '0';
