// socket.io as its manual shows it: `io.emit` of an object, which it encodes once, over WebSocket only.
'use strict';
const { createServer } = require('node:http');
const { Server } = require('socket.io');
const { health, listen, NEVER_MS, serve, wsClient } = require('./control');
const { messageObject } = require('./payloads');

serve(async ({ snapshotBytes }) => {
  const server = createServer(health);
  const io = new Server(server, { transports: ['websocket'], serveClient: false, pingInterval: NEVER_MS });
  io.on('connection', (socket) => {
    socket.emit('message', messageObject(snapshotBytes, 0));
  });
  return {
    port: await listen(server),
    client: { ...wsClient('/socket.io/?EIO=4&transport=websocket'), protocol: 'socketio' },
    broadcast: (bytes, index) => io.emit('message', messageObject(bytes, index)),
  };
});
