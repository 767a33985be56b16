import { isNextKnown } from '../../../app/web/shared/raceStates';
import { aSnapshot } from './builders';

test('who starts next is known in the race that is going on, or due', () => {
  const heard = aSnapshot({ timing: { heardAt: '2026-05-30T10:00:00.000Z', isMidRun: false } });
  expect(isNextKnown(heard, 'running')).toBe(true);
  expect(isNextKnown(heard, 'next')).toBe(true);
  expect(isNextKnown(heard, 'official')).toBe(false);
  expect(isNextKnown(aSnapshot(), 'running')).toBe(true);
});

test('who was on the way when the timing fell silent is not called next', () => {
  const lost = aSnapshot({ timing: { heardAt: '2026-05-30T10:00:00.000Z', isMidRun: true } });
  expect(isNextKnown(lost, 'running')).toBe(false);
});
