import { wakeUps } from '../../../lib/client/wakeUps';

const page = globalThis as {
  document?: EventTarget & { hidden: boolean };
  addEventListener?: unknown;
  removeEventListener?: unknown;
};
let window: EventTarget;
let document: EventTarget & { hidden: boolean };
let told: string[];
let stop: () => void;

const start = (): void => {
  told = [];
  stop = wakeUps(
    {
      onWake: () => told.push('wake'),
      onOffline: () => told.push('offline'),
      onJump: () => told.push('jump'),
    },
    { tickMs: 2_000, jumpMs: 8_000 },
  );
};

/** The device is off for a while: timers do not run, the clock goes on. */
const sleep = (ms: number): void => {
  jest.setSystemTime(Date.now() + ms);
};

beforeEach(() => {
  jest.useFakeTimers();
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { hidden: false });
  page.document = document;
  page.addEventListener = window.addEventListener.bind(window);
  page.removeEventListener = window.removeEventListener.bind(window);
  start();
});

afterEach(() => {
  stop();
  jest.useRealTimers();
  delete page.document;
  delete page.addEventListener;
  delete page.removeEventListener;
});

test('a network that is back, and one that is gone, are told', () => {
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('offline'));
  expect(told).toEqual(['wake', 'offline']);
});

test('a page that is looked at again wakes, one that is left does not', () => {
  document.hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual([]);
  document.hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual(['wake']);
});

test('a page that comes out of the back-forward cache wakes, one that is loaded does not', () => {
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  expect(told).toEqual([]);
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  expect(told).toEqual(['wake']);
});

test('a device that has slept wakes, and its clock is doubted', () => {
  jest.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
  sleep(30_000);
  jest.advanceTimersByTime(2_000);
  expect(told).toEqual(['jump', 'wake']);
});

test('a clock that is set back is noticed, too', () => {
  sleep(-3_600_000);
  jest.advanceTimersByTime(2_000);
  expect(told).toEqual(['jump', 'wake']);
});

test('a hidden page, whose timers run once a minute, is left alone', () => {
  document.hidden = true;
  sleep(60_000);
  jest.advanceTimersByTime(2_000);
  expect(told).toEqual(['jump']);
});

test('stopped, it leaves no timer and hears nothing', () => {
  stop();
  expect(jest.getTimerCount()).toBe(0);
  window.dispatchEvent(new Event('online'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual([]);
});

test('without a page, in Node, the clock alone is watched', () => {
  stop();
  delete page.document;
  delete page.addEventListener;
  delete page.removeEventListener;
  start();
  sleep(30_000);
  jest.advanceTimersByTime(2_000);
  expect(told).toEqual(['jump', 'wake']);
});
