import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));

/** Runs Jest with the flag that its ES module support needs, and returns its exit code; paths are relative to the root. */
export const jest = (args, { quiet = false } = {}) => {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // With --json the results are printed as well; what people read goes to stderr.
  const stdio = ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'];
  return spawnSync(process.execPath, [...flags, bin, ...args], { cwd: root, stdio }).status ?? 1;
};
