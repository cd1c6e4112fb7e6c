/**
 * `npm start`: from a fresh clone to a running system, by `guildhall up` with the flags it was given (`--detach`,
 * `--no-demo`, `--empty`).
 */
import { prepare } from './prepare.mjs';

try {
  await prepare();
  const { run } = await import('../apps/cli/dist/index.js');
  process.exitCode = await run(['up', ...process.argv.slice(2)], process.env, process);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
