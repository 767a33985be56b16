import qrcode from 'qrcode-generator';

/** Modules of white around a code that readers need (ISO/IEC 18004). */
const QUIET = 4;

/** A text as a QR code: the outline of its dark modules as the path of an SVG, and the width of that with the white around. */
export function qrPath(text: string): { size: number; path: string } {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  const places = Array.from({ length: count * count }, (_, i) => [Math.floor(i / count), i % count] as const);
  const dark = places.filter(([row, column]) => code.isDark(row, column));
  return {
    size: count + 2 * QUIET,
    path: dark.map(([row, column]) => `M${column + QUIET} ${row + QUIET}h1v1h-1z`).join(''),
  };
}
