/** The package as `npm pack` makes it, in a folder of its own: without sources, and without what only building needs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, PROJECT, scratch } from '../support/serverProcess';

let folder: string;

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const node = (script: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });

beforeAll(() => {
  folder = scratch();
  const [packed] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], PROJECT),
  ) as [{ filename: string; files: { path: string }[] }];
  expect(packed.files.map(({ path }) => path)).not.toContainEqual(
    expect.stringMatching(/^(app|lib|tests)\//),
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  npm(['install', join(folder, packed.filename), ...options], folder);
  // The driver that is built already: compiling it once more would take minutes.
  const driver = 'node_modules/better-sqlite3/build/Release';
  mkdirSync(join(folder, driver), { recursive: true });
  cpSync(join(PROJECT, driver, 'better_sqlite3.node'), join(folder, driver, 'better_sqlite3.node'));
});
afterAll(endProcesses);

test('nothing that only building needs is installed', () => {
  const installed = npm(['ls', '--all', '--parseable'], folder);
  for (const name of ['typescript', 'esbuild', 'preact', 'jest']) {
    expect(installed).not.toContain(`node_modules/${name}\n`);
  }
});

test('its command explains itself', () => {
  const bin = join(folder, 'node_modules/.bin/slalom-live');
  const { status, stdout } = spawnSync(bin, ['serve', '--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('DATABASE_URL');
});

test('it can be loaded without any effect', () => {
  const files = readdirSync(folder);
  const script = `
    const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
    const before = listeners();
    const { slalomLive } = require('slalom-live');
    const { places, apply } = require('slalom-live/domain');
    const { connectLive } = require('slalom-live/client');
    console.log(JSON.stringify([before, listeners(), [slalomLive, places, apply, connectLive].map((one) => typeof one)]));
  `;
  const { status, stdout, stderr } = node(script);
  // And the process has ended by itself.
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual(files);
  const [before, after, types] = JSON.parse(stdout) as [unknown, unknown, string[]];
  expect(after).toEqual(before);
  expect(types).toEqual(['function', 'function', 'function', 'function']);
});

test('mounts into a Koa application, and closes so that the process ends', () => {
  const script = `
    const Koa = require('koa');
    const { slalomLive } = require('slalom-live');
    (async () => {
      const app = new Koa();
      const live = await slalomLive({ databaseUrl: './race.db', masterPasswords: ['a long password'], prefix: '/live' });
      app.use(live.middleware());
      const server = app.listen(0, '127.0.0.1');
      await require('events').once(server, 'listening');
      live.attach(server);
      const url = 'http://127.0.0.1:' + server.address().port + '/live';
      const answers = await Promise.all(['/health', '/', '/client.js'].map((path) => fetch(url + path)));
      console.log(answers.map(({ status }) => status).join());
      server.close();
      server.closeAllConnections();
      await live.close();
    })();
  `;
  const { status, stdout, stderr } = node(script);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '200,200,200\n', stderr: '' });
});

test('its types are enough for who has those of Koa, and strict', () => {
  for (const types of [
    'node',
    'koa',
    'koa-compose',
    'accepts',
    'content-disposition',
    'cookies',
    'http-assert',
  ]) {
    cpSync(join(PROJECT, 'node_modules/@types', types), join(folder, 'node_modules/@types', types), {
      recursive: true,
    });
  }
  writeFileSync(
    join(folder, 'host.ts'),
    `
    import Koa from 'koa';
    import { slalomLive, type PublicResult, type SlalomLiveOptions } from 'slalom-live';
    import { connectLive } from 'slalom-live/client';
    import { places, type Snapshot } from 'slalom-live/domain';
    const options: SlalomLiveOptions = {
      databaseUrl: './race.db',
      authorize: (ctx, { action, eventId }) => ctx.cookies.get('session') === 'organiser' && action !== 'deleteEvent' && eventId !== 'X',
      onCommit: ({ eventId, messages }) => console.log(eventId, messages.length),
    };
    export async function mount(app: Koa): Promise<void> {
      const live = await slalomLive(options);
      app.use(live.middleware()).use(live.routes.public);
      live.attach(app.listen(3000));
      const connection = connectLive({ url: 'http://localhost:3000', eventId: 'E' });
      connection.on('state', (state: Snapshot) => console.log(state.event.mainTitle));
      const rows: PublicResult[] = [];
      console.log(rows.length, places([]).length);
      // @ts-expect-error there is no such option
      await slalomLive({ colour: 'red' });
    }
  `,
  );
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(PROJECT, 'node_modules/typescript/bin/tsc'), ...options, '--skipLibCheck', 'host.ts'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test('without the driver of SQLite it says in one sentence what to install', () => {
  const script = `
    const { slalomLive } = require('slalom-live');
    require('module')._resolveFilename = ((resolve) => (name, ...rest) => {
      if (name === 'better-sqlite3') throw new Error('Cannot find module');
      return resolve(name, ...rest);
    })(require('module')._resolveFilename);
    slalomLive({ databaseUrl: './race.db', masterPasswords: [] }).catch(({ message }) => console.log(message));
  `;
  const { stdout, status } = node(script);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^SQLite cannot be used.*g\+\+.*PostgreSQL\n$/);
});
