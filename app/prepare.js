// Makes a fresh clone ready to run: checks Node, installs what is missing, builds when asked to.
// Plain JavaScript without dependencies, for it runs before there are any, and on any Node.
'use strict';

var spawnSync = require('child_process').spawnSync;
var fs = require('fs');
var path = require('path');

var OLDEST_NODE = 20;
var NOTE = 'node_modules/.package-lock.json';
var DRIVER = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';
var COMPILER = 'node_modules/typescript/bin/tsc';
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

// npm notes what it installed in NOTE; an older one means that package.json has changed since. With NODE_ENV=production
// npm leaves out what the build needs, here and where someone ran it before, so that is asked for by name. Not
// `npm ci`: it refuses a lockfile without the packages of platforms that the registry in use does not have.
if (modified(NOTE) < modified('package.json') || modified(COMPILER) === 0) {
  process.stdout.write(
    'Installing dependencies (the database driver may be compiled, which takes a few minutes) …\n',
  );
  if (!run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])) {
    var missing = missingTools();
    fail(
      missing.length > 0
        ? 'The database driver could not be built because ' +
            missing.join(' and ') +
            ' is missing; on Debian: apt-get install python3 make g++'
        : 'Installing the dependencies failed; npm says above why.',
    );
  }
  if (!fs.existsSync(path.join(top, DRIVER)) && missingTools().length > 0) {
    process.stderr.write(
      '\nThe driver of SQLite could not be built because ' +
        missingTools().join(' and ') +
        ' is missing; on Debian: apt-get install python3 make g++. PostgreSQL works without it.\n',
    );
  }
  // Where nothing was missing npm leaves the file as old as it was.
  fs.utimesSync(path.join(top, NOTE), new Date(), new Date());
}

// `build` makes all that runs; `start` also runs it, in this process, which `npm run dev` restarts at each change.
var wanted = process.argv[2];
if (wanted === 'build' || wanted === 'start') {
  if (!run(process.execPath, [path.join(top, COMPILER)])) {
    fail('The build failed; the compiler says above where.');
  }
  if (!run(process.execPath, [path.join(top, 'app/web/build.mjs')])) {
    fail('The pages could not be built; esbuild says above why.');
  }
}
if (wanted === 'start') {
  require('../dist/app/cli/main.js').run(['serve']);
}
