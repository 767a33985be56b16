/** Pictures of pages, held against ones that somebody has looked at. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '../e2e/pages/pictures');
/** Kept at this size: letters can be read, and a finer edge of one matters to nobody. */
const LONGEST_SIDE = 480;
/** Squares of this many pixels are compared by their brightness. */
const SQUARE = 8;
/** Of 255. What another version of a browser draws otherwise is less, or few squares; a line in another place is many. */
const MOST_DIFFERENCE = 40;
const MOST_PART = 0.005;

/** The letters of the pictures, whatever the machine has. */
const LETTERS = [400, 700]
  .map((weight) => {
    const css = require.resolve(`@fontsource/noto-sans/${weight}.css`);
    return readFileSync(css, 'utf8').replace(/url\(\.\/(files\/[^)]+\.woff2)\)/g, (_, file: string) => {
      const font = readFileSync(join(dirname(css), file)).toString('base64');
      return `url(data:font/woff2;base64,${font})`;
    });
  })
  .join('\n');

/** Styles by which a page looks the same on every machine and at every moment; the page's context has to bypass its policy. */
export const STANDING_STILL = `${LETTERS}
* { font-family: 'Noto Sans' !important; transition: none !important; animation: none !important; }`;

/** Makes a picture smaller and says how bright its squares are. */
const READ = `async (url, longest, square) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const part = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * part);
  canvas.height = Math.round(image.height * part);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const squares = [];
  for (let y = 0; y < canvas.height; y += square) {
    for (let x = 0; x < canvas.width; x += square) {
      const { data } = context.getImageData(x, y, square, square);
      let sum = 0;
      for (let at = 0; at < data.length; at += 4) sum += (data[at] + data[at + 1] + data[at + 2]) / 3;
      squares.push(Math.round(sum / (square * square)));
    }
  }
  return { size: canvas.width + ' x ' + canvas.height, squares, kept: canvas.toDataURL('image/webp', 0.8) };
}`;

interface Read {
  size: string;
  squares: number[];
  kept: string;
}

/**
 * Holds the page as it looks now against the picture of this name; `UPDATE_PICTURES=true` puts it in its place, to be looked at.
 * @returns what is wrong, with where the picture is that was taken; '' for nothing
 */
export async function differenceFromKept(page: Page, name: string): Promise<string> {
  const taken = await read(page, 'image/png', await page.screenshot());
  const file = join(FOLDER, `${name}.webp`);
  if (process.env.UPDATE_PICTURES === 'true') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, bytesOf(taken));
    return '';
  }
  if (!existsSync(file)) return `${name}: no picture is kept, see UPDATE_PICTURES`;
  const kept = await read(page, 'image/webp', readFileSync(file));
  const differences = kept.squares.map((one, at) => Math.abs(one - (taken.squares[at] ?? 0)));
  const many = differences.filter((one) => one > MOST_DIFFERENCE).length;
  if (taken.size === kept.size && many <= differences.length * MOST_PART) return '';
  const seen = join(tmpdir(), `slalom-live-seen-${name}.webp`);
  writeFileSync(seen, bytesOf(taken));
  return `${name}: ${many} of ${differences.length} squares are others, by ${Math.max(...differences)} at most; it looks like ${seen}`;
}

const bytesOf = ({ kept }: Read): Buffer => Buffer.from(kept.slice(kept.indexOf(',') + 1), 'base64');

async function read(page: Page, type: string, bytes: Buffer): Promise<Read> {
  const url = `data:${type};base64,${bytes.toString('base64')}`;
  const found: unknown = await page.evaluate(`(${READ})(${JSON.stringify(url)}, ${LONGEST_SIDE}, ${SQUARE})`);
  return found as Read;
}
