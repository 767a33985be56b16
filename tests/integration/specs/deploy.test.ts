/** The unit for systemd, by its own tool, and that what it sets is there to be set. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

test('its unit sets what there is', () => {
  const set = [...readFileSync(UNIT, 'utf8').matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name);
  const known = [...Object.keys(SETTINGS).map(variableOf), 'NODE_ENV'];
  expect(set.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  expect(set.length).toBeGreaterThan(2);
});
