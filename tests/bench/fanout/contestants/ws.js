// `ws` as its manual shows it: a string, sent to each client in a loop. `deflate` as the argument turns its
// own compression on, which deflates every message for every client.
'use strict';
const { createServer } = require('node:http');
const { WebSocketServer } = require('ws');
const { health, listen, serve, wsClient } = require('./control');
const { messageObject, messageText } = require('./payloads');

const isDeflated = process.argv[2] === 'deflate';

serve(async ({ snapshotBytes }) => {
  const server = createServer(health);
  const sockets = new WebSocketServer({ server, perMessageDeflate: isDeflated });
  sockets.on('connection', (ws) => {
    ws.on('error', () => ws.terminate());
    ws.send(JSON.stringify(messageObject(snapshotBytes, 0)));
  });
  return {
    port: await listen(server),
    client: wsClient('/', isDeflated ? 'permessage-deflate; client_max_window_bits' : undefined),
    broadcast: (bytes, index) => {
      const text = messageText(bytes, index);
      for (const ws of sockets.clients) if (ws.readyState === ws.OPEN) ws.send(text);
    },
  };
});
