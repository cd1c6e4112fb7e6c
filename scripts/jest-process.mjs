import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));

/** Far longer than all tests take on a slow machine: a run that hangs has to end as a failure, not to be waited for. */
const GIVEN_UP_AFTER_MS = 25 * 60_000;

/** Runs Jest with the flag that its ES module support needs, and returns its exit code; paths are relative to the root. */
export const jest = (args, { quiet = false } = {}) => {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // With --json the results are printed as well; what people read goes to stderr.
  const stdio = ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'];
  const options = { cwd: root, stdio, timeout: GIVEN_UP_AFTER_MS, killSignal: 'SIGKILL' };
  const { status, error } = spawnSync(process.execPath, [...flags, bin, ...args], options);
  if (error) console.error(`Jest was given up: ${error.message}`);
  return status ?? 1;
};
