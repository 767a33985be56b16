import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server that is measured, in one form. */
export interface Entry {
  name: string;
  /** What `--only` chooses by. */
  group: string;
  script: string;
  args: string[];
  /** Where more would only measure how long it takes. */
  maxConnections?: number;
  /** Sits out what says nothing new about it: storms, memory, stuck readers. */
  isBroadcastOnly?: boolean;
}

const NGINX = '/usr/sbin/nginx';
const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';

const nchan = (form: string): Entry => ({
  name: `nchan ${form === 'ws' ? 'ws' : 'SSE'}`,
  group: 'nchan',
  script: 'nchan.js',
  args: [form, NGINX, NCHAN],
});

const ours = (name: string, form: string): Entry => ({
  name: `ours ${name}`,
  group: 'ours',
  script: 'ours.js',
  args: [form],
});

const ENTRIES: Entry[] = [
  { name: 'bare net', group: 'net', script: 'net.js', args: [] },
  ours('ws', 'ws'),
  ours('ws deflated once', 'ws-deflated'),
  ours('ws shared context', 'ws-shared'),
  ours('SSE', 'sse'),
  ours('SSE gzip', 'sse-gzip'),
  nchan('ws'),
  nchan('sse'),
  { name: 'ws loop', group: 'ws', script: 'ws.js', args: ['plain'] },
  {
    name: 'ws deflate each',
    group: 'ws',
    script: 'ws.js',
    args: ['deflate'],
    maxConnections: 1_000,
    isBroadcastOnly: true,
  },
  { name: '@fastify/websocket', group: 'fastify', script: 'fastifyWebsocket.js', args: [] },
  { name: 'socket.io', group: 'socket.io', script: 'socketIo.js', args: [] },
  { name: 'better-sse', group: 'better-sse', script: 'betterSse.js', args: [] },
];

/** The contestants that are there, and sentences about those that are not. */
export function findContestants(only: string[] | null): { entries: Entry[]; missing: string[] } {
  const known = new Set(ENTRIES.map(({ group }) => group));
  const unknown = only?.filter((group) => !known.has(group)) ?? [];
  if (unknown.length > 0) throw new Error(`no contestant is called ${unknown.join(', ')}`);
  const chosen = ENTRIES.filter(({ group }) => only === null || only.includes(group));
  const hasNchan = existsSync(NGINX) && existsSync(NCHAN);
  return {
    entries: chosen.filter(({ group }) => group !== 'nchan' || hasNchan),
    missing:
      hasNchan || !chosen.some(({ group }) => group === 'nchan')
        ? []
        : [
            'nchan: not installed (Debian: libnginx-mod-nchan); its rows and the goals against it are left out.',
          ],
  };
}

/** Names and versions of what was measured against. */
export function versions(entries: Entry[]): string {
  const installed = (name: string): string => {
    const file = join(__dirname, 'node_modules', name, 'package.json');
    return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
  };
  const packages: Record<string, string[]> = {
    ws: ['ws'],
    fastify: ['@fastify/websocket', 'fastify'],
    'socket.io': ['socket.io'],
    'better-sse': ['better-sse'],
  };
  const groups = new Set(entries.map(({ group }) => group));
  const names = Object.entries(packages).flatMap(([group, list]) => (groups.has(group) ? list : []));
  return [...names.map(installed), ...(groups.has('nchan') ? [nginxVersion()] : [])].join(', ');
}

function nginxVersion(): string {
  const told = (command: string, words: string[]): string => {
    try {
      return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return 'of unknown version';
    }
  };
  return `nginx ${told('dpkg-query', ['-W', '-f=${Version}', 'nginx'])} with nchan ${told('dpkg-query', ['-W', '-f=${Version}', 'libnginx-mod-nchan'])}`;
}
