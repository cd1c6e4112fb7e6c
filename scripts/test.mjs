/**
 * `npm test [-- ARGUMENTS OF JEST]`: prepares a fresh clone, runs all tests of all projects and the end-to-end tests.
 * The last line is `N passed, N failed`.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from './jest-process.mjs';
import { prepare } from './prepare.mjs';

const results = mkdtempSync(join(tmpdir(), 'guildhall-test-'));
const summary = join(results, 'summary.json');

/** Suites that could not even run have failed as well, and so has a run that did not come to its end. */
const counts = () => {
  if (!existsSync(summary)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(summary, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
};

try {
  await prepare();
  // A test that failed may leave a process behind that Jest would wait for, for ever.
  const args = ['--forceExit', '--json', `--outputFile=${summary}`, ...process.argv.slice(2)];
  const code = jest(args, { quiet: true });
  const { passed, failed } = counts();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = code === 0 && passed > 0 ? 0 : 1;
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(results, { recursive: true, force: true });
}
