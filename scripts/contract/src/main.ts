/**
 * `npm run contract`: writes what others integrate with, from libs/contracts: docs/contract/asyncapi.yaml, the schemas
 * beside it, docs/errors.md, and the schema of policy files for editors. With `--check` it only says what is not current, and exits with 1 where anything is.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differences } from './current.js';
import { SCHEMAS, contractFiles } from './files.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const files = await contractFiles(root);
const { outdated, surplus } = differences(root, files);

if (process.argv.includes('--check')) {
  for (const path of [...outdated, ...surplus])
    console.error(`${path} is not current; run \`npm run contract\``);
  process.exitCode = outdated.length + surplus.length > 0 ? 1 : 0;
} else {
  mkdirSync(join(root, SCHEMAS), { recursive: true });
  for (const path of outdated) writeFileSync(join(root, path), files[path] ?? '');
  for (const path of surplus) rmSync(join(root, path));
  console.log(`${Object.keys(files).length} files, ${outdated.length} written, ${surplus.length} removed`);
}
