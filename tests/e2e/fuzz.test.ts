import { runScript } from '../support/runScript';

test('half a minute of odd input, as `npm run fuzz` makes it: everything is taken or refused in words', async () => {
  const ended = await runScript('tests/fuzz/run.ts', '--minutes', '0.5');
  expect(ended).toEqual([0, expect.stringContaining('Nothing was found.')]);
});
