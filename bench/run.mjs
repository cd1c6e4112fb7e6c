/**
 * `npm run bench [-- --quick] [--events 10000,100000] [--only writes,paths] [--profile]`: prepares the repository,
 * installs what only the bench needs, builds and runs it. See README.md beside this file.
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare } from '../scripts/prepare.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });

const isInstalled = () => {
  const installed = here('node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(here('package-lock.json')).mtimeMs;
};

const install = () => {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--prefix', here('.'), '--no-audit', '--no-fund', '--loglevel=error'];
  return npm ? run(process.execPath, [npm, ...args]) : run('npm', args);
};

try {
  await prepare();
  if (!isInstalled()) {
    console.log('    installing what only the bench needs');
    await install();
  }
  await run(process.execPath, [here('../node_modules/typescript-native/bin/tsc'), '-b', here('.')]);
  await run(process.execPath, [here('dist/main.js'), ...process.argv.slice(2)]);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
