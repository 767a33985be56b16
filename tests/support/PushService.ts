import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt } from 'http_ece';

/** A message as the push service got it, and as the device reads it. */
export interface PushedMessage {
  path: string;
  headers: IncomingHttpHeaders;
  title: string;
  body: string;
  navigate: string;
  lang: string;
}

/** A push service with its devices, for tests (RFC 8030). */
export class PushService {
  readonly messages: PushedMessage[] = [];
  /** What it answers by the device's path; 201 where not said. */
  readonly answers = new Map<string, number>();
  /** Paths that are never answered, and those of them that were given up. */
  readonly silent = new Set<string>();
  readonly givenUp: string[] = [];
  private readonly devices = new Map<string, { keys: ReturnType<typeof createECDH>; auth: Buffer }>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const path = request.url ?? '';
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const device = this.devices.get(path);
        const status = this.answers.get(path) ?? (device ? 201 : 404);
        if (device) {
          const plain = decrypt(Buffer.concat(chunks), {
            version: 'aes128gcm',
            privateKey: device.keys,
            authSecret: device.auth.toString('base64url'),
          });
          const { notification } = JSON.parse(plain.toString()) as { notification: PushedMessage };
          this.messages.push({ ...notification, path, headers: request.headers });
        }
        if (this.silent.has(path)) {
          response.once('close', () => this.givenUp.push(path));
          return;
        }
        response.writeHead(status, { 'Retry-After': '0' }).end();
      });
    });
  }

  static async start(): Promise<PushService> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PushService(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A new device, as a browser describes its subscription. */
  device(name: string): { endpoint: string; keys: { p256dh: string; auth: string } } {
    const keys = createECDH('prime256v1');
    keys.generateKeys();
    const auth = randomBytes(16);
    this.devices.set(`/${name}`, { keys, auth });
    return {
      endpoint: `${this.origin}/${name}`,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
    };
  }

  titles(name: string): string[] {
    return this.messages.filter(({ path }) => path === `/${name}`).map(({ title }) => title);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}
