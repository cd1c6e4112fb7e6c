import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS } from './files.js';

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const schemaPaths = (root: string): string[] => {
  try {
    return readdirSync(join(root, SCHEMAS)).map((name) => `${SCHEMAS}/${name}`);
  } catch {
    return [];
  }
};

/** What of the repository is not as `files` have it: paths that would be written, and schemas that nothing makes. */
export const differences = (
  root: string,
  files: Readonly<Record<string, string>>,
): { outdated: string[]; surplus: string[] } => ({
  outdated: Object.entries(files)
    .filter(([path, text]) => textOf(join(root, path)) !== text)
    .map(([path]) => path),
  surplus: schemaPaths(root).filter((path) => !(path in files)),
});
