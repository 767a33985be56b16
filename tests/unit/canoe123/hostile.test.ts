import { exportXml } from '../../support/exportXml';
import { K1M, NOVAK, parse, refusal } from './support';

const small = exportXml([K1M, NOVAK]);
const open = '<Canoe123Data>';
const close = '</Canoe123Data>';

describe('what is no export is refused with a plain sentence', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${open}<Classes><ClassId>&b;</ClassId></Classes>${close}`;
  it.each<[string, string | Uint8Array, string]>([
    ['an empty body', '', 'the export is empty'],
    ['a body of blanks', ' \r\n\t', 'the export is empty'],
    ['a byte order mark alone', '\uFEFF', 'the export is empty'],
    ['JSON', '{"xml": "<Canoe123Data/>"}', 'not XML: it begins with "{\\"xml\\": \\"<Canoe123Da"'],
    ['text', '\n hello', 'not XML: it begins with "hello"'],
    [
      'an HTML page',
      '\n<!doctype html><html></html>',
      'a document type (<!DOCTYPE>) is not allowed in an export',
    ],
    ['an entity bomb', bomb, 'a document type (<!DOCTYPE>) is not allowed in an export'],
    [
      'an external entity',
      `<?xml version="1.0"?><!-- x --><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${open}&e;${close}`,
      'a document type (<!DOCTYPE>) is not allowed in an export',
    ],
    [
      'a DOCTYPE without entities',
      `<!DOCTYPE Canoe123Data>${small}`,
      'a document type (<!DOCTYPE>) is not allowed in an export',
    ],
    [
      'a DOCTYPE without end',
      `<!DOCTYPE x [${'<!ENTITY a "b">'.repeat(10)}`,
      'a document type (<!DOCTYPE>) is not allowed in an export',
    ],
    [
      'a DOCTYPE in the root',
      `${open}<!DOCTYPE x>${close}`,
      'line 1, column 24: a document type (<!DOCTYPE>) is not allowed in an export',
    ],
    [
      'an undeclared entity',
      `${open}\n<Classes>&nbsp;</Classes>${close}`,
      'line 2, column 16: an entity other than &amp; &lt; &gt; &quot; &apos; and &#…; is used',
    ],
    [
      'an entity called constructor',
      `${open}&constructor;${close}`,
      'line 1, column 28: an entity other than &amp; &lt; &gt; &quot; &apos; and &#…; is used',
    ],
    [
      'a reference to no character',
      `${open}&#0;${close}`,
      'line 1, column 19: not well-formed XML: malformed character entity',
    ],
    ['another root', '<Data>\n</Data>', 'line 1: the root element is <Data>, not <Canoe123Data>'],
    [
      'a root of another case',
      '<canoe123data/>',
      'line 1: the root element is <canoe123data>, not <Canoe123Data>',
    ],
    [
      'two roots',
      `${small}<Canoe123Data/>`,
      'line 13, column 15: a second root element; one file holds one export',
    ],
    ['text after the root', `${small}garbage`, 'line 13, column 8: text before or after the root element'],
    [
      'text before the root',
      `<?xml version="1.0"?>x${open}${close}`,
      'line 1, column 24: text before or after the root element',
    ],
    [
      'a tag closed by another',
      `${open}<Classes></Schedule>${close}`,
      'line 1, column 35: a closing tag does not match the element that is open',
    ],
    [
      'an undeclared prefix',
      '<c:Canoe123Data></c:Canoe123Data>',
      'line 1, column 17: not well-formed XML: unbound namespace prefix: "c"',
    ],
    [
      'a control character',
      `${open}\u0001${close}`,
      'line 1, column 16: a character that XML does not allow',
    ],
    ['UTF-16', Buffer.from(`\uFEFF${small}`, 'utf16le'), 'the file is UTF-16 (or UTF-32); save it as UTF-8'],
    [
      'UTF-16 without mark',
      Buffer.from(small, 'utf16le'),
      'the file is UTF-16 (or UTF-32); save it as UTF-8',
    ],
    [
      'big-endian UTF-16',
      Buffer.from(`\uFEFF${small}`, 'utf16le').swap16(),
      'the file is UTF-16 (or UTF-32); save it as UTF-8',
    ],
    [
      'another declared encoding',
      small.replace('standalone="yes"', 'encoding="windows-1250"'),
      'line 1: the XML declaration says "windows-1250"; only UTF-8 is read',
    ],
    [
      'NUL padding',
      `${small}${'\0'.repeat(512)}`,
      `line 13: NUL byte at offset ${Buffer.byteLength(small)}: the file is padded or was not written to its end`,
    ],
    [
      'nothing but NULs',
      new Uint8Array(4096),
      'line 1: NUL byte at offset 0: the file is padded or was not written to its end',
    ],
    [
      'latin-1 bytes',
      Buffer.from(small, 'latin1'),
      `line 10: not UTF-8: unexpected byte 0xc1 at offset ${small.indexOf('Á')}; save the file as UTF-8`,
    ],
    ['a prolog without end', `<!-- ${'x'.repeat(40_000)} -->${small}`, 'no root element in the first 16 KiB'],
    [
      'a hundred attributes',
      `<Canoe123Data ${Array.from({ length: 100 }, (_, n) => `a${n}=""`).join(' ')}/>`,
      'line 1: more than 32 attributes in a tag',
    ],
    [
      'an endless text',
      `${open}<X>${'x'.repeat(8_500_000)}</X>${close}`,
      'line 1: a single text or tag of more than 8 MiB',
    ],
    [
      'an endless comment',
      `${open}<!--${'x'.repeat(8_500_000)}-->${close}`,
      'line 1: a single text or tag of more than 8 MiB',
    ],
    [
      'an endless column',
      `${open}<Classes><Class>${'x<!---->'.repeat(5000)}</Class></Classes>${close}`,
      'line 1, <Class>: a text of more than 4096 characters',
    ],
  ])('%s', async (_, xml, message) => {
    expect((await refusal(xml)).message).toBe(message);
  });

  it('says where: line and column as numbers', async () => {
    expect(await refusal(`${open}\r\n\r\n  <Classes></X>${close}`)).toMatchObject({ line: 3, column: 16 });
  });

  it('the wrong byte is found beyond the first chunk, and at its very end', async () => {
    const bytes = Buffer.from(`${open}\n<X>${'á'.repeat(30_000)}</X>${close}`);
    bytes[50_001] = 0xff;
    expect((await refusal(bytes)).message).toMatch(
      /^line 2: not UTF-8: unexpected byte 0xff at offset 50001;/,
    );
    const cut = Buffer.from(`${open}á`).subarray(0, -1);
    expect((await refusal(cut)).message).toMatch(/^line 1: not UTF-8: unexpected byte 0xc3 at offset 14;/);
  });

  it.each([20_000, 9])('%d levels of nesting are refused at once', async (depth) => {
    const nested = `${open}${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}${close}`;
    expect((await refusal(nested)).message).toBe('line 1, <a>: elements nested more than 8 deep');
    expect((await refusal(`${open}${'<a>'.repeat(depth)}`)).message).toMatch(/more than 8 deep/);
  });

  it('a document type is nothing where it is only spoken of', async () => {
    const xml = small
      .replace('NOVÁK', '<![CDATA[<!DOCTYPE]]>')
      .replace('<Canoe', '<!-- <!DOCTYPE x> --><Canoe');
    expect((await parse(xml)).day.participants[0]?.familyName).toBe('<!DOCTYPE');
  });
});

describe('a file cut off while being written is refused whole', () => {
  const bytes = Buffer.from(small.trimEnd());

  it('wherever it is cut', async () => {
    for (let end = 0; end < bytes.length; end++) await refusal(bytes.subarray(0, end));
    await parse(bytes);
  });

  it('at the end of an element', async () => {
    const ends = [...small.trimEnd().matchAll(/<\/\w+>/g)].map((tag) => tag.index + tag[0].length);
    expect(ends.length).toBeGreaterThan(7);
    for (const end of ends.slice(0, -1)) {
      const { message } = await refusal(small.slice(0, end));
      expect(message).toMatch(/^line \d+, <\w+>: the file ends inside this element: it was cut off/);
    }
    expect(await refusal(small.slice(0, ends.at(-2)))).toMatchObject({ element: 'Canoe123Data' });
  });

  it('before its root, or after it in the middle of a tag', async () => {
    expect((await refusal('<?xml version="1.0"?>\n')).message).toMatch(
      /ends before its root element <Canoe123Data>/,
    );
    expect((await refusal(`${small}<!-- `)).message).toMatch(/ends in the middle of a tag/);
  });
});
