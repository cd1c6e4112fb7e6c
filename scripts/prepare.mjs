/**
 * From a fresh clone to something that runs: checks Node.js, installs what is missing, gets nats-server, builds. Needs
 * nothing but Node.js and npm, and does only what has not been done yet.
 */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const MINIMUM = [20, 19];

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const isOldNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1]);
};

const took = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Does `work` and says how long it took. */
const step = async (name, work) => {
  const since = performance.now();
  const result = await work();
  console.log(`  ✓ ${name.padEnd(14)}${took(since)}`);
  return result;
};

/** Runs a program of this repository; what it prints is shown only where it fails. */
const runQuietly = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} failed:\n${Buffer.concat(output)}`));
    });
  });

const isInstalled = () => {
  const installed = inRoot('node_modules/.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs
  );
};

const install = () => {
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  return npm ? runQuietly(process.execPath, [npm, ...args]) : runQuietly('npm', args);
};

const getBroker = async () => {
  const { natsServer } = await import('./nats-server.mjs');
  process.env.NATS_SERVER_BIN = await natsServer();
};

const build = () => runQuietly(process.execPath, [inRoot('node_modules/typescript-native/bin/tsc'), '-b']);

/** Ends the process where this Node.js is too old; rejects where a step fails. */
export const prepare = async () => {
  if (isOldNode()) {
    console.error(`Guildhall needs Node.js ${MINIMUM.join('.')} or later; this is ${process.versions.node}.`);
    process.exit(1);
  }
  console.log('Preparing');
  if (!isInstalled()) console.log('    installing dependencies, which takes a minute the first time');
  await Promise.all([
    isInstalled() ? undefined : step('dependencies', install),
    step('nats-server', getBroker),
  ]);
  await step('build', build);
};
