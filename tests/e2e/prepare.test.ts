import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { endProcesses, PROJECT, scratch } from '../support/serverProcess';

afterEach(endProcesses);

/** A fresh clone as far as `app/prepare.js` looks at it, with an npm that only notes what it is asked for. */
function freshClone() {
  const top = scratch();
  const bin = join(top, 'bin');
  const asked = join(top, 'asked');
  for (const folder of ['app', 'bin']) mkdirSync(join(top, folder));
  copyFileSync(join(PROJECT, 'app/prepare.js'), join(top, 'app/prepare.js'));
  writeFileSync(join(top, 'package.json'), '{}');
  const installs = [
    'mkdir -p node_modules/typescript/bin',
    'touch node_modules/.package-lock.json node_modules/typescript/bin/tsc',
  ];
  writeFileSync(join(bin, 'npm'), ['#!/bin/sh', `echo "$@" >> ${asked}`, ...installs].join('\n'), {
    mode: 0o755,
  });
  return {
    compiler: join(top, 'node_modules/typescript/bin/tsc'),
    prepare: (env: Record<string, string> = {}) =>
      spawnSync(process.execPath, [join(top, 'app/prepare.js')], {
        env: { PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, ...env },
      }).status,
    askedOfNpm: () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : []),
  };
}

test('a fresh clone installs what the build needs, with NODE_ENV=production too, and does so once', () => {
  const clone = freshClone();
  expect(clone.prepare({ NODE_ENV: 'production' })).toBe(0);
  expect(clone.prepare({ NODE_ENV: 'production' })).toBe(0);
  expect(clone.askedOfNpm()).toEqual([expect.stringMatching(/^install .*--include=dev\b/)]);
});

test('where someone installed without what the build needs, it is installed', () => {
  const clone = freshClone();
  clone.prepare();
  rmSync(clone.compiler);
  expect(clone.prepare()).toBe(0);
  expect(clone.askedOfNpm()).toHaveLength(2);
});
