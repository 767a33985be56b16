/** The unit for systemd, by its own tool, and that what it sets is there to be set. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SETTINGS, variableOf } from '../../../app/settings';
import { needing } from '../../support/optional';
import { SPECS } from '../../support/openapi';

const UNIT = join(SPECS, 'deploy/slalom-live.service');
const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

const { test: testWithSystemd } = needing(analyze('--version').status === 0, 'install systemd');

testWithSystemd('systemd knows every word of its unit', () => {
  const { stdout, stderr } = analyze('verify', '--man=no', UNIT);
  const complaints = (stdout + stderr).split('\n').filter((line) => line.includes('slalom-live.service'));
  // That there is no clone in /opt on this machine is none.
  expect(complaints.filter((line) => !line.includes('/opt/slalom-live'))).toEqual([]);
});

/** What a file of the image, or of its composition, sets. */
const settingsOf = (pattern: RegExp, text: string): string[] =>
  [...text.matchAll(pattern)].map(([, name]) => name ?? '');
const KNOWN = [...Object.keys(SETTINGS).map(variableOf), 'NODE_ENV'];
const TOP = join(SPECS, '..');

test('the image is made of what there is, and sets what there is', () => {
  const file = readFileSync(join(SPECS, 'deploy/Dockerfile'), 'utf8');
  const copied = [...file.matchAll(/^COPY (?:--from=build )?(.+) \S+$/gm)].flatMap(([, names]) =>
    (names ?? '').split(' ').map((name) => name.replace(/^\/app\//, '')),
  );
  const made = ['node_modules', 'dist', '.'];
  expect(copied.filter((name) => !made.includes(name) && !existsSync(join(TOP, name)))).toEqual([]);
  expect(
    settingsOf(/\b([A-Z_]+)=/g, /^ENV .*/m.exec(file)?.[0] ?? '').filter((name) => !KNOWN.includes(name)),
  ).toEqual([]);
  const { bin } = JSON.parse(readFileSync(join(TOP, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  expect(file).toContain(`CMD ["node", "${bin['slalom-live'] ?? ''}", "serve"]`);
  // The tests need no compiler there, nor do secrets of the clone get in.
  expect(file).toContain('USER node');
});

test('the composition sets what there is, and gives no secret away', () => {
  const text = readFileSync(join(SPECS, 'deploy/compose.yaml'), 'utf8');
  const { services } = parse(text) as { services: { server: { environment: Record<string, unknown> } } };
  const { environment } = services.server;
  expect(Object.keys(environment).filter((name) => !KNOWN.includes(name))).toEqual([]);
  for (const name of ['MASTER_PASSWORDS', 'KEY_SECRET', 'DATABASE_URL'])
    expect(environment[name]).toMatch(/\$\{[A-Z_]+:\?\}/);
});

test('its unit sets what there is', () => {
  const set = settingsOf(/^Environment=(\w+)=/gm, readFileSync(UNIT, 'utf8'));
  expect(set.filter((name) => !KNOWN.includes(name))).toEqual([]);
  expect(set.length).toBeGreaterThan(2);
});
