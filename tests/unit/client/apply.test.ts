import { apply } from '../../../lib/domain/apply';
import type { Snapshot } from '../../../lib/domain/views';
import { RACES, aConfig, aResult, aRow, anOnCourse, anEvent, snapshotOf } from '../domain/builders';

const FINAL = 'K1M_ST_FIN_7';
const state = snapshotOf(
  { races: RACES, results: [aResult(FINAL, '1', { time: 8000 }), aResult(FINAL, '2', { time: 8100 })] },
  anEvent(),
  [anOnCourse(FINAL, '1')],
);
const diff = (data: Parameters<typeof apply>[1] & { type: 'diff' }) => apply(state, data);

test('a full message is all there is from then on', () => {
  const other: Snapshot = { ...state, races: [] };
  expect(apply(null, { type: 'full', data: other })).toBe(other);
  expect(apply(state, { type: 'full', data: other })).toBe(other);
});

test('rows replace those with their bib, new ones join, and the list is in order again', () => {
  const rows = [aRow('2', { rnk: 1 }), aRow('1', { rnk: 2 }), aRow('10', { startOrder: 1 })];
  const after = diff({ type: 'diff', data: { raceId: FINAL, results: [...rows].reverse() } });
  expect(after?.results[FINAL]).toEqual(rows);
});

test('rows of a race not held yet begin its list', () => {
  const after = diff({ type: 'diff', data: { raceId: 'constructor', results: [aRow('1')] } });
  expect(after?.results['constructor']).toEqual([aRow('1')]);
});

test('the on-course list, the status and the configuration are replaced where the message has them', () => {
  const config = aConfig({ showOnCourse: false });
  expect(diff({ type: 'diff', data: { oncourse: [], status: 'finished', config } })).toEqual({
    ...state,
    oncourse: [],
    config,
    event: anEvent({ status: 'finished' }),
  });
});

test('what a message does not touch stays the same object, and what was held is not altered', () => {
  const held = structuredClone(state);
  const after = diff({ type: 'diff', data: { raceId: FINAL, results: [aRow('1', { rnk: 3 })] } });
  expect(after?.results['K1M_ST_BR1_6']).toBe(state.results['K1M_ST_BR1_6']);
  expect(after?.startlists).toBe(state.startlists);
  expect(after?.event).toBe(state.event);
  expect(state).toEqual(held);
});

test('a request to read anew changes nothing by itself', () => {
  expect(apply(state, { type: 'refresh' })).toBe(state);
});

test('a diff before any full message has nothing to change', () => {
  expect(apply(null, { type: 'diff', data: { status: 'finished' } })).toBeNull();
});
