/** What a script on a page of another site may ask and read, in a browser, whose rules these are. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { EventApi } from '../support/api';
import { launchBrowser, testInBrowser } from '../support/browser';
import { springSlalom } from '../support/springSlalom';
import { startTestServer, type TestServer } from '../support/testServer';

let server: TestServer;
let event: EventApi;
let otherSite: Server;
let browser: Browser;
let page: Page;

beforeEach(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom());
  otherSite = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<title>A club</title>');
  }).listen(0, '127.0.0.1');
  await once(otherSite, 'listening');
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(otherSite.address() as AddressInfo).port}/`);
});
afterEach(async () => {
  await browser.close();
  otherSite.close();
  await server.close();
});

/** Asks from within the page; null where the browser keeps the answer from it. */
const ask = (url: string, method = 'GET', headers: Record<string, string> = {}) =>
  page.evaluate(
    async (asked) => {
      try {
        const init = { method: asked.method, headers: asked.headers };
        const answer = await fetch(asked.url, asked.method === 'GET' ? init : { ...init, body: '{}' });
        return { status: answer.status, etag: answer.headers.get('ETag') };
      } catch {
        return null;
      }
    },
    { url, method, headers },
  );

testInBrowser('it reads what is public, with headers of its own, and whether that has changed', async () => {
  for (const path of ['snapshot', 'oncourse', 'poll?wait=0']) {
    const url = `${server.url}/api/v1/events/TEST/${path}`;
    // Headers that not every script may send, so the browser asks beforehand.
    const headers = { 'X-Request-Id': 'club', 'If-None-Match': '"other"', 'Last-Event-ID': '1' };
    expect([path, (await ask(url, 'GET', headers))?.status]).toEqual([path, 200]);
  }
  const snapshot = await ask(`${server.url}/api/v1/events/TEST/snapshot`);
  expect(snapshot?.etag).toMatch(/^W\/"/);
  expect((await ask(`${server.url}/api/v1/events/NONE/snapshot`))?.status).toBe(404);
});

testInBrowser('it may neither push nor administer', async () => {
  const headers = { 'X-API-Key': event.apiKey, 'Content-Type': 'application/json' };
  expect(await ask(`${server.url}/api/v1/ingest/results`, 'POST', headers)).toBeNull();
  expect(await ask(`${server.url}/api/v1/admin/events/TEST/config`, 'GET', headers)).toBeNull();
  expect(await ask(`${server.url}/api/v1/admin/events`)).toBeNull();
});
