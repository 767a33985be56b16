import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/serverProcess';

const PROGRAM = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'].find((path) =>
  existsSync(path),
);
/** The configuration that operators get. */
const CONFIGURATION = join(__dirname, '../../../specs/nginx-cache.conf');

const START_MS = 5_000;

/** nginx in front of a server, with the configuration of the specs. */
export class Nginx {
  private constructor(
    readonly port: number,
    private readonly directory: string,
    private readonly child: ChildProcess,
  ) {}

  /** What is installed, for example `nginx/1.22.1`; null where nothing is. */
  static version(): string | null {
    if (PROGRAM === undefined) return null;
    return spawnSync(PROGRAM, ['-v'], { encoding: 'utf8' }).stderr.replace(/^.*: /, '').trim();
  }

  /** In front of the server on this port. Rejects where it does not start. */
  static async start(origin: number): Promise<Nginx> {
    const directory = mkdtempSync(join(tmpdir(), 'slalom-live-nginx-'));
    const port = await freePort();
    const site = readFileSync(CONFIGURATION, 'utf8')
      .replace('/var/cache/nginx/slalom-live', `${directory}/cache`)
      .replace('127.0.0.1:3000', `127.0.0.1:${origin}`)
      .replace('listen 80;', `listen 127.0.0.1:${port} backlog=4096;`);
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, around(directory, site));
    const child = spawn(PROGRAM ?? '', ['-p', directory, '-c', file], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const nginx = new Nginx(port, directory, child);
    const giveUpAt = performance.now() + START_MS;
    while (!(await listens(port))) {
      if (performance.now() > giveUpAt) {
        await nginx.stop();
        throw new Error('nginx did not start');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return nginx;
  }

  /** The requests that it passed on to the server so far. */
  passedOn(): number {
    return readFileSync(join(this.directory, 'passed.log'), 'utf8').split('\n').length - 1;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What stands around a site in Debian's configuration, with folders and limits of this run. */
const around = (directory: string, site: string): string => `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${directory}/nginx.pid;
error_log ${directory}/error.log error;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 19900; }
http {
  log_format passed '$request_uri $upstream_status';
  access_log ${directory}/passed.log passed if=$upstream_status;
  tcp_nodelay on;
  keepalive_requests 1000000;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
${site}
}
`;

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
