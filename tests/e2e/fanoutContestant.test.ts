/** The server as the fan-out benchmark runs it: it is built of the project's own parts, and must not fall behind them. */
import { WebSocket } from 'ws';
import { Contestant } from '../bench/fanout/Contestant';

test.each([
  ['ws', 'plain'],
  ['ws-shared', 'deflated'],
])('%s sends a snapshot and then what it is told to, %s', async (form) => {
  const entry = { name: form, group: 'ours', script: 'ours.js', args: [form] };
  const contestant = await Contestant.start(entry, 10_000);
  try {
    const { port, client } = contestant;
    const types: string[] = [];
    const socket = new WebSocket(`ws://127.0.0.1:${port}${client.path}`);
    const received = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (types.length >= count) resolve();
        };
        socket.on('message', look);
        look();
      });
    socket.on('message', (data) => {
      types.push((JSON.parse((data as Buffer).toString()) as { type: string }).type);
    });
    await received(1);
    await contestant.broadcast({ bytes: 300, count: 3, ratePerSecond: 100, burst: 1 });
    await received(4);
    expect(types).toEqual(['full', 'diff', 'diff', 'diff']);
    socket.terminate();
  } finally {
    await contestant.stop();
  }
});
