import { send, type Answer } from '../support/api';
import { startTestServer, type TestServer } from '../support/testServer';

export const MASTER = { 'X-Master-Key': 'under-the-bridge' };

/** The server that is attacked, and what its log complains of. */
export class Target {
  readonly complaints: string[] = [];
  /** How often each status was answered. */
  readonly statuses = new Map<number, number>();

  private constructor(private readonly server: TestServer) {}

  static async start(): Promise<Target> {
    const target: { current?: Target } = {};
    const server = await startTestServer({
      env: {
        ...{ MASTER_PASSWORDS: MASTER['X-Master-Key'], LOG_LEVEL: 'error', REQUEST_SECONDS: '5' },
        MAX_AUTH_FAILURES: '100000',
      },
      logTo: { write: (line) => void target.current?.complaints.push(line) },
    });
    return (target.current = new Target(server));
  }

  get url(): string {
    return this.server.url;
  }

  /** Throws where an answer is none that the documents know: any 5xx, an error without words, a body that is not JSON. */
  check(answer: Answer): void {
    const { status, body, headers } = answer;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const said = `${status} ${JSON.stringify(body).slice(0, 300)}`;
    if (status >= 500) throw new Error(`answered ${said}`);
    const isJson = headers.get('content-type')?.includes('json') === true;
    if (isJson && status >= 400 && !(body.error && typeof body.message === 'string'))
      throw new Error(`refused without words: ${said}`);
  }

  /** Throws where the server is not there any more, or has met with what it did not expect. */
  async checkAlive(): Promise<void> {
    const { status } = await send('GET', `${this.url}/health`);
    if (status !== 200) throw new Error(`/health answers ${status}`);
    const [complaint] = this.complaints.splice(0);
    if (complaint !== undefined) throw new Error(`the log says ${complaint}`);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
