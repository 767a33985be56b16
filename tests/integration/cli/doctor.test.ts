/** What the command `doctor` finds, here and through what stands in between. */
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { checksHere } from '../../../app/cli/checksHere';
import { checksThrough } from '../../../app/cli/checksThrough';
import type { Finding } from '../../../app/cli/doctor';
import { EventApi } from '../../support/api';
import { WS_FORMS, WsClient } from '../../support/liveClients';
import { Proxy } from '../../support/proxy';
import { springSlalom } from '../../support/springSlalom';
import { scratchDirectory, startTestServer, type TestServer } from '../../support/testServer';

const found = (findings: Finding[], check: string): Finding | undefined =>
  findings.find((finding) => finding.check === check);
const problems = (findings: Finding[]): string[] =>
  findings.filter(({ state }) => state === 'problem').map(({ check }) => check);

describe('through an address', () => {
  let server: TestServer;
  let proxy: Proxy;
  beforeEach(async () => {
    server = await startTestServer();
    proxy = await Proxy.start(() => server.url);
  });
  afterEach(async () => {
    await proxy.close();
    await server.close();
  });

  test('all is well behind a proxy that passes everything on', async () => {
    await EventApi.withExport(server.url, springSlalom());
    const findings = await checksThrough(`${proxy.url}/`, undefined);
    expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['clocks', 'pages', 'compression', 'proxy headers', 'WebSocket', 'SSE', 'poll']),
    );
  });

  test('one that knows no WebSocket, or holds streams back, is found out, and what to do is said', async () => {
    await EventApi.withExport(server.url, springSlalom());
    proxy.refusesUpgrades = true;
    proxy.holdsBack = /\/sse/;
    const findings = await checksThrough(proxy.url, undefined);
    expect(problems(findings)).toEqual(['WebSocket', 'SSE']);
    expect(found(findings, 'WebSocket')?.words).toContain('Upgrade');
    expect(found(findings, 'SSE')?.words).toContain('no message came within 5 s; switch buffering off');
  });

  test('an answer that never comes is a problem of its own, and the rest is looked at', async () => {
    await EventApi.withExport(server.url, springSlalom());
    proxy.holdsBack = /client\.js/;
    const findings = await checksThrough(proxy.url, undefined);
    expect(problems(findings)).toEqual(['compression']);
    expect(found(findings, 'poll')?.state).toBe('ok');
  });

  test("an event that takes no more viewers is told in the server's words", async () => {
    await server.close();
    server = await startTestServer({ env: { MAX_CONNECTIONS_PER_EVENT: '1' } });
    const viewer = new WsClient(await EventApi.withExport(server.url, springSlalom()), WS_FORMS['ws plain']);
    await viewer.until(({ messages }) => messages.length > 0);
    const findings = await checksThrough(server.url, undefined);
    viewer.close();
    expect(problems(findings)).toEqual(['WebSocket', 'SSE', 'poll']);
    expect(found(findings, 'SSE')?.words).toContain('ConnectionLimitReached');
  });

  test('that there is nothing to follow is a note', async () => {
    expect(found(await checksThrough(server.url, undefined), 'live channel')?.state).toBe('note');
  });

  test('headers that the proxy does not pass on are seen with the master password', async () => {
    await server.close();
    server = await startTestServer({ env: { MASTER_PASSWORDS: 'one long password', TRUST_PROXY: 'true' } });
    expect(found(await checksThrough(server.url, undefined), 'proxy headers')).toMatchObject({
      state: 'note',
      words: expect.stringContaining('SLALOM_LIVE_PASSWORD') as string,
    });
    expect(found(await checksThrough(server.url, 'one long password'), 'proxy headers')?.state).toBe('ok');
    // What a proxy for HTTPS says that the server is asked by, while the address is http.
    proxy.adds = { 'x-forwarded-proto': 'https' };
    const told = found(await checksThrough(proxy.url, 'one long password'), 'proxy headers');
    expect([told?.state, told?.words]).toEqual(['problem', expect.stringContaining('asked by https')]);
    proxy.adds = { host: 'inner.example' };
    const host = found(await checksThrough(proxy.url, 'one long password'), 'proxy headers');
    expect([host?.state, host?.words]).toEqual(['problem', expect.stringContaining('inner.example')]);
  });

  test('that another program answers, or none, or that it is no address', async () => {
    const other: Server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(problems(await checksThrough(url, undefined))).toEqual(['address']);
    other.close();
    await once(other, 'close');
    expect((await checksThrough(url, undefined))[0]?.words).toContain('does not answer: ');
    expect((await checksThrough('live.example', undefined))[0]?.words).toContain('is no address');
  });
});

describe('here', () => {
  const directory = scratchDirectory();
  const database = join(directory, 'race.db');
  const env = { DATABASE_URL: database, PORT: '0', HOST: '127.0.0.1' };

  test('before the first start nothing is wrong', async () => {
    const findings = await checksHere(env);
    expect(problems(findings)).toEqual([]);
    expect(found(findings, 'database')?.words).toContain('the first start makes it');
  });

  test('each setting that is wrong', async () => {
    const findings = await checksHere({ ...env, MAX_BODY_BYTES: 'much', TRUST_PROXY: 'perhaps' });
    expect(findings.map(({ words }) => words.split(' ')[0])).toEqual(['TRUST_PROXY', 'MAX_BODY_BYTES']);
  });

  test('a database in use, its keys, and a server that answers', async () => {
    const server = await startTestServer({ directory, env: { DATABASE_URL: database } });
    await EventApi.create(server.url);
    const { port } = new URL(server.url);
    const findings = await checksHere({ ...env, PORT: port });
    expect(problems(findings)).toEqual([]);
    expect(found(findings, 'port')?.words).toBe(`a server answers on ${port}`);
    expect(found(findings, 'database')?.words).toContain('1 events');
    await server.close();
    expect(found(await checksHere({ ...env, PORT: port }), 'port')?.state).toBe('note');
  });

  test('a server that listens on one address only', async () => {
    const only = { HOST: '127.0.0.2', MASTER_PASSWORDS: 'one long password' };
    const server = await startTestServer({ env: only });
    const { port } = new URL(server.url);
    const findings = await checksHere({ ...env, ...only, PORT: port });
    expect(found(findings, 'port')?.words).toBe(`a server answers on ${port}`);
    await server.close();
  });

  test('a secret that others can read, that is of other keys, or that is gone', async () => {
    const secret = join(directory, 'key-secret');
    chmodSync(secret, 0o644);
    expect(found(await checksHere(env), 'key secret')?.words).toContain('chmod 600');
    writeFileSync(secret, 'another secret that is long enough for it');
    expect(found(await checksHere(env), 'key secret')?.words).toContain('is not the one of these events');
    const given = await checksHere({ ...env, KEY_SECRET: 'a third secret that is long enough for it' });
    expect(found(given, 'key secret')?.words).toContain('KEY_SECRET is not the one');
  });

  test('a port of another program, and a file that is no database', async () => {
    const other = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    writeFileSync(database, 'no database');
    const findings = await checksHere({ ...env, PORT: String(port) });
    expect(problems(findings)).toEqual(['port', 'database']);
    other.close();
  });
});
