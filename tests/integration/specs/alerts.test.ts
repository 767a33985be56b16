/** The alerts for Prometheus, by its own tool, and that they are about metrics that there are. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { needing } from '../../support/optional';
import { tableRows } from '../../support/tableRows';
import { SPECS } from '../../support/openapi';
import { scratchDirectory } from '../../support/testServer';

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

const METRICS = ['app/metrics.ts', 'app/server/RegularBackups.ts']
  .map((path) => readFileSync(join(SPECS, '..', path), 'utf8'))
  .join('');
const COUNTED = [...METRICS.matchAll(/\{ key: '(\w+)'/g)].map(([, key]) => `slalom_live_${key ?? ''}_total`);
/** Metrics of ours that are named and that nobody tells. */
const unknownIn = (text: string): string[] =>
  [...text.matchAll(/\b(slalom_\w+?)(?:_count|_bucket)?\b(?=[{[ )"]|$)/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => !METRICS.includes(`'${name}'`) && !COUNTED.includes(name));

testWithPromtool('the dashboard asks what Prometheus understands, about metrics of ours', () => {
  const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'grafana.json'), 'utf8')) as {
    panels: { id: number; gridPos: { x: number; w: number }; targets: { expr: string }[] }[];
  };
  const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  expect(exprs.length).toBeGreaterThan(10);
  expect(exprs.flatMap(unknownIn)).toEqual([]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24)).toBe(true);
  const directory = scratchDirectory();
  const rules = exprs.map((expr, at) => ({ record: `asked:${at}`, expr }));
  writeFileSync(join(directory, 'asked.yml'), JSON.stringify({ groups: [{ name: 'asked', rules }] }));
  const { status, stdout, stderr } = promtool('check', 'rules', join(directory, 'asked.yml'));
  rmSync(directory, { recursive: true });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
});

test('they are about metrics of ours, and operations.md says what to do at each', () => {
  expect(alerts.match(/\bslalom_\w+/g)?.length).toBeGreaterThan(5);
  expect(unknownIn(alerts)).toEqual([]);

  const { groups } = parse(alerts) as { groups: { rules: { alert: string }[] }[] };
  const rows = tableRows(readFileSync(join(SPECS, 'operations.md'), 'utf8')).map(([first]) => first);
  const told = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect(told.filter((alert) => !rows.includes(alert))).toEqual([]);
});
