/** The alerts for Prometheus, by its own tool, and that they are about metrics that there are. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needing } from '../../support/optional';
import { tableRows } from '../../support/tableRows';
import { SPECS } from '../../support/openapi';

const DEPLOY = join(SPECS, 'deploy');
const alerts = readFileSync(join(DEPLOY, 'alerts.yml'), 'utf8');
const promtool = (...args: string[]) => spawnSync('promtool', args, { cwd: DEPLOY, encoding: 'utf8' });

const { test: testWithPromtool } = needing(
  promtool('--version').status === 0,
  'install prometheus, which has promtool',
);

testWithPromtool('promtool takes them, and each fires on what it is for', () => {
  for (const args of [
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ]) {
    const { status, stdout, stderr } = promtool(...args);
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  }
});

test('they are about metrics of ours, and operations.md says what to do at each', () => {
  const code = ['app/metrics.ts', 'app/server/RegularBackups.ts'].map((path) =>
    readFileSync(join(SPECS, '..', path), 'utf8'),
  );
  const named = [...alerts.matchAll(/\b(slalom_\w+?)(?:_count|_bucket)?\b(?=[{[ )])/g)].map(
    ([, name]) => name ?? '',
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !code.join('').includes(`'${name}'`))).toEqual([]);

  const { groups } = parse(alerts) as { groups: { rules: { alert: string }[] }[] };
  const rows = tableRows(readFileSync(join(SPECS, 'operations.md'), 'utf8')).map(([first]) => first);
  const told = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect(told.filter((alert) => !rows.includes(alert))).toEqual([]);
});
