import { BOARD_LAYOUTS, type BoardSettings } from '../../../lib/domain/views';
import type { BoardOptions } from './options';

/** What the address says, and over that what the organiser does. */
export function ledOptions(said: BoardOptions, led: BoardSettings | undefined): BoardOptions {
  if (!led) return said;
  const layout = BOARD_LAYOUTS.find((one) => one === led.layout);
  return {
    ...said,
    layout: layout ?? said.layout,
    rows: led.rows ?? said.rows,
    race: led.race ?? said.race,
    title: led.title ?? said.title,
    hasImages: led.hasImages ?? said.hasImages,
  };
}
