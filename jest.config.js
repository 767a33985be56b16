/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/{unit,integration,e2e}/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Tests wait for conditions; this limit only ends those whose condition never comes, on a busy machine too.
  testTimeout: 300_000,
  // Jest leaves one core idle by itself, which on two is half of the machine.
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/tests/support/slowestTests.js'],
};
