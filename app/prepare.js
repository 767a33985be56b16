// Makes a fresh clone ready to run: checks Node, installs what is missing, builds when asked to.
// Plain JavaScript without dependencies, for it runs before there are any, and on any Node.
'use strict';

var spawnSync = require('child_process').spawnSync;
var fs = require('fs');
var path = require('path');

var OLDEST_NODE = 20;
var top = path.join(__dirname, '..');

function fail(sentence) {
  process.stderr.write('\n' + sentence + '\n');
  process.exit(1);
}

function modified(file) {
  try {
    return fs.statSync(path.join(top, file)).mtimeMs;
  } catch {
    return 0;
  }
}

function run(command, args) {
  return (
    spawnSync(command, args, { cwd: top, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
  );
}

function works(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** What a native module needs to be built here and is not there. */
function missingTools() {
  var missing = [];
  if (!works('python3') && !works('python')) missing.push('python3');
  if (!works('make')) missing.push('make');
  if (!works(process.env.CXX || 'g++') && !works('clang++')) missing.push('a C++ compiler (g++)');
  return missing;
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(
    'slalom-live needs Node.js ' +
      OLDEST_NODE +
      ' or newer; this is ' +
      process.version +
      '. See https://nodejs.org.',
  );
}

// npm notes what it installed in this file; an older one means that package.json has changed since. Not `npm ci`:
// it refuses a lockfile without the packages of platforms that the registry in use does not have.
if (modified('node_modules/.package-lock.json') < modified('package.json')) {
  process.stdout.write(
    'Installing dependencies (the database driver may be compiled, which takes a few minutes) …\n',
  );
  if (!run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'])) {
    var missing = missingTools();
    fail(
      missing.length > 0
        ? 'The database driver could not be built because ' +
            missing.join(' and ') +
            ' is missing; on Debian: apt-get install python3 make g++'
        : 'Installing the dependencies failed; npm says above why.',
    );
  }
}

// `build` makes all that runs, `web` only the pages: the rest runs from source then.
var wanted = process.argv[2];
if (wanted === 'build' && !run(process.execPath, [path.join(top, 'node_modules/typescript/bin/tsc')])) {
  fail('The build failed; the compiler says above where.');
}
if (
  (wanted === 'build' || wanted === 'web') &&
  !run(process.execPath, [path.join(top, 'app/web/build.mjs')])
) {
  fail('The pages could not be built; esbuild says above why.');
}
