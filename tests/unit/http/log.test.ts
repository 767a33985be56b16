import { errorFields } from '../../../app/log';

test('of an error its type, message, code and stack are logged, and nothing that hangs on it', () => {
  const error = Object.assign(new RangeError('what was wrong'), {
    ...{ code: 'HPE_INVALID', rawPacket: Buffer.from('a key'), config: { password: 'p' } },
  });
  const fields = errorFields(error);
  expect(fields).toEqual({
    ...{ type: 'RangeError', message: 'what was wrong', code: 'HPE_INVALID' },
    stack: expect.stringMatching(/^ {4}at .*log\.test/) as string,
  });
});

test('a long message is cut, also where the stack repeats it', () => {
  const text = JSON.stringify(errorFields(new Error('values (?, ?)\n'.repeat(10_000))));
  expect(text.length).toBeLessThan(6_000);
});

test.each([
  ['text', 'no error', { type: 'string', message: 'no error' }],
  ['nothing', undefined, { type: 'undefined', message: 'undefined' }],
])('%s that was thrown is logged, too', (_what, thrown, fields) => {
  expect(errorFields(thrown)).toEqual(fields);
});
