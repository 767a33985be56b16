// better-sse with a channel. Its serializer is told to leave text alone: by default it would stringify
// every message for every client.
'use strict';
const { createServer } = require('node:http');
const { createChannel, createSession } = require('better-sse');
const { health, listen, NEVER_MS, serve, sseClient } = require('./control');
const { messageText } = require('./payloads');

serve(async ({ snapshotBytes }) => {
  const channel = createChannel();
  const server = createServer(async (request, response) => {
    if (request.url !== '/live') {
      health(request, response);
      return;
    }
    const session = await createSession(request, response, {
      serializer: (text) => text,
      keepAlive: NEVER_MS,
    });
    session.push(messageText(snapshotBytes, 0));
    channel.register(session);
  });
  return {
    port: await listen(server),
    client: sseClient('/live'),
    broadcast: (bytes, index) => channel.broadcast(messageText(bytes, index)),
  };
});
