/** The built stack in a process of its host's: it leaves nothing behind, whether it opened or not, and lets requests go. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endProcesses, exitOf, freePort, PROJECT, runMain, scratch, start } from '../support/serverProcess';

afterEach(endProcesses);

/** Runs a script that has `slalomLive`; answers what it wrote. It has to end by itself. */
async function run(script: string, flags: string[] = []): Promise<string> {
  const head = `const { slalomLive } = require(${JSON.stringify(join(PROJECT, 'dist/app/index.js'))});`;
  const child = start([...flags, '-e', `${head}\n(async () => {${script}})();`], {
    NODE_PATH: join(PROJECT, 'node_modules'),
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  expect({ ...(await exitOf(child)), written }).toMatchObject({ code: 0 });
  return written;
}

const OPTIONS = `{ databaseUrl: ${JSON.stringify(':memory:')}, masterPasswords: [] }`;

describe('what does not open leaves nothing open, and says why', () => {
  test.each([
    [
      'options that are wrong',
      `{ databaseUrl: ':memory:', masterPasswords: [], maxBodyBytes: 1 }`,
      'maxBodyBytes "1"',
    ],
    ['a prefix that is none', `{ databaseUrl: ':memory:', masterPasswords: [], prefix: 'live/' }`, 'prefix'],
    ['nobody who may administer', `{ databaseUrl: ':memory:' }`, 'masterPasswords: expected'],
    ['a database that is a folder', `{ databaseUrl: '/', masterPasswords: [] }`, 'unable to open'],
    ['a file that is no database', `{ databaseUrl: TEXT, masterPasswords: [] }`, ''],
    [
      'a PostgreSQL that is away',
      `{ databaseUrl: 'postgres://127.0.0.1:1/none', keySecret: 'k'.repeat(32), masterPasswords: [] }`,
      'ECONNREFUSED',
    ],
    [
      'a registry that has such metrics already',
      `{ databaseUrl: DIRECTORY + '/race.db', masterPasswords: [], registry: TAKEN }`,
      'slalom_ingest_seconds has already been registered',
    ],
  ])('%s', async (_name, options, words) => {
    const directory = scratch();
    const written = await run(`
      const DIRECTORY = ${JSON.stringify(directory)};
      const { Registry } = require('prom-client');
      const TAKEN = new Registry();
      const first = await slalomLive({ ...${OPTIONS}, registry: TAKEN });
      await first.close();
      const TEXT = DIRECTORY + '/text.db';
      require('fs').writeFileSync(TEXT, 'no database '.repeat(1000));
      await slalomLive(${options}).then(() => console.log('it opened'), (error) => console.log(error.message));
    `);
    expect(written).not.toContain('it opened');
    expect(written).toContain(words);
    // A secret beside a database that there is, and beside no other.
    const files = readdirSync(directory);
    expect(files.includes('key-secret')).toBe(files.includes('race.db'));
  });

  test('a port that is taken', async () => {
    const port = await freePort();
    const other = start(
      ['-e', `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`],
      {},
    );
    await new Promise((resolve) => other.stdout?.once('data', resolve));
    const env = { PORT: String(port), DATABASE_URL: join(scratch(), 'race.db') };
    expect(await runMain(['serve'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is in use; set PORT to another one') as string,
    });
  });
});

test('streams that stay open let go of the requests that they began with', async () => {
  const written = await run(
    `
    const http = require('http');
    const Koa = require('koa');
    const live = await slalomLive({ ...${OPTIONS}, prefix: '/live' });
    const contexts = [];
    const app = new Koa();
    app.use(async (ctx, next) => {
      if (ctx.path.endsWith('/sse')) contexts.push(new WeakRef(ctx), new WeakRef(ctx.request), new WeakRef(ctx.state));
      await next();
    });
    app.use(live.middleware());
    const server = app.listen(0, '127.0.0.1');
    await require('events').once(server, 'listening');
    const url = 'http://127.0.0.1:' + server.address().port + '/live/api/v1/';
    const send = async (method, path, key, body) => (await fetch(url + path, {
      method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-API-Key': key },
    })).json();
    const { apiKey } = await send('POST', 'admin/events', '', { eventId: 'E', mainTitle: 'T' });
    await send('PATCH', 'admin/events/E/status', apiKey, { status: 'startlist' });
    const open = () => new Promise((resolve) => http.get(url + 'events/E/sse', { agent: false }, (answer) => answer.once('data', () => resolve(answer))));
    const streams = [];
    while (streams.length < 30) streams.push(await open());
    const turn = () => new Promise((resolve) => setTimeout(resolve, 20));
    for (let i = 0; i < 100 && contexts.some((one) => one.deref()); i += 1) { await turn(); gc(); }
    console.log('kept', contexts.filter((one) => one.deref()).length, 'of', contexts.length);
    console.log('open', streams.filter((one) => !one.destroyed).length);
    for (const stream of streams) stream.destroy();
    server.close();
    server.closeAllConnections();
    await live.close();
    `,
    ['--expose-gc'],
  );
  expect(written).toContain('open 30');
  // What the event loop's last turn holds by its own account may be one request.
  const [, kept] = /kept (\d+) of 90/.exec(written) ?? [];
  expect(Number(kept)).toBeLessThanOrEqual(3);
});
