import { join } from 'node:path';
import { send } from '../support/api';
import { eventually } from '../support/browser';
import { endProcesses, PROJECT, start } from '../support/serverProcess';

afterEach(endProcesses);

/** What the demo says until it is ready, without its last line. */
function welcome(): Promise<string> {
  const demo = start([join(PROJECT, 'dist/app/demo.js'), '--athletes', '30'], { PORT: '0' });
  return new Promise((resolve, reject) => {
    let said = '';
    demo.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl+C')) resolve(said);
    });
    demo.once('exit', () => {
      reject(new Error(`the demo ended: ${said}`));
    });
  });
}

test('the demo says where its pages are, each of them is there, and somebody is on the course', async () => {
  const said = await welcome();
  const addresses = [...said.matchAll(/ (http:\S+)$/gm)].map(([, address]) => address ?? '');
  const paths = addresses.map((address) => new URL(address)).map(({ pathname, search }) => pathname + search);
  const pages = paths.filter((path) => !path.startsWith('/api/'));
  expect(pages).toEqual([
    '/events/DEMO-1',
    '/events/DEMO-1/board',
    '/events/DEMO-1/board?layout=ledwall',
    '/events/DEMO-1/board?layout=overlay',
    '/events/DEMO-1/speaker',
    '/embed/DEMO-1',
    '/',
  ]);
  const { origin } = new URL(addresses[0] ?? '');
  for (const page of pages) {
    const { status, headers } = await send('GET', origin + page);
    expect([page, status, headers.get('content-type')]).toEqual([page, 200, 'text/html; charset=utf-8']);
  }
  await eventually(
    async () => (await send('GET', `${origin}/api/v1/events/DEMO-1/oncourse`)).body.oncourse as object[],
    (oncourse) => oncourse.length > 0,
  );
});
