import { inflateSync } from 'node:zlib';

/**
 * The text of each page of a PDF as Chromium prints it (plain objects, fonts by glyph with a table to Unicode), without
 * white space, for a PDF has places and no spaces.
 */
export function pdfPages(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  const dictOf = (id: string | undefined): string => objects.get(id ?? '')?.dict ?? '';
  const streamOf = (id: string | undefined): string => objects.get(id ?? '')?.stream ?? '';
  const fontNames = new Map<string, Map<number, string>>();
  const pages = [...objects.values()].filter(({ dict }) => /\/Type\s*\/Page\b/.test(dict));
  return pages.map(({ dict }) => {
    const resources = dict + dictOf(/\/Resources\s+(\d+) 0 R/.exec(dict)?.[1]);
    for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+)\s+(\d+) 0 R/g)) {
      fontNames.set(name, unicodeOf(streamOf(/\/ToUnicode\s+(\d+) 0 R/.exec(dictOf(id))?.[1])));
    }
    const contents = /\/Contents\s+(\d+) 0 R/.exec(dict)?.[1];
    return textOf(streamOf(contents), fontNames).normalize('NFKC').replace(/\s/g, '');
  });
}

function objectsOf(pdf: Buffer): Map<string, { dict: string; stream: string }> {
  const objects = new Map<string, { dict: string; stream: string }>();
  const text = pdf.toString('latin1');
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)(?:\nendobj|stream\r?\n)/g)) {
    const [all, id = '', dict = ''] = found;
    if (!all.endsWith('stream\n')) {
      objects.set(id, { dict, stream: '' });
      continue;
    }
    const start = found.index + all.length;
    const bytes = pdf.subarray(start, start + Number(/\/Length\s+(\d+)/.exec(dict)?.[1] ?? 0));
    const stream = dict.includes('/FlateDecode')
      ? inflateSync(bytes).toString('latin1')
      : bytes.toString('latin1');
    objects.set(id, { dict, stream });
  }
  return objects;
}

/** What each glyph of a font stands for. */
function unicodeOf(table: string): Map<number, string> {
  const glyphs = new Map<number, string>();
  const letter = (hex: string): string => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const [, lines = ''] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', to = ''] of lines.matchAll(/<(\w+)>\s*<(\w+)>/g))
      glyphs.set(parseInt(glyph, 16), letter(to));
  for (const [, lines = ''] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from = '', until = '', to = ''] of lines.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
      for (let glyph = parseInt(from, 16); glyph <= parseInt(until, 16); glyph++)
        glyphs.set(glyph, String.fromCharCode(parseInt(to, 16) + glyph - parseInt(from, 16)));
  return glyphs;
}

function textOf(content: string, fonts: ReadonlyMap<string, Map<number, string>>): string {
  let font = new Map<number, string>();
  let text = '';
  for (const [, name, strings, single] of content.matchAll(
    /\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|<(\w+)> Tj/g,
  )) {
    if (name !== undefined) font = fonts.get(name) ?? new Map<number, string>();
    const drawn = [...(strings ?? `<${single ?? ''}>`).matchAll(/<(\w+)>/g)].map(([, hex]) => hex).join('');
    for (let at = 0; at < drawn.length; at += 4)
      text += font.get(parseInt(drawn.slice(at, at + 4), 16)) ?? '';
  }
  return text;
}
