// Loaded into each worker and each of its threads: writes down what memory is held, after a collection.
'use strict';
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { threadId } = require('node:worker_threads');

const EVERY_MS = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const file = join(process.env.SOAK_MEMORY, `${process.pid}.${threadId}`);
setInterval(() => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  appendFileSync(file, `${Date.now()} ${heapUsed + external}\n`);
}, EVERY_MS).unref();
