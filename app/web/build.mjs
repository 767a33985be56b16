// Builds the pages: every `app/web/<page>/main.tsx` with the styles it imports, and the client library.
//
//   dist/web/assets/<page>-<hash>.js|css   what the pages load; names change with their content, so they may be
//   dist/web/assets/shared-<hash>.js       cached for ever; modules import one another by relative address
//   dist/web/client.js                     lib/client as one ES module
//   dist/web/manifest.json                 { version, pages: { <page>: { script, styles, imports } } }, paths
//                                          relative to dist/web; `imports` are for <link rel=modulepreload>
//
// Beside each file lie its `.gz` and `.br` forms, so that serving it compressed costs nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, '../..');
const target = join(top, 'dist/web');
// Built aside and put in place at the end, so that a server that starts meanwhile finds either all or nothing of it.
const out = `${target}-${process.pid}`;

const pages = readdirSync(here).filter((name) => existsSync(join(here, name, 'main.tsx')));
const shared = {
  absWorkingDir: top,
  bundle: true,
  minify: true,
  format: 'esm',
  // Phones live long; this is what they understand since about 2020.
  target: 'es2020',
  // Fields as assignments: as definitions, each would be a call of a helper.
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  legalComments: 'none',
  logLevel: 'warning',
};

mkdirSync(out, { recursive: true });

const [{ metafile }] = await Promise.all([
  build({
    ...shared,
    entryPoints: Object.fromEntries(pages.map((page) => [page, join(here, page, 'main.tsx')])),
    outdir: join(out, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: 'shared-[hash]',
    splitting: true,
    metafile: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
  }),
  build({ ...shared, entryPoints: [join(top, 'lib/client/index.ts')], outfile: join(out, 'client.js') }),
]);

const inOut = (path) => relative(out, join(top, path)).replaceAll('\\', '/');

/** Every module that a module loads at once, through others too. */
function importsOf(path, found = new Set()) {
  for (const { path: next, kind } of metafile.outputs[path].imports) {
    if (kind !== 'import-statement' || found.has(next)) continue;
    found.add(next);
    importsOf(next, found);
  }
  return found;
}

const manifest = { version: '', pages: {} };
for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  if (!entryPoint?.endsWith('main.tsx')) continue;
  manifest.pages[dirname(entryPoint).split('/').at(-1)] = {
    script: inOut(path),
    styles: cssBundle ? [inOut(cssBundle)] : [],
    imports: [...importsOf(path)].map(inOut),
  };
}

const built = readdirSync(out, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const hash = createHash('sha256');
for (const path of built) {
  const bytes = readFileSync(path);
  hash.update(relative(out, path)).update(bytes);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
}
manifest.version = hash.digest('hex').slice(0, 12);
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(target, { recursive: true, force: true });
renameSync(out, target);
