import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '../../src/repository.js';

/** The default policy with another text, as a file in `dir`; throws where the text is still the same. */
export const policyFile = (dir: string, change: (text: string) => string, name = 'policy.yaml'): string => {
  const text = readFileSync(DEFAULT_POLICY, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error('the policy has not changed');
  const path = join(dir, name);
  writeFileSync(path, changed);
  return path;
};
