import { EventApi } from '../../support/api';
import { countTouchedRows, messagesOf } from '../../support/snapshots';
import { liveResult, springSlalom, type SpringSlalomOptions } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

/** During racing an export comes every few seconds and differs in one or two results. */
let server: TestServer;
let touched: Awaited<ReturnType<typeof countTouchedRows>>;
let event: EventApi;
let created = 0;
const DAY: SpringSlalomOptions = {
  runs: [
    { race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000, Gates: '  0  2  0  0  0' },
    { race: 'heat', athlete: 'ben', Time: 1_000, Rnk: 1, HeatNr: 1, RoundNr: 1, Qualified: 'Q' },
  ],
};

beforeAll(async () => {
  server = await startTestServer();
  touched = await countTouchedRows(server.databaseUrl);
});
afterAll(async () => {
  await touched.close();
  await server.close();
});
beforeEach(async () => {
  event = await EventApi.withExport(server.url, springSlalom(DAY), 'running', `AGAIN-${++created}`);
  await touched.take();
});

const withRun = (run: NonNullable<SpringSlalomOptions['runs']>[number]): string =>
  springSlalom({ runs: [...(DAY.runs ?? []), run] });

test('the same export again writes no row and sends no message', async () => {
  let written: string[] = [];
  const messages = await messagesOf(event, async () => {
    const { status, body } = await event.pushXml(springSlalom(DAY));
    expect(status).toBe(200);
    expect(body.imported.results).toBe(14);
    written = await touched.take();
  });
  expect(written).toEqual([]);
  expect(messages).toEqual([]);
});

test('the same export in another order of its sections says nothing new', async () => {
  const xml = springSlalom(DAY);
  const events = /<Events>[\s\S]*<\/Events>\n/.exec(xml)?.[0] ?? '';
  const reordered = xml.replace(events, '').replace('  <Participants>', `  ${events}  <Participants>`);
  const messages = await messagesOf(event, async () => {
    expect((await event.pushXml(reordered)).status).toBe(200);
    expect(await touched.take()).toEqual([]);
  });
  expect(messages).toEqual([]);
});

test('one changed result writes one row and sends one diff with the rows that moved', async () => {
  const run = { race: 'single', athlete: 'ben', Time: 79_000, Pen: 0, Total: 79_000 } as const;
  let written: string[] = [];
  const messages = await messagesOf(event, async () => {
    await event.pushXml(withRun(run));
    written = await touched.take();
  });
  expect(written).toEqual(['update results', 'insert live_messages']);
  expect(messages).toEqual([
    {
      type: 'diff',
      id: expect.any(String),
      at: expect.any(String),
      data: {
        raceId: 'K1M_SR_6',
        results: [
          expect.objectContaining({ bib: '2', rnk: 1, total: 7900, totalBehind: '0.00' }),
          expect.objectContaining({ bib: '1', rnk: 2, total: 8200, totalBehind: '+3.00' }),
        ],
      },
    },
  ]);
});

test('a change that the public cannot see writes its row and sends nothing', async () => {
  const messages = await messagesOf(event, async () => {
    await event.pushXml(withRun({ race: 'single', athlete: 'ben', RnkOrder: 2 }));
    expect(await touched.take()).toEqual(['update results']);
  });
  expect(messages).toEqual([]);
});

test('a row that is gone is deleted, and whoever watches gets everything anew', async () => {
  const xml = springSlalom({ ...DAY, without: (_, row) => row.Id === '13.K1M' && row.RaceId === 'K1M_SR_6' });
  const messages = await messagesOf(event, async (board) => {
    const known = board.messages.length;
    await event.pushXml(xml);
    expect(await touched.take()).toEqual(['delete results', 'insert live_messages']);
    await board.until(({ messages: taken }) => taken.length > known);
  });
  expect(messages.map(({ type }) => type)).toEqual(['full']);
});

test('the same export after the same live result sends nothing', async () => {
  await event.pushResults([liveResult('single', 'ben', { time: 7900, pen: 0, total: 7900 })]);
  const xml = withRun({ race: 'single', athlete: 'ben', Time: 79_000, Pen: 0, Total: 79_000 });
  await touched.take();
  const messages = await messagesOf(event, () => event.pushXml(xml));
  expect(messages).toEqual([]);
});
