import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from 'prettier';
import { stringify } from 'yaml';
import { asyncApi } from './asyncapi.js';
import { errorsPage } from './errors-page.js';
import { readExamples } from './examples.js';
import { schemaFiles } from './messages.js';
import { POLICY_SCHEMA, policySchema } from './policy-schema.js';
import { readVocabulary } from './vocabulary.js';

/** Where the schema files are; there are no others. */
export const SCHEMAS = 'docs/contract/schemas';

const HEAD = '# Made by `npm run contract` from libs/contracts; do not edit.\n';

const yaml = (value: object): string =>
  // Long texts stay on their line, and nothing is said by reference to a place elsewhere in the file.
  HEAD + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

const jsonOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Every file of the published contract by its path in the repository at `root`: the same from the same sources. */
export const contractFiles = async (root: string): Promise<Record<string, string>> => {
  const folder = join(root, 'libs/contracts');
  const vocabulary = readVocabulary(folder);
  const { version } = jsonOf(join(root, 'package.json')) as { version: string };
  const style = jsonOf(join(root, '.prettierrc.json')) as Options;
  const schemas = Object.entries(schemaFiles(vocabulary)).map(
    ([name, schema]) => [`${SCHEMAS}/${name}.json`, json(schema)] as const,
  );
  return {
    'docs/contract/asyncapi.yaml': yaml(asyncApi(vocabulary, readExamples(folder), version)),
    'docs/errors.md': await errorsPage(style),
    ...Object.fromEntries(schemas),
    [POLICY_SCHEMA]: json(policySchema(vocabulary)),
  };
};
