import { rmSync } from 'node:fs';
import type { LiveOptions } from '../../../lib/client';
import { EventApi, send } from '../../support/api';
import { WsClient } from '../../support/liveClients';
import { Proxy } from '../../support/proxy';
import { freePort } from '../../support/serverProcess';
import { liveResult, springSlalom } from '../../support/springSlalom';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';
import { Follower } from './follower';

/** Waits until the condition holds, and does not throw; jest's timeout is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (;;) {
    try {
      if (await condition()) return;
    } catch {
      // Not yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts the server on its port. */
type StartOn = (directory: string) => Promise<TestServer>;

/** A running event on the real server, a proxy in front of it, and a witness that is straight at the server. */
export class WatchedEvent {
  private readonly followers: Follower[] = [];
  /** Every run is another one. */
  private seconds = 80;

  private constructor(
    private server: TestServer,
    private readonly startOn: StartOn,
    readonly proxy: Proxy,
    readonly api: EventApi,
    readonly witness: WsClient,
  ) {}

  static async start(startServer: typeof startTestServer = startTestServer): Promise<WatchedEvent> {
    const port = await freePort();
    const startOn: StartOn = (directory) => startServer({ directory, env: { PORT: String(port) } });
    const server = await startOn(scratchDirectory());
    const proxy = await Proxy.start(() => new URL(server.url).origin);
    const api = await EventApi.withExport(server.url, springSlalom());
    const witness = new WsClient(api);
    await witness.until(({ state }) => state !== null);
    return new WatchedEvent(server, startOn, proxy, api, witness);
  }

  async stop(): Promise<void> {
    for (const follower of this.followers) follower.close();
    this.witness.close();
    await this.proxy.close();
    await this.stopServer();
    rmSync(this.server.directory, { recursive: true, force: true });
  }

  /** Of the server, through the proxy. */
  get address(): string {
    return this.proxy.url + new URL(this.api.url).pathname.replace(/\/$/, '');
  }

  /** Another event on the same server. */
  another(eventId: string, status: string): Promise<EventApi> {
    return EventApi.withExport(this.api.url, springSlalom(), status, eventId);
  }

  /** Someone watches it through the proxy. */
  follow(options: Partial<LiveOptions> = {}): Follower {
    const follower = new Follower({ url: this.address, eventId: this.api.eventId, ...options });
    this.followers.push(follower);
    return follower;
  }

  /** Someone finishes. */
  async finish(athlete: 'adam' | 'ben' | 'cyril' = 'adam'): Promise<void> {
    this.seconds += 1;
    const run = { time: this.seconds * 100, pen: 0, total: this.seconds * 100 };
    const { status } = await this.api.pushResults([liveResult('single', athlete, run)]);
    if (status !== 200) throw new Error(`the result was answered with ${status}`);
  }

  async restState(): Promise<unknown> {
    return (await this.api.get('snapshot')).body.data;
  }

  /** Waits until the follower has all that there is. */
  async caughtUp(follower: Follower): Promise<void> {
    const { body } = await this.api.get('snapshot');
    await follower.at(body.id as string);
  }

  /** Waits until the follower has all that there is; it was told what the witness was, in that order, once each. */
  async missedNothing(follower: Follower): Promise<void> {
    await this.caughtUp(follower);
    await this.witness.until(({ lastId }) => lastId === follower.connection.id);
    expect(follower.ids).toEqual(this.witness.messages.map(({ id }) => id));
    expect(follower.state).toEqual(await this.restState());
  }

  async stopServer(): Promise<void> {
    await this.server.close();
  }

  /** On the same port and database; the witness does not come back. */
  async startServer(): Promise<void> {
    this.server = await this.startOn(this.server.directory);
    // The test's own kept connections to the first server are found dead by using them.
    await until(async () => (await send('GET', `${this.server.url}/health`)).status === 200);
  }
}
