/**
 * `node --import ./scripts/typescript.mjs FILE.ts`: runs programs of the end-to-end tests, which no build compiles, as
 * Jest does: in memory, by SWC. Packages of ours are used as they are built.
 */
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from '@swc/core';

const isSource = (url) => url.startsWith('file:') && url.endsWith('.ts');

/** `./x.js` is `./x.ts` where a source asks for it. */
export const resolve = async (specifier, context, next) => {
  const relative = /^\.{1,2}\/.*\.js$/.test(specifier) && isSource(context.parentURL ?? '');
  return next(relative ? specifier.replace(/\.js$/, '.ts') : specifier, context);
};

export const load = async (url, context, next) => {
  if (!isSource(url)) return next(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), {
    filename: fileURLToPath(url),
    sourceMaps: 'inline',
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'es6' },
  });
  return { format: 'module', source: code, shortCircuit: true };
};

if (isMainThread) register(import.meta.url);
