/**
 * Tests that need a program which npm does not install. On the machine that decides (CI) they always run, and fail where
 * it is missing; elsewhere they are skipped by a name that says what to install.
 */
export function needing(isThere: boolean, remedy: string) {
  const runs = isThere || Boolean(process.env.CI);
  const named = (name: string): string => (runs ? name : `${name} (skipped: ${remedy})`);
  return {
    test: (name: string, body: (() => Promise<void>) | (() => void), timeoutMs?: number): void => {
      (runs ? test : test.skip)(named(name), body, timeoutMs);
    },
    describe: (name: string, body: () => void): void => {
      (runs ? describe : describe.skip)(named(name), body);
    },
  };
}
