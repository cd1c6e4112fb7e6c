import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import opa from '@open-policy-agent/opa-wasm';

const run = promisify(execFile);
const POLICY = fileURLToPath(new URL('level.rego', import.meta.url));

/** This machine has no OPA: nothing is wrong with the policy, or with how it is used. */
class MissingProgram extends Error {
  name = 'MissingProgram';
}

/** The program itself is taken from the `PATH`: no package has it. */
const opaProgram = async (...args) => {
  try {
    return (await run('opa', args)).stdout;
  } catch (error) {
    if (error.code === 'ENOENT') throw new MissingProgram('there is no opa on the PATH to compile Rego with');
    throw error;
  }
};

const compile = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opa-'));
  const bundle = join(folder, 'bundle.tar.gz');
  try {
    await opaProgram(
      'build',
      '--target',
      'wasm',
      '--entrypoint',
      'guildhall/level',
      '--output',
      bundle,
      POLICY,
    );
    await run('tar', ['-xzf', bundle, '-C', folder]);
    return await readFile(join(folder, 'policy.wasm'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const versionOf = (text) => /^Version: (.*)$/m.exec(text)?.[1] ?? 'of an unknown version';

/** OPA with its policy compiled to WebAssembly, which is how Node.js can use it without asking a server. */
export const openOpa = async () => {
  const wasm = await compile();
  const version = versionOf(await opaProgram('version'));
  const policy = opa.loadPolicySync(wasm);
  return {
    levelOf: (facts) => policy.evaluate(facts)[0]?.result,
    load: () => opa.loadPolicySync(wasm),
    loading: 'instantiates the WebAssembly that opa build has compiled before',
    describe: () => `OPA ${version}, compiled to WebAssembly, run by @open-policy-agent/opa-wasm`,
  };
};
