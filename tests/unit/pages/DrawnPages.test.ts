import { DrawnPages } from '../../../app/pages/DrawnPages';
import type { EventDrawing, WholeEvent } from '../../../app/web/event/drawing';
import type { FirstState } from '../../../app/web/shared/firstState';

/** Pages of an event with the races A and B, with how often one was drawn. */
function open() {
  const clock = { now: 0 };
  let drawings = 0;
  const drawing: EventDrawing = {
    open: ({ id }) => ({ message: { id } }) as FirstState,
    draw: ({ message }) => {
      drawings += 1;
      return message.id;
    },
  };
  const pages = new DrawnPages(drawing, '', () => clock.now);
  const shown = (id: string, raceId: string | null = null): string =>
    (
      pages
        .of({
          event: {
            id,
            structure: { event: { eventId: 'E' }, races: [{ raceId: 'A' }, { raceId: 'B' }] },
          } as unknown as WholeEvent,
          language: 'en',
          raceId,
          athlete: null,
          site: 'http://here.example',
          page: ({ html }) => html,
        })
        .encoded(null) as Buffer
    ).toString();
  return { clock, shown, drawings: () => drawings };
}

test('however often an event changes, its page is drawn once a second, and goes on from where it was drawn', () => {
  const { clock, shown, drawings } = open();
  expect(Array.from({ length: 10 }, (_, i) => shown(`m${i}`))).toEqual(
    Array.from({ length: 10 }, () => 'm0'),
  );
  expect(drawings()).toBe(1);
  clock.now = 1_000;
  expect(shown('m10')).toBe('m10');
});

test('one in which nothing happens is drawn again when its day has gone on for a minute', () => {
  const { clock, shown, drawings } = open();
  for (const now of [0, 30_000, 59_999, 60_000]) {
    clock.now = now;
    shown('m1');
  }
  expect(drawings()).toBe(2);
});

test('each race has a page of its own; names of races that there are not have none', () => {
  const { shown, drawings } = open();
  for (const raceId of [null, 'A', 'B', 'X', 'Y']) shown('m1', raceId);
  expect(drawings()).toBe(3);
});
