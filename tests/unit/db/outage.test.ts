import { outageOf } from '../../../lib/db/outage';

const failing = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code !== undefined && { code });

/** What the driver of PostgreSQL, Knex and Node say where the database goes away, by when they notice. */
test.each([
  ['before there is a connection', failing('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')],
  ['while it is made', failing('timeout expired')],
  ['while it shuts down', failing('terminating connection due to administrator command', '57P01')],
  ['while it starts', failing('the database system is starting up', '57P03')],
  ['while one is waited for', failing('Knex: Timeout acquiring a connection. The pool is probably full.')],
  ['in a query', failing('Connection terminated unexpectedly')],
  ['just after it', failing('Client has encountered a connection error and is not queryable')],
  ['when the connection was given up', failing('Client was closed and is not queryable')],
  ['when its socket was', failing('Cannot call write after a stream was destroyed', 'ERR_STREAM_DESTROYED')],
])('%s it is told as what it is', (_when, error) => {
  expect(outageOf(error)?.code).toBe('DatabaseUnavailable');
});

test('what is a mistake of ours is none', () => {
  expect(outageOf(failing('syntax error at or near "SELEC"', '42601'))).toBeNull();
  expect(outageOf(new TypeError("Cannot read properties of undefined (reading 'id')"))).toBeNull();
});
