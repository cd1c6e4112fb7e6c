import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { programFor } from '../apps/cli/src/program.js';
import { startSystem } from './system.js';
import type { TestSystem } from './system.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = (path: string): string => readFileSync(join(root, path), 'utf8');

const FENCE = /^```(\S*)\n([\s\S]*?)^```$/gm;

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(FENCE)].filter(([, name]) => name === language).map(([, , body = '']) => body);

/** First cells of the rows of the table under a heading, up to the next one. */
const firstCells = (text: string, heading: string): string[] => {
  const [, after = ''] = text.split(`\n## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return [...section.matchAll(/^\| (`[^|]*)\|/gm)].map(([, cell = '']) => cell);
};

interface Ran {
  code: unknown;
  stdout: string;
  stderr: string;
}

/** Runs a program in the repository, where `guildhall` is found as `npx` finds it. */
const run = (program: string, args: string[], env: Record<string, string>): Promise<Ran> =>
  new Promise((done) => {
    const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;
    execFile(program, args, { cwd: root, env: { ...env, PATH: path } }, (error, stdout, stderr) => {
      done({ code: error ? error.code : 0, stdout, stderr });
    });
  });

interface Promised {
  line: string;
  code: number;
  /** What it says where it is refused. */
  refusal: string;
}

/** The commands of the README in order, each with what it promises: `# refused: CODE`, or else success. */
const promises = (): Promised[] =>
  blocks(page('README.md'), 'sh')
    .flatMap((block) => block.trim().split('\n'))
    .map((text) => {
      const [line = '', refusal = ''] = text.split(' # refused: ');
      return { line: line.replace(/^npx /, ''), code: refusal === '' ? 0 : 1, refusal };
    });

// Times, ids and digests are others each time the story is told.
const timeless = (line: string): string =>
  line
    .replace(/^ *[\d.]+ m?s /, '')
    .replace(/demo-[a-z0-9]+-/, 'demo-')
    .replace(/[0-9a-f]{12}…/, '…')
    .trim();

describe('on a running system', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  }, 60_000);
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
  }, 60_000);

  test('the commands of the README end as it says', async () => {
    const expected = promises();
    const ended: Promised[] = [];
    for (const { line, refusal } of expected) {
      const { code, stderr } = await run('sh', ['-c', line], system.env);
      ended.push({
        line,
        code: Number(code),
        refusal: refusal && stderr.includes(refusal) ? refusal : stderr,
      });
    }
    expect(ended).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
  }, 60_000);

  test('the program of the README is answered', async () => {
    const [program = ''] = blocks(page('README.md'), 'js');
    const { code, stdout, stderr } = await run('node', ['--input-type=module', '-e', program], system.env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ok: true,[\s\S]*id: 'bob'/);
  });

  test('the demo tells what the README shows of it', async () => {
    const [excerpt = ''] = blocks(page('README.md'), 'text').filter((block) => block.startsWith('1. '));
    const shown = excerpt
      .trim()
      .split('\n')
      .filter((line) => line !== '…')
      .map(timeless);
    const { stdout } = await run('node', ['examples/demo/story.mjs'], { ...system.env, NO_COLOR: '1' });
    const told = stdout.split('\n').map(timeless);
    expect(told.filter((line) => shown.includes(line))).toEqual(shown);
  });
});

/** Names of all commands below `command`, such as `down` and `permit approve`. */
const namesBelow = ({ commands }: Command): string[] =>
  commands.flatMap((each) => {
    const parts = namesBelow(each);
    return parts.length > 0 ? parts.map((part) => `${each.name()} ${part}`) : [each.name()];
  });

test('the README lists every command, and no other', () => {
  const listed = firstCells(page('README.md'), 'On the command line').flatMap((cell) =>
    [...cell.matchAll(/`([a-z-]+(?: [a-z][a-z-]*)?)/g)].map(([, name]) => name),
  );
  expect(listed.sort()).toEqual(namesBelow(programFor({}, process)).sort());
});

const filesUnder = (folder: string, kind: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter(
      (path) => kind.test(path) && !path.includes('node_modules') && statSync(join(root, path)).isFile(),
    );

// What the operating system gives to every program.
const NOT_OURS = new Set(['PATH', 'TERM']);
const READS = [
  /\b(?:process\.env|environment|env)(?:\.|\[')([A-Z][A-Z0-9_]*)/g,
  /\b(?:read|required|requiredFile|flag)\((?:environment, )?'([A-Z][A-Z0-9_]*)'/g,
];

test('the README has every setting that the code reads, and no other', () => {
  const sources = [
    ...filesUnder('libs', /\/src\/.*\.ts$/),
    ...filesUnder('apps', /\/(src\/.*\.ts|pglite\/.*\.mjs)$/),
    ...filesUnder('scripts', /\.mjs$/),
    ...filesUnder('examples', /\.mjs$/),
  ].map(page);
  const read = sources.flatMap((text) =>
    READS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
  );
  const documented = firstCells(page('README.md'), 'Settings').map((cell) => cell.replace(/[` ]/g, ''));
  expect(documented.sort()).toEqual([...new Set(read)].filter((name) => !NOT_OURS.has(name)).sort());
});

const linksOf = (path: string): string[] =>
  [
    ...page(path)
      .replace(FENCE, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, link = '']) => link);

test('the index of the documentation has every page', () => {
  const indexed = linksOf('docs/README.md').map((link) => join('docs', link));
  const pages = filesUnder('docs', /\.md$/).filter((path) => path !== 'docs/README.md');
  expect(pages.filter((path) => !indexed.includes(path))).toEqual([]);
});

/** Anchors of a page, as they are made from its headings. */
const anchorsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

const isThere = (from: string, link: string): boolean => {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : resolve(dirname(from), file);
  return existsSync(path) && (anchor === undefined || anchorsOf(path).includes(anchor));
};

test('whatever the documentation links to is there', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesUnder('docs', /\.md$/)];
  const links = pages.flatMap((path) => linksOf(path).map((link) => ({ path, link })));
  const inside = links.filter(({ link }) => !/^https?:/.test(link));
  expect(inside.filter(({ path, link }) => !isThere(join(root, path), link))).toEqual([]);
  expect(inside.length).toBeGreaterThan(50);
});
