// Loaded into the server before itself: says what memory it holds when it is asked over IPC.
'use strict';
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.on('message', async (message) => {
    if (message !== 'memory') return;
    // Twice and a while apart: what a finalizer lets go is only found by the next collection.
    for (let i = 0; i < 2; i += 1) {
      global.gc();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send({ rss, used: heapUsed + external });
  });
}
