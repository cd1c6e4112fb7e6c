import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository, in which the documentation has its programs run. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A page of the documentation that has readers save a program and run it. */
export interface Page {
  program: string;
  /** What the page says that the program prints. */
  printed: string;
  /** Bodies of all blocks in a language. */
  blocks: (language: string) => string[];
}

/** Reads `docs/<page>`; `file` is the name under which it has the program saved. */
export const readPage = async (page: string, file: string): Promise<Page> => {
  const text = await readFile(join(root, 'docs', page), 'utf8');
  const blocks = (language: string): string[] =>
    [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
      .filter(([, name]) => name === language)
      .map(([, , body = '']) => body);
  const command = `$ node ${file}\n`;
  const [program = ''] = blocks('js');
  const printed = blocks('console').find((block) => block.startsWith(command)) ?? '';
  return { program, printed: printed.slice(command.length), blocks };
};

/** A program as a file that finds the packages of the repository; disposing removes it. */
export const saved = async (program: string, name: string): Promise<{ path: string } & AsyncDisposable> => {
  const dir = await mkdtemp(join(tmpdir(), 'guildhall-page-'));
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  const path = join(dir, name);
  await writeFile(path, program);
  return { path, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
};
