// The built server in a process of its own, which tells how long its event loop was held up.
// Started by measure.ts: the environment configures it; WRITER=local runs the writer in the main thread.
'use strict';
const { monitorEventLoopDelay } = require('node:perf_hooks');
const pino = require('pino');
const { readSettings } = require('../../dist/app/settings');
const { startServer } = require('../../dist/app/server/startServer');

// The histogram samples by a timer of this resolution, so that a delay of less than it shows as it.
const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

startServer({
  settings: readSettings(process.env),
  log: pino({ level: 'error' }),
  // A clock of one's own keeps the writer in this thread.
  ...(process.env.WRITER === 'local' && { clock: Date.now }),
}).then(({ url, close }) => {
  process.on('message', (message) => {
    if (message === 'reset') delay.reset();
    if (message === 'read') process.send({ worstDelayMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS) });
    if (message === 'stop') close().then(() => process.exit(0));
  });
  process.send({ url });
});
