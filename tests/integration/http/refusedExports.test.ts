import fc from 'fast-check';
import { EventApi, type Answer } from '../../support/api';
import { messagesOf, publicState } from '../../support/snapshots';
import { springSlalom } from '../../support/springSlalom';
import { startTestServer, type TestServer } from '../../support/testServer';

/** Refused whole: 400 that names the place, no row changed, no message sent. */
let server: TestServer;
let event: EventApi;
beforeAll(async () => {
  server = await startTestServer();
  event = await EventApi.withExport(server.url, springSlalom(), 'running');
});
afterAll(() => server.close());

/** Would change a result if it were taken. */
const CHANGED = springSlalom({
  runs: [{ race: 'single', athlete: 'adam', Time: 80_000, Pen: 2, Total: 82_000 }],
});
const cutAt = (text: string): string => CHANGED.slice(0, CHANGED.lastIndexOf(text) + text.length);

async function refused(push: () => Promise<Answer>): Promise<Answer['body']> {
  const before = await publicState(event);
  let answer: Answer | undefined;
  const messages = await messagesOf(event, async () => {
    answer = await push();
  });
  await event.setConfig({ activeRaceId: before.config.activeRaceId });
  expect(messages).toEqual([]);
  expect(await publicState(event)).toEqual(before);
  expect(answer?.status).toBe(400);
  return answer?.body;
}

const XML_CASES: [what: string, xml: string, message: RegExp][] = [
  ['no XML at all', 'hello', /it begins with "hello"/],
  ['empty', '', /./],
  ['cut off in the middle of a tag', cutAt('</CourseDa'), /^line \d+/],
  ['cut off in the middle of a text', cutAt('<CourseConfig>NN'), /^line \d+/],
  ['cut off at the end of an element', cutAt('</CourseData>'), /^line \d+/],
  ['cut off before its root is closed', cutAt('</Events>'), /^line \d+.*Canoe123Data/s],
  ['closed by the wrong tag', CHANGED.replace('</Schedule>', '</Results>'), /^line \d+/],
  ['followed by something else', `${CHANGED}<more/>`, /^line \d+/],
  ['of another root', '<html><body/></html>', /line 1: the root element is <html>, not <Canoe123Data>/],
  ['with a bare ampersand', CHANGED.replace('Spring', '&').replace('Kayak men', 'Kayak & men'), /^line \d+/],
  [
    'with an entity bomb',
    `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${CHANGED.replace('<?xml version="1.0" standalone="yes"?>\n', '')}`,
    /<!DOCTYPE>/,
  ],
];

test.each(XML_CASES)(
  'an export that is %s is 400, names the place and changes nothing',
  async (_what, xml, message) => {
    for (const push of [
      () => event.pushXml(xml),
      () => event.ingest('xml', Buffer.from(xml), { 'Content-Type': 'application/xml' }),
    ]) {
      const body = await refused(push);
      expect(body).toMatchObject({ error: 'InvalidExport', message: expect.stringMatching(message) });
    }
  },
);

test('the place is also there for programs: line, and element where there is one', async () => {
  const xml = CHANGED.slice(0, CHANGED.indexOf('</Participants>'));
  const body = await refused(() => event.pushXml(xml));
  expect(body).toMatchObject({ line: xml.split('\n').length, element: 'Participants' });
});

test('an export cut off anywhere before its end is refused', async () => {
  const whole = CHANGED.trimEnd();
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
      const { status, body } = await event.pushXml(whole.slice(0, length));
      expect([status, body.error]).toEqual([400, 'InvalidExport']);
    }),
    { numRuns: 60 },
  );
  expect((await event.get('results/K1M_SR_6')).body.results[0].time).toBeNull();
});

const JSON_CASES: [what: string, body: unknown, error: string][] = [
  ['JSON without xml', {}, 'ValidationError'],
  ['JSON whose xml is null', { xml: null }, 'ValidationError'],
  ['JSON whose xml is a number', { xml: 1 }, 'ValidationError'],
  ['JSON null', 'null', 'ValidationError'],
  ['a JSON list', '["<Canoe123Data/>"]', 'ValidationError'],
  ['malformed JSON', `{"xml": "<Canoe123Data`, 'InvalidJson'],
  ['nothing at all', '', 'InvalidJson'],
];

test.each(JSON_CASES)('%s is 400 and says what would be right', async (_what, body, error) => {
  const answer = await refused(() => event.ingest('xml', body, { 'Content-Type': 'application/json' }));
  expect(answer).toEqual({ error, message: expect.any(String) });
  if (error === 'ValidationError') expect(answer.message).toContain('{"xml": "<Canoe123Data …>"}');
});

test('bytes that are not UTF-8 are 400', async () => {
  const latin1 = Buffer.from(CHANGED, 'latin1');
  const body = await refused(() => event.ingest('xml', latin1, { 'Content-Type': 'text/xml' }));
  expect(body).toMatchObject({ error: 'InvalidExport', message: expect.stringMatching(/UTF-8/) });
});

test('after all these refusals the whole export is taken', async () => {
  expect((await event.pushXml(CHANGED)).status).toBe(200);
  expect((await event.get('results/K1M_SR_6')).body.results[0]).toMatchObject({ bib: '1', total: 8200 });
});
