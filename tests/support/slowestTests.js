// A reporter for jest, which loads it as it is: the tests that took longest, so that nobody has to look for them.
'use strict';

const SHOWN = 10;

module.exports = class SlowestTests {
  tests = [];

  onTestResult(_test, { testFilePath, testResults }) {
    for (const { fullName, duration } of testResults) {
      if (duration) this.tests.push({ path: testFilePath, fullName, duration });
    }
  }

  onRunComplete() {
    const slowest = this.tests.sort((a, b) => b.duration - a.duration).slice(0, SHOWN);
    if (slowest.length < SHOWN) return;
    const lines = slowest.map(({ path, fullName, duration }) => {
      const file = path.slice(path.lastIndexOf('tests'));
      return `${(duration / 1000).toFixed(1).padStart(7)} s  ${file}: ${fullName}`;
    });
    process.stdout.write(`\nThe slowest ${SHOWN} tests:\n${lines.join('\n')}\n`);
  }
};
