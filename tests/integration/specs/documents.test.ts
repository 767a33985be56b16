import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { commandLine } from '../../../app/cli/main';
import { SETTINGS, variableOf } from '../../../app/settings';
import { CLOSE_RANGES, type ReturnTime } from '../../../lib/domain/closeCodes';
import { ENDINGS } from '../../../lib/domain/endings';
import { openapi, payloadOf, problemsBySchema, SPECS } from '../../support/openapi';
import { tableRows } from '../../support/tableRows';

const TOP = join(SPECS, '..');
const documents = readdirSync(SPECS).filter((name) => name.endsWith('.md'));
const read = (name: string): string => readFileSync(join(SPECS, name), 'utf8');

/** When to come back, as the documents say it. */
const returnsIn = (time: ReturnTime | null | undefined): string =>
  time ? `after ${time.least / 1_000} to ${time.most / 1_000} s` : time === null ? 'no' : 'as after a loss';

/** The text of every source file below a folder. */
function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(join(TOP, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

describe('the documents', () => {
  it.each([...documents.map((name) => join(SPECS, name)), join(TOP, 'README.md')])(
    '%s: every link leads somewhere',
    (path) => {
      const text = readFileSync(path, 'utf8');
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
      const broken = links.filter((link) => {
        if (/^https?:/.test(link)) return false;
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : join(dirname(path), file);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor);
      });
      expect(broken).toEqual([]);
    },
  );

  it.each(documents)('%s: every file that it names exists', (name) => {
    const named = [...read(name).matchAll(/`((?:app|lib|tests|specs)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    const missing = named.filter(
      (path) => !existsSync(join(TOP, path)) && !existsSync(join(TOP, `${path}.ts`)),
    );
    expect(missing).toEqual([]);
  });

  it('operations.md lists every setting with its default, and no other', () => {
    const table = read('operations.md').split('## Settings')[1]?.split('\n## ')[0] ?? '';
    const rows = tableRows(table).filter(([name]) => /^[A-Z_]+$/.test(name ?? ''));
    expect(Object.fromEntries(rows.map(([name, fallback]) => [name, fallback]))).toEqual(
      Object.fromEntries(
        Object.entries(SETTINGS).map(([name, { fallback }]) => [
          variableOf(name),
          fallback.replace(/^\(|\)$/g, ''),
        ]),
      ),
    );
    expect(rows).toHaveLength(Object.keys(SETTINGS).length);
  });

  it('live-channel.md lists every reason for which a stream ends', () => {
    const rows = tableRows(read('live-channel.md'));
    for (const { code, reason, returnAfterMs } of Object.values(ENDINGS)) {
      const row = rows.find((cells) => cells[0] === String(code) && cells[1] === reason);
      expect({ reason, returns: row?.[2] }).toEqual({ reason, returns: returnsIn(returnAfterMs) });
    }
  });

  it('live-channel.md lists what close codes mean, by range', () => {
    const table = read('live-channel.md').split('### By range')[1]?.split('\n## ')[0] ?? '';
    const rows = tableRows(table).filter(([codes]) => /^\d/.test(codes ?? ''));
    expect(rows.map(([codes, returns]) => [codes, returns])).toEqual(
      CLOSE_RANGES.map(({ from, to, returnAfterMs }) => [
        from === to ? String(from) : `${from} to ${to}`,
        returnsIn(returnAfterMs),
      ]),
    );
  });

  it('live-channel.md and ingest.md show JSON that the schemas accept', () => {
    const placeOf = (shown: Record<string, unknown>): string => {
      if (typeof shown.type === 'string') return payloadOf(shown.type);
      if ('messages' in shown) return payloadOf('batch');
      return `openapi.yaml#/components/schemas/${'updated' in shown ? 'ResultsAnswer' : 'ImportAnswer'}`;
    };
    const blocks = ['live-channel.md', 'ingest.md'].flatMap((name) =>
      [...read(name).matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text ?? ''),
    );
    expect(blocks).toHaveLength(6);
    for (const text of blocks) {
      const shown = JSON.parse(text) as Record<string, unknown>;
      expect(problemsBySchema(placeOf(shown), shown)).toBe('');
    }
  });

  it('ingest.md lists every error code with its status, as the code and openapi.yaml have them', () => {
    const thrown = [...sources('app'), ...sources('lib')].flatMap(({ text }) =>
      [...text.matchAll(/new AppError\(\s*(\d{3}),\s*'(\w+)'/g)].map(
        ([, status, code]) => `${status ?? ''} ${code ?? ''}`,
      ),
    );
    expect(thrown.length).toBeGreaterThan(20);
    const listed = tableRows(read('ingest.md'))
      .filter(([status]) => /^\d{3}$/.test(status ?? ''))
      .map(([status, code]) => `${status ?? ''} ${code ?? ''}`);
    expect([...new Set(thrown)].filter((one) => !listed.includes(one))).toEqual([]);

    const documented = [...JSON.stringify(openapi).matchAll(/"error":\{"(?:const|enum)":(\[[^\]]*\]|"\w+")/g)]
      .flatMap(([, codes]) => JSON.parse(codes ?? '[]') as string | string[])
      .flat();
    const codes = listed.map((one) => one.split(' ')[1] ?? '');
    expect([...new Set(codes)].sort()).toEqual([...new Set(documented)].sort());
  });

  it('security.md tells of the faults that are tried, and `npm run faults` tries them all', () => {
    const [, table = ''] = read('security.md').split('## What befalls it');
    const told = tableRows(table.split('\n## ')[0] ?? '')
      .slice(2)
      .map(([fault = '', ...rest]) => [fault, rest.at(-1) ?? '']);
    const tried = sources('tests').flatMap(({ path, text }) =>
      [...text.matchAll(/^\s*faultTest\(\s*'(.*?)',/gm)].map(([, fault = '']) => [
        fault,
        relative(TOP, path),
      ]),
    );
    expect([...told].sort()).toEqual([...tried].sort());
    const { scripts } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as {
      scripts: { faults: string };
    };
    const files = told.map(([, file = '']) => file.replace(/^tests\/|\.test\.ts$/g, ''));
    expect(files.filter((file) => !scripts.faults.includes(file))).toEqual([]);
  });

  it('cli.md lists every command, and no other', () => {
    const leaves = commandLine().commands.flatMap((command) =>
      command.commands.length > 0
        ? command.commands.map((inner) => `${command.name()} ${inner.name()}`)
        : [command.name()],
    );
    const listed = tableRows(read('cli.md'))
      .slice(2)
      .map(([cell = '']) => cell.replace(/ [<…].*$/, ''));
    expect(listed).toEqual(leaves);
  });

  it('embedding.md lists every option of its own, and every action', () => {
    const options = readFileSync(join(TOP, 'app/options.ts'), 'utf8');
    const [, own = ''] = /interface SlalomLiveOptions[^{]*\{(.*?)\n\}/s.exec(options) ?? [];
    const names = [...own.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
    const [, actions = ''] = /type Action =(.*?);/s.exec(options) ?? [];
    const listed = tableRows(read('embedding.md')).map(([cell]) => cell);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !listed.includes(name))).toEqual([]);
    expect([...actions.matchAll(/'(\w+)'/g)].filter(([, name]) => !listed.includes(name))).toEqual([]);
  });

  it('dependencies.md names every dependency', () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      readFileSync(join(TOP, 'package.json'), 'utf8'),
    ) as {
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const text = read('dependencies.md');
    const names = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }).filter(
      (name) => !name.startsWith('@types/'),
    );
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('data-model.md names every table and column', () => {
    const text = read('data-model.md');
    const migrations = sources('lib/db/migrations').map((source) => source.text);
    const names = migrations.flatMap((source) =>
      [...source.matchAll(/(?:createTable|\bt\.(?:text|integer|bigInteger|boolean|binary))\('(\w+)'/g)].map(
        ([, name]) => name ?? '',
      ),
    );
    expect(names.length).toBeGreaterThan(80);
    expect([...new Set(names)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}
