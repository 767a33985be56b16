/** What is installed with the package, by its lockfile: under which licences, what runs, and from where. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  license?: unknown;
  resolved?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}

const PROJECT = join(__dirname, '../../..');
const lockfile = readFileSync(join(PROJECT, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(lockfile) as { packages: Record<string, Locked> };
/** The project itself is ''. */
const installed = Object.entries(packages).filter(([path]) => path !== '');
const shipped = installed.filter(([, { dev }]) => dev !== true);

/** Of SPDX; each lets anyone use, change and pass on, and asks for no more than that its text stays. */
const PERMISSIVE = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Python-2.0'],
  ...['CC0-1.0', 'Unlicense', 'WTFPL'],
]);
/** Letters: the OFL lets anyone draw with them and pass them on, and binds nothing but another cut of the letters themselves. */
const LETTERS = new Set(['node_modules/@fontsource/noto-sans']);
/** Tools that are never part of ours, whose licence is another, or said in another way. */
const TOOLS: Record<string, string> = {
  'axe-core': 'MPL-2.0; runs in tests only',
  'caniuse-lite': 'CC-BY-4.0: data of browsers',
  pm2: 'AGPL-3.0; a program of its own',
  '@pm2/js-api': 'Apache-2.0, as "Apache-2"; of pm2',
  'cli-tableau': 'MIT by its readme, no field; of pm2',
  tv4: 'MIT or public domain, as a list; of pm2',
  'xmlhttprequest-ssl': 'MIT, as a list; of socket.io-client',
};

/** One of several that may be chosen has to be permissive, or each that holds at once. */
function isPermissive(license: unknown): boolean {
  if (typeof license !== 'string') return false;
  const alternatives = license.replace(/^\(|\)$/g, '').split(' OR ');
  return alternatives.some((one) => one.split(' AND ').every((each) => PERMISSIVE.has(each)));
}

test('what is installed for others has a permissive licence', () => {
  expect(shipped.length).toBeGreaterThan(100);
  const others = shipped.filter(([, { license }]) => !isPermissive(license));
  expect(others.filter(([path, { license }]) => !(LETTERS.has(path) && license === 'OFL-1.1'))).toEqual([]);
});

test('so have the tools, but for those that are named here', () => {
  const others = installed.filter(([, { license, dev }]) => dev === true && !isPermissive(license));
  expect(others.map(([path]) => path.replace(/^.*node_modules\//, '')).sort()).toEqual(
    Object.keys(TOOLS).sort(),
  );
});

test('of what is installed for others only the SQLite driver runs a script', () => {
  const running = shipped.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(running.map(([path]) => path)).toEqual(['node_modules/better-sqlite3']);
});

test('the lockfile names no host', () => {
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(lockfile).not.toContain('registry.');
});
