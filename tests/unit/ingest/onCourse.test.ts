import { expireOnCourseEntries } from '../../../lib/ingest/pushOnCourse';
import { onCourse } from '../../support/springSlalom';
import { type Booth, onCourseBody, openBooth } from '../../support/booth';

let booth: Booth;
beforeEach(async () => {
  booth = await openBooth();
});
afterEach(() => booth.close());

const push = (...list: object[]) => booth.writer.pushOnCourse('TEST', onCourseBody(list));
/** The bibs of each on-course list that was announced. */
const lists = () =>
  booth
    .announced()
    .flatMap((data) => (data !== 'full' && data.oncourse ? [data.oncourse.map(({ bib }) => bib)] : []));
const stored = async (): Promise<string[]> =>
  (await booth.db<{ bib: string }>('on_course').orderBy('bib').select('bib')).map(({ bib }) => bib);

test('an entry that was not heard of for just 10 s stays, a millisecond later it goes and everyone is told', async () => {
  await push(onCourse('single', 'adam'));
  lists();
  booth.clock.advance(10_000);
  await expireOnCourseEntries(booth.ingest);
  expect([lists(), await stored()]).toEqual([[], ['1']]);
  booth.clock.advance(1);
  await expireOnCourseEntries(booth.ingest);
  expect([lists(), await stored()]).toEqual([[[]], []]);
  await expireOnCourseEntries(booth.ingest);
  expect(lists()).toEqual([]);
});

test('a clock that is put back by more than 10 s keeps nobody on the course', async () => {
  await push(onCourse('single', 'adam'));
  lists();
  booth.clock.advance(-10_000);
  await expireOnCourseEntries(booth.ingest);
  expect([lists(), await stored()]).toEqual([[], ['1']]);
  booth.clock.advance(-3_600_000);
  await expireOnCourseEntries(booth.ingest);
  expect([lists(), await stored()]).toEqual([[[]], []]);
  await push(onCourse('single', 'adam'));
  await expireOnCourseEntries(booth.ingest);
  expect(await stored()).toEqual(['1']);
});

test('only what was not refreshed goes', async () => {
  await push(onCourse('single', 'adam'), onCourse('single', 'ben'));
  booth.clock.advance(6_000);
  await push(onCourse('single', 'ben'));
  booth.clock.advance(6_000);
  lists();
  await expireOnCourseEntries(booth.ingest);
  expect([lists(), await stored()]).toEqual([[['2']], ['2']]);
});

test('a push takes away what is overdue, too, and what is just 10 s old not yet', async () => {
  await push(onCourse('single', 'adam'));
  booth.clock.advance(10_000);
  expect(await push(onCourse('single', 'ben'))).toEqual({ active: 2 });
  booth.clock.advance(1);
  expect(await push(onCourse('single', 'ben'))).toEqual({ active: 1 });
  expect(await stored()).toEqual(['2']);
});

test('an empty list clears the course at once', async () => {
  await push(onCourse('single', 'adam'), onCourse('crew', 'crew'));
  lists();
  expect(await push()).toEqual({ active: 0 });
  expect([lists(), await stored()]).toEqual([[[]], []]);
});

test('one athlete a message makes a list of all of them', async () => {
  await push(onCourse('single', 'adam', { dtStart: '2026-05-30T10:00:00Z' }));
  await push(onCourse('single', 'ben'));
  expect(lists()).toEqual([['1'], ['1', '2']]);
});

test('the same list again is told to nobody', async () => {
  await push(onCourse('single', 'adam'));
  lists();
  await push(onCourse('single', 'adam'));
  expect(lists()).toEqual([]);
});

test('a hidden course says nothing on the stream, neither of pushes nor of expiry, and shows itself when it is shown', async () => {
  await booth.writer.changeConfig('TEST', { showOnCourse: false });
  lists();
  expect(await push(onCourse('single', 'adam'))).toEqual({ active: 1 });
  await push();
  await push(onCourse('single', 'ben'));
  booth.clock.advance(10_001);
  await expireOnCourseEntries(booth.ingest);
  await push(onCourse('single', 'cyril'));
  expect(lists()).toEqual([]);
  await booth.writer.changeConfig('TEST', { showOnCourse: true });
  expect(lists()).toEqual([['10']]);
  await booth.writer.changeConfig('TEST', { showOnCourse: false });
  expect(lists()).toEqual([[]]);
});
