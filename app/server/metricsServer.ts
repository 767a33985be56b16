import { createServer } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** What Prometheus reads, on a port of its own that no spectator reaches. */
export interface MetricsServer {
  registry: Registry;
  /** Answers the address, for example `http://127.0.0.1:9464/metrics`. */
  listen: () => Promise<string>;
  close: () => Promise<void>;
}

/** With the process's own: memory, collections, delay of the event loop, open files. */
export function metricsServer(port: number, host: string): MetricsServer {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('There is only GET /metrics here.\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return {
    registry,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        // Exclusive: in a cluster the others would else answer on it, too.
        server.listen({ port, host, exclusive: true }, () => {
          const address = server.address();
          const taken = typeof address === 'object' ? address?.port : port;
          resolve(`http://${host}:${taken ?? port}/metrics`);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          registry.clear();
          resolve();
        });
      }),
  };
}
