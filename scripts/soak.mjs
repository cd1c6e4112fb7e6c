/**
 * `npm run soak [-- --kills 200 --rate 50 --pause 4 --seed N]`: a whole system under load whose processes are killed at
 * random; in the end the whole log is checked. Exit code 1 where anything is lost, doubled or unfinished.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

try {
  await prepare();
  const loader = new URL('typescript.mjs', import.meta.url).href;
  const soak = spawn(
    process.execPath,
    [`--import=${loader}`, inRoot('e2e/soak/main.ts'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => soak.kill(signal));
  soak.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
