// nginx with nchan, one worker, on a configuration of its own in a scratch directory. Messages are published
// over HTTP on one connection; what is measured is the worker. The argument is `ws` or `sse`.
'use strict';
const { spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { connect, createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { serve, sseClient, wsClient } = require('./control');
const { messageText } = require('./payloads');

const [, , form = 'ws', nginx = '', nchanModule = ''] = process.argv;
const START_MS = 5_000;

const configuration = (directory, port) => `
load_module ${nchanModule};
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log crit;
${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 20000; }
http {
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000;
  client_max_body_size 4m;
  client_body_buffer_size 1m;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  nchan_shared_memory_size 256M;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /health { return 200 ok; }
    location = /publish { nchan_publisher; nchan_message_buffer_length 32; nchan_message_timeout 1h; nchan_channel_id live; }
    location = /ws { nchan_subscriber websocket; nchan_subscriber_first_message -1; nchan_channel_id live; }
    location = /sse { nchan_subscriber eventsource; nchan_subscriber_first_message -1; nchan_channel_id live; }
  }
}
`;

/** A port that was free just now. */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const connected = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
  });

async function publisher(port) {
  const giveUpAt = performance.now() + START_MS;
  for (;;) {
    try {
      return await connected(port);
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The publish request, whole: a burst of them leaves in one write. */
function publishing(text) {
  const length = Buffer.byteLength(text);
  return `POST /publish HTTP/1.1\r\nHost: localhost\r\nAccept: text/json\r\nContent-Length: ${length}\r\n\r\n${text}`;
}

serve(async ({ snapshotBytes }) => {
  const directory = mkdtempSync(join(tmpdir(), 'fanout-nchan-'));
  const port = await freePort();
  const file = join(directory, 'nginx.conf');
  writeFileSync(file, configuration(directory, port));
  const master = spawn(nginx, ['-p', directory, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  process.once('exit', () => {
    master.kill('SIGTERM');
    rmSync(directory, { recursive: true, force: true });
  });
  const socket = await publisher(port);
  socket.setNoDelay(true);
  socket.write(publishing(messageText(snapshotBytes, 0)));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resume();
  const worker = readFileSync(`/proc/${master.pid}/task/${master.pid}/children`, 'utf8').trim();

  let waiting = '';
  return {
    port,
    client: form === 'ws' ? wsClient('/ws') : sseClient('/sse'),
    broadcast: (bytes, index) => {
      waiting += publishing(messageText(bytes, index));
    },
    flush: () => {
      socket.write(waiting);
      waiting = '';
    },
    // nginx's worker has one thread.
    cpuMs: () => Number(readFileSync(`/proc/${worker}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    memory: () => {
      const status = readFileSync(`/proc/${worker}/status`, 'utf8');
      const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024;
      return { rss: bytes('VmRSS'), peakRss: bytes('VmHWM'), used: null };
    },
  };
});
