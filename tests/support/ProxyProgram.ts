import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { needing } from './optional';
import { freePort } from './serverProcess';
import { scratchDirectory } from './testServer';

/** The configurations that operators get. */
const DEPLOY = join(__dirname, '../../specs/deploy');

/** Where a proxy listens, what it stands in front of, and where it may write. */
interface Place {
  port: number;
  /** The server's port on this machine. */
  origin: number;
  directory: string;
  /** With which it serves over TLS; null for plain HTTP, so that every client of the tests can come. */
  tls: Certificate | null;
}

/** A certificate of its own making for 127.0.0.1, as files. */
interface Certificate {
  certificate: string;
  key: string;
  /** One after the other. */
  both: string;
}

/** A program that stands in front of the server, and how it is run by a configuration of ours. */
export interface ProxyKind {
  program: string;
  configuration: (place: Place) => string;
  args: (file: string, place: Place) => string[];
}

/** A configuration of ours, in front of a server of the tests; `changes` are what only the tests need. */
function deployed(name: string, { origin }: Place, changes: [RegExp | string, string][]): string {
  let text = readFileSync(join(DEPLOY, name), 'utf8').replace('127.0.0.1:3000', `127.0.0.1:${origin}`);
  for (const [from, to] of changes) {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${name} has no ${String(from)}`);
    text = changed;
  }
  return text;
}

/** What stands around a site in Debian's configuration, with folders and limits of this run. */
const inNginx = (directory: string, site: string): string => `
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

const nginx = (site: (place: Place) => string): ProxyKind => ({
  program: '/usr/sbin/nginx',
  configuration: (place) => inNginx(place.directory, site(place)),
  args: (file, { directory }) => ['-p', directory, '-c', file],
});

/** Modules that Debian has on where its package was installed, and those that the configuration names. */
const APACHE_MODULES = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'proxy_wstunnel', 'headers'];

/** By name. */
export const PROXIES = {
  nginx: nginx((place) =>
    deployed(
      'nginx.conf',
      place,
      place.tls
        ? [
            ['listen 443', `listen 127.0.0.1:${place.port}`],
            [/(ssl_certificate +).*;/, `$1${place.tls.certificate};`],
            [/(ssl_certificate_key +).*;/, `$1${place.tls.key};`],
          ]
        : [
            ['listen 443 ssl http2;', `listen 127.0.0.1:${place.port};`],
            [/\n +ssl_\w+ .*;/g, ''],
          ],
    ),
  ),
  'nginx with a cache': nginx((place) =>
    deployed('nginx-cache.conf', place, [
      ['/var/cache/nginx/slalom-live', `${place.directory}/cache`],
      ['listen 80;', `listen 127.0.0.1:${place.port} backlog=4096;`],
    ]),
  ),
  /** As it is where somebody wrote one line: HTTP/1.0 to the server, no upgrades, everything buffered. */
  'nginx with its defaults': nginx(
    ({ port, origin }) =>
      `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${origin}; } }`,
  ),
  Caddy: {
    program: '/usr/bin/caddy',
    configuration: (place) =>
      `{\n\tadmin off\n\tauto_https off\n}\n${deployed('Caddyfile', place, [
        [
          'live.example.org {',
          place.tls
            ? `https://127.0.0.1:${place.port} {\n\ttls ${place.tls.certificate} ${place.tls.key}`
            : `http://127.0.0.1:${place.port} {`,
        ],
      ])}`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  Apache: {
    program: '/usr/sbin/apache2',
    configuration: (place) =>
      [
        `ServerRoot ${place.directory}`,
        `PidFile ${place.directory}/apache.pid`,
        `ErrorLog ${place.directory}/error.log`,
        'ServerName live.example.org',
        `Listen 127.0.0.1:${place.port}`,
        ...[...APACHE_MODULES, ...(place.tls ? ['ssl'] : [])].map(
          (name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`,
        ),
        ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
        deployed('apache.conf', place, [
          ['<VirtualHost *:443>', `<VirtualHost 127.0.0.1:${place.port}>`],
          ...(place.tls
            ? ([
                [/(SSLCertificateFile +).*/, `$1${place.tls.certificate}`],
                [/(SSLCertificateKeyFile +).*/, `$1${place.tls.key}`],
              ] as [RegExp, string][])
            : ([[/\n +SSL\w+ .*/g, '']] as [RegExp, string][])),
        ]),
      ].join('\n'),
    args: (file) => ['-f', file, '-DFOREGROUND'],
  },
  HAProxy: {
    program: '/usr/sbin/haproxy',
    configuration: (place) =>
      deployed('haproxy.cfg', place, [
        place.tls
          ? [/bind :443 ssl crt \S+/, `bind 127.0.0.1:${place.port} ssl crt ${place.tls.both}`]
          : [/bind :443 .*/, `bind 127.0.0.1:${place.port}`],
      ]),
    args: (file) => ['-db', '-f', file],
  },
} satisfies Record<string, ProxyKind>;

const START_MS = 20_000;

/** Tests with proxies of Debian. */
export const { describe: describeWithProxies } = needing(
  Object.values<ProxyKind>(PROXIES).every(({ program }) => existsSync(program)),
  'install nginx, caddy, apache2 and haproxy',
);

/** A proxy that runs, in front of a server of this machine. */
export class ProxyProgram {
  private constructor(
    readonly port: number,
    /** In which it writes. */
    readonly directory: string,
    private readonly child: ChildProcess,
    /** Which clients have to trust; null for plain HTTP. */
    readonly certificate: string | null,
  ) {}

  /** What is installed, for example `nginx/1.22.1`; null where nothing is. */
  static version({ program }: ProxyKind): string | null {
    if (!existsSync(program)) return null;
    return spawnSync(program, ['-v'], { encoding: 'utf8' }).stderr.replace(/^.*: /, '').trim();
  }

  /** In front of the server on this port, for clients over TLS where that is said. Rejects where it does not start. */
  static async start(kind: ProxyKind, origin: number, { isTls = false } = {}): Promise<ProxyProgram> {
    const directory = scratchDirectory();
    const tls = isTls ? makeCertificate(directory) : null;
    const place = { port: await freePort(), origin, directory, tls };
    // Apache's own user has to get at it.
    chmodSync(directory, 0o755);
    mkdirSync(join(directory, 'home'));
    const file = join(directory, 'configuration');
    writeFileSync(file, kind.configuration(place));
    const child = spawn(kind.program, kind.args(file, place), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH, HOME: join(directory, 'home') },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const proxy = new ProxyProgram(
      place.port,
      directory,
      child,
      tls && readFileSync(tls.certificate, 'utf8'),
    );
    const giveUpAt = performance.now() + START_MS;
    while (!(await listens(place.port))) {
      if (performance.now() > giveUpAt || child.exitCode !== null) {
        await proxy.stop();
        throw new Error(`${kind.program} did not start: ${said}`);
      }
      await sleep(50);
    }
    return proxy;
  }

  get url(): string {
    return `${this.certificate === null ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGTERM');
      // Some wait for connections that stay.
      const patience = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(patience);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function makeCertificate(directory: string): Certificate {
  const [certificate, key, both] = ['cert.pem', 'key.pem', 'both.pem'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      ...files,
      ...subject,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  for (const file of [key, both]) chmodSync(file, 0o644);
  return { certificate, key, both };
}

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
