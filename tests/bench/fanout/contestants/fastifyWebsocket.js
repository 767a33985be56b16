// `@fastify/websocket` as its manual shows it: a string, sent to each client in a loop.
'use strict';
const websocket = require('@fastify/websocket');
const fastify = require('fastify');
const { serve, wsClient } = require('./control');
const { messageObject, messageText } = require('./payloads');

serve(async ({ snapshotBytes }) => {
  const app = fastify();
  await app.register(websocket);
  app.get('/health', () => 'ok');
  app.get('/live', { websocket: true }, (ws) => {
    ws.send(JSON.stringify(messageObject(snapshotBytes, 0)));
  });
  await app.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  return {
    port: app.server.address().port,
    client: wsClient('/live'),
    broadcast: (bytes, index) => {
      const text = messageText(bytes, index);
      for (const ws of app.websocketServer.clients) if (ws.readyState === ws.OPEN) ws.send(text);
    },
  };
});
