import { runScript } from '../support/runScript';

test('a soak of half a minute, as `npm run soak` makes it: nobody misses anything', async () => {
  const ended = await runScript('tests/soak/run.ts', '--minutes', '0.5', '--viewers', '36');
  expect(ended).toEqual([0, expect.stringContaining('Nothing was missed')]);
});
