// Builds what is sent as it is: every page `app/web/<page>/main.tsx` with the styles it imports, the client library, and the
// description of the API.
//
//   dist/web/assets/<page>-<hash>.js|css   what the pages load; names change with their content, so they may be
//   dist/web/assets/<language>-<hash>.js   cached for ever; a page imports the texts of its language
//   dist/web/assets/replay-<hash>.js       what plays a race again
//   dist/web/sw.js                         the service worker
//   dist/web/client.js                     lib/client as one ES module
//   dist/web/drawing.cjs                   the event page for the server, which draws its first state
//   dist/web/openapi.json                  specs/openapi.yaml, for who reads JSON
//   dist/web/manifest.json                 { version, pages: { <page>: { script, styles } }, texts: { <language> } }, paths
//                                          relative to dist/web
//
// Beside each file lie its `.gz` and `.br` forms, so that serving it compressed costs nothing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { parse } from 'yaml';

const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, '../..');
const target = join(top, 'dist/web');
// Built aside and put in place at the end, so that a server that starts meanwhile finds either all or nothing of it.
const out = `${target}-${process.pid}`;

const pages = readdirSync(here).filter((name) => existsSync(join(here, name, 'main.tsx')));
const LANGUAGES = readdirSync(join(here, 'locales'))
  .filter((name) => /^[a-z]{2}\.ts$/.test(name))
  .map((name) => basename(name, '.ts'));
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
const jsx = { jsx: 'automatic', jsxImportSource: 'preact' };

mkdirSync(out, { recursive: true });

const inOut = (path) => relative(out, join(top, path)).replaceAll('\\', '/');

const { metafile: textsBuilt } = await build({
  ...shared,
  entryPoints: LANGUAGES.map((language) => join(here, 'locales', `${language}.ts`)),
  outdir: join(out, 'assets'),
  entryNames: '[name]-[hash]',
  metafile: true,
});
const texts = Object.fromEntries(
  Object.entries(textsBuilt.outputs).map(([path, { entryPoint }]) => [
    basename(entryPoint, '.ts'),
    inOut(path),
  ]),
);
/** What few ask for, and a page loads only then. */
const { metafile: replayBuilt } = await build({
  ...shared,
  entryPoints: [join(here, 'shared/replayFeed.ts')],
  outdir: join(out, 'assets'),
  entryNames: 'replay-[hash]',
  metafile: true,
});
const replay = basename(Object.keys(replayBuilt.outputs)[0]);
/** A page loads the texts of its language by itself, and a replay. */
const loadedLater = {
  name: 'loaded later',
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/\w+\.js$/ }, ({ path }) => ({
      path: `./${basename(texts[basename(path, '.js')])}`,
      external: true,
    }));
    onResolve({ filter: /\/replayFeed\.js$/ }, () => ({ path: `./${replay}`, external: true }));
  },
};

/** A page is one file: who opens one seldom opens another, and on a slow line each further file is a further wait. */
const [{ metafile }] = await Promise.all([
  build({
    ...{ ...shared, ...jsx },
    entryPoints: Object.fromEntries(pages.map((page) => [page, join(here, page, 'main.tsx')])),
    outdir: join(out, 'assets'),
    entryNames: '[name]-[hash]',
    metafile: true,
    plugins: [loadedLater],
  }),
  build({ ...shared, entryPoints: [join(top, 'lib/client/index.ts')], outfile: join(out, 'client.js') }),
  build({ ...shared, entryPoints: [join(here, 'worker/worker.ts')], outfile: join(out, 'sw.js') }),
  build({
    ...{ ...shared, ...jsx, format: 'cjs', platform: 'node', target: 'node20' },
    entryPoints: [join(here, 'event/draw.tsx')],
    outfile: join(out, 'drawing.cjs'),
  }),
]);

const manifest = { version: '', pages: {}, texts };
for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  if (!entryPoint?.endsWith('main.tsx')) continue;
  manifest.pages[dirname(entryPoint).split('/').at(-1)] = {
    script: inOut(path),
    styles: cssBundle ? [inOut(cssBundle)] : [],
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
  if (!/\.(js|css)$/.test(path)) continue;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(
    `${path}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  );
}
manifest.version = hash.digest('hex').slice(0, 12);
// After the version, which is that of the pages: they do not load it.
writeFileSync(
  join(out, 'openapi.json'),
  JSON.stringify(parse(readFileSync(join(top, 'specs/openapi.yaml'), 'utf8'))),
);
writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
rmSync(target, { recursive: true, force: true });
renameSync(out, target);
