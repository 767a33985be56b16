// The limit: TCP sockets, and for each message one prepared WebSocket frame that is written to all of them.
'use strict';
const { createHash } = require('node:crypto');
const { createServer } = require('node:net');
const { listen, serve, wsClient } = require('./control');
const { messageText } = require('./payloads');

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function frame(text) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

serve(async ({ snapshotBytes }) => {
  const sockets = new Set();
  const snapshot = frame(messageText(snapshotBytes, 0));
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    // The load client's request comes in one piece.
    socket.once('data', (head) => {
      const key = /^sec-websocket-key: (.*)\r$/im.exec(head.toString('latin1'))?.[1];
      if (key === undefined) {
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
        return;
      }
      const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          `Sec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      socket.write(snapshot);
      sockets.add(socket);
    });
  });
  return {
    port: await listen(server),
    client: wsClient('/'),
    broadcast: (bytes, index) => {
      const prepared = frame(messageText(bytes, index));
      for (const socket of sockets) socket.write(prepared);
    },
  };
});
