import type { CDPSession } from 'playwright-core';
import { livePushes } from '../../../lib/simulator/livePushes';
import { simulateRaceDay } from '../../../lib/simulator/raceDay';
import { EventApi } from '../../support/api';
import { describeInBrowser, setStage, Visitor } from '../../support/browser';

/** What the page holds after a forced collection: bytes of the heap, elements of the document, listeners. */
async function heldBy(cdp: CDPSession): Promise<{ bytes: number; nodes: number; listeners: number }> {
  // Twice: what the first one finalises, the second one takes.
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize: bytes } = await cdp.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners: listeners } = await cdp.send('Memory.getDOMCounters');
  return { bytes, nodes, listeners };
}

/** Everything that the bridge sends over a race day, as fast as the server takes it. */
async function playDay(event: EventApi, seed: number): Promise<number> {
  const plan = simulateRaceDay({ seed, athletesPerClass: 5, classes: ['K1M', 'C1W'] });
  let pushes = 0;
  for (const push of livePushes(plan, { xmlEverySeconds: 300 })) {
    if (push.kind === 'status') continue;
    const answer = await event.ingest(push.kind, push.body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    pushes += 1;
  }
  return pushes;
}

describeInBrowser('a board that was left open', () => {
  const stage = setStage();

  // A day before the one that is measured: a browser compiles what is used, once, and the lists fill.
  test('holds no more after another race day than after the one before', async () => {
    const event = await EventApi.create(stage.server.url, 'HEAP');
    await event.moveTo('running');
    const { page, mistakes } = await Visitor.open(stage.browser, `${stage.server.url}/events/HEAP/board`, {
      size: 'wall',
    });
    await page.locator('.board[data-phase=live]').waitFor();
    const cdp = await page.context().newCDPSession(page);

    await playDay(event, 5);
    const before = await heldBy(cdp);
    const pushes = await playDay(event, 6);
    const after = await heldBy(cdp);

    expect(pushes).toBeGreaterThan(2_000);
    expect(after.bytes / before.bytes).toBeLessThan(1.1);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners);
    // A screen's worth: boats, a page of the list, a finisher.
    expect(after.nodes).toBeLessThan(1_500);
    expect(mistakes).toEqual([]);
  });
});
