/** How long the event loop is held up by an import that many watch. */
import { exportXml, raceDayOfSize } from '../../../lib/simulator/exportXml';
import { EventApi } from '../../support/api';
import { benchServer } from '../measure';
import { firstLine } from '../within';
import type { Bench } from './fanOut';
import { LoadClient } from './LoadClient';

const IMPORT = { bytes: 5e6, conns: 1_000 };
/** By what viewers offer; nothing is offered by a bare client, compression by browsers. */
const VIEWERS = {
  plain: {},
  compressed: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' },
};

export async function measureImport(bench: Bench): Promise<void> {
  for (const [name, headers] of Object.entries(VIEWERS)) await measureWith(bench, name, headers);
}

async function measureWith(
  { program, results, progress }: Bench,
  viewers: string,
  offered: Record<string, string>,
): Promise<void> {
  progress(`import of 5 MB, watched, ${viewers}`);
  const server = await benchServer();
  try {
    const xml = exportXml(raceDayOfSize(IMPORT.bytes, { seed: 1 }), 'end');
    const event = await EventApi.create(server.url, 'FANOUT');
    await event.moveTo('running');
    const { port } = new URL(server.url);
    const load = new LoadClient(program, Number(port), {
      protocol: 'ws',
      coding: viewers === 'plain' ? 'plain' : 'deflate',
      path: '/api/v1/events/FANOUT/ws',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'c2xhbG9tLWxpdmUtYmVuYw==',
        ...offered,
      },
    });
    await load.connect(IMPORT.conns);
    /** The worst delay until everyone has what the import told. */
    const pushed = (body: string): Promise<number> =>
      server.worstDelayDuring(async () => {
        await load.count(1, async () => {
          const { status } = await event.pushXml(body);
          if (status !== 200) throw new Error(`the import answered ${status}`);
        });
      });
    results.add(viewers, 'import first', 0, await pushed(xml));
    results.add(viewers, 'import again', 0, await pushed(withOneChanged(xml)));
    await load.close();
  } catch (error) {
    results.notes.add(`The watched import was left out: ${firstLine(error)}`);
  } finally {
    await server.stop();
  }
}

/** The same export with one athlete a tenth of a second slower. */
const withOneChanged = (xml: string): string =>
  xml.replace(
    /<Time>(\d+)<\/Time>([^]*?)<Total>(\d+)<\/Total>/,
    (_, time: string, between: string, total: string) =>
      `<Time>${Number(time) + 100}</Time>${between}<Total>${Number(total) + 100}</Total>`,
  );
