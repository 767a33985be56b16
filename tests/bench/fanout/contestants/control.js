// What every contestant has in common: it runs in a process of its own, forked by `Contestant.ts`, and is
// told over IPC what to do. Each command is answered with its id.
//
//   start { snapshotBytes }                        listens; who connects is sent a message of that size
//   broadcast { bytes, count, ratePerSecond, burst }  `burst` messages at a time, `count` times
//   cpu                                            milliseconds of CPU so far, user and system
//   profile { bytes, count, ratePerSecond, burst }  the same as broadcast, with where its time went
//   memory                                         bytes, after a forced collection
//   stop                                           ends the process
'use strict';
const { Session } = require('node:inspector/promises');

/** Connections that may wait to be accepted: the same for all, and enough for the storm. */
const BACKLOG = 4096;
/** Heartbeats would only disturb the others: with all contestants up, the next one is never due. */
const NEVER_MS = 3_600_000;

/** What a load client is to ask of a server for WebSockets; `extensions` are what it offers. */
const wsClient = (path, extensions) => ({
  protocol: 'ws',
  coding: extensions ? 'deflate' : 'plain',
  path,
  headers: {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'c2xhbG9tLWxpdmUtYmVuYw==',
    ...(extensions && { 'Sec-WebSocket-Extensions': extensions }),
  },
});

/** What a load client is to ask of a server for Server-Sent Events. */
const sseClient = (path, coding = 'plain') => ({
  protocol: 'sse',
  coding,
  path,
  headers: { Accept: 'text/event-stream', ...(coding === 'gzip' && { 'Accept-Encoding': 'gzip' }) },
});

/** Listens on a free port of the loopback address and answers it. */
const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => resolve(server.address().port));
  });

/** Answers `GET /health` on a plain HTTP server. */
function health(request, response) {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end('ok');
}

function ownCpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function ownMemory() {
  // Twice and a while apart: what a finalizer lets go is only found by the next collection.
  for (let i = 0; i < 2; i += 1) {
    global.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  // Node tells the most in kilobytes.
  return { rss, peakRss: process.resourceUsage().maxRSS * 1_024, used: heapUsed + external };
}

/** Milliseconds by function and file, without what it called; `(idle)` is waiting. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => [
      id,
      `${functionName || '(anonymous)'} ${url.replace(/^.*\/(?=(dist|node_modules|contestants)\/)/, '')}`.trim(),
    ]),
  );
  const times = {};
  samples.forEach((id, i) => {
    times[names.get(id)] = (times[names.get(id)] ?? 0) + timeDeltas[i] / 1_000;
  });
  return times;
}

const sleepUntil = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - performance.now())));

/**
 * Runs a contestant. `start({ snapshotBytes })` answers the `port`, the `client` to connect with, and
 * `broadcast(bytes, index)`, which sends one message to all; `flush` where a burst is to leave
 * in one go, `cpuMs` and `memory` where the server is another process than this one.
 */
function serve(start) {
  let running = null;
  let index = 0;

  const commands = {
    start: async (options) => {
      running = await start(options);
      const { port, client } = running;
      return { port, client };
    },
    broadcast: async ({ bytes, count, ratePerSecond, burst }) => {
      const begun = performance.now();
      for (let i = 0; i < count; i += 1) {
        if (i > 0) await sleepUntil(begun + (i * 1_000) / ratePerSecond);
        for (let k = 0; k < burst; k += 1) running.broadcast(bytes, (index += 1));
        running.flush?.();
      }
    },
    profile: async (broadcast) => {
      const session = new Session();
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      await commands.broadcast(broadcast);
      const { profile } = await session.post('Profiler.stop');
      session.disconnect();
      return selfTimes(profile);
    },
    cpu: () => (running.cpuMs ?? ownCpuMs)(),
    memory: () => (running.memory ?? ownMemory)(),
    stop: () => {
      setImmediate(() => process.exit(0));
    },
  };

  process.on('message', async ({ id, command, options }) => {
    try {
      process.send({ id, result: await commands[command](options ?? {}) });
    } catch (error) {
      process.send({ id, error: String(error.stack) });
    }
  });
  // Whoever started it is gone, or wants it to go: an exit that runs what is to be cleaned up.
  for (const event of ['disconnect', 'SIGINT', 'SIGTERM']) process.on(event, () => process.exit(0));
}

module.exports = { health, listen, NEVER_MS, serve, sseClient, wsClient };
