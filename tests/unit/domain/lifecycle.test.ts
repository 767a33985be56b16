import {
  EVENT_STATUSES,
  acceptsIngest,
  canTransition,
  isPublic,
  validTransitions,
} from '../../../lib/domain/lifecycle';
import type { EventStatus } from '../../../lib/domain/lifecycle';

const allowed: [EventStatus, EventStatus[]][] = [
  ['draft', ['startlist']],
  ['startlist', ['running', 'draft']],
  ['running', ['finished']],
  ['finished', ['official', 'running']],
  ['official', []],
];

test.each(allowed)('an event that is %s may become %j and nothing else', (from, next) => {
  expect(validTransitions(from)).toEqual(next);
  expect(EVENT_STATUSES.filter((to) => canTransition(from, to)).sort()).toEqual([...next].sort());
});

test('a caller who changes the list of transitions changes nothing for others', () => {
  validTransitions('draft').push('official');
  expect(canTransition('draft', 'official')).toBe(false);
});

test.each([
  ['draft', 'xml'],
  ['startlist', 'xml'],
  ['running', 'xml oncourse results'],
  ['finished', 'xml results'],
  ['official', ''],
] as const)('an event that is %s takes these kinds of data: %s', (status, kinds) => {
  const taken = (['xml', 'oncourse', 'results'] as const).filter((kind) => acceptsIngest(status, kind));
  expect(taken.join(' ')).toBe(kinds);
});

test('only a draft is hidden from the public', () => {
  expect(EVENT_STATUSES.filter((status) => !isPublic(status))).toEqual(['draft']);
});
