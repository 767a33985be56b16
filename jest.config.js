const transform = {
  '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
};

/** All tests; those of them that have no database of their own choice run on SQLite. */
const all = {
  displayName: 'SQLite',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/{unit,integration,e2e}/**/*.test.ts'],
  transform,
};

/** The integration tests once more, where there is a PostgreSQL: all but those of files, documents and the client. */
const onPostgres = {
  displayName: 'PostgreSQL',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/integration/{http,ingest,live,mount,read}/**/*.test.ts'],
  setupFiles: ['<rootDir>/tests/support/onPostgres.js'],
  transform,
};

/** @type {import('jest').Config} */
module.exports = {
  projects: process.env.TEST_POSTGRES_URL ? [all, onPostgres] : [all],
  // Tests wait for conditions; this limit only ends those whose condition never comes, on a busy machine too.
  testTimeout: 600_000,
  // Jest leaves one core idle by itself, which on two is half of the machine.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/tests/support/slowestTests.js'],
};
