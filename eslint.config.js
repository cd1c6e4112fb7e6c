import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** What a project with a tag may import of ours; see docs/adr on boundaries. The tags are those that Nx shows. */
const MAY_IMPORT = {
  'type:contracts': [],
  'type:domain': ['type:contracts'],
  'type:adapter': ['type:contracts', 'type:adapter'],
  'type:testing': ['type:contracts', 'type:adapter'],
  'type:cli': ['type:contracts', 'type:domain', 'type:adapter'],
  'type:app': ['type:contracts', 'type:domain', 'type:adapter'],
};

const projects = ['libs', 'apps'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((name) => {
    const {
      name: id,
      nx,
      dependencies = {},
    } = JSON.parse(readFileSync(join(root, folder, name, 'package.json'), 'utf8'));
    return { id, dir: `${folder}/${name}`, tag: nx.tags[0], dependencies: Object.keys(dependencies) };
  }),
);

const tagOf = (id) => projects.find((project) => project.id === id)?.tag;

const undeclared = ({ id, tag, dependencies }) => {
  for (const dependency of dependencies.filter((name) => name.startsWith('@guildhall/'))) {
    if (!MAY_IMPORT[tag].includes(tagOf(dependency))) {
      throw new Error(
        `${id} (${tag}) depends on ${dependency} (${tagOf(dependency)}), which its tag does not allow`,
      );
    }
  }
  return dependencies;
};

const escape = (name) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Whatever a project imports it has declared, by its name alone: no deep imports, no siblings by path. */
const boundary = (project) => {
  const builtins = ['type:domain', 'type:contracts'].includes(project.tag) ? [] : ['node:.+'];
  const allowed = [...undeclared(project).map(escape), ...builtins].join('|');
  return {
    files: [`${project.dir}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!\\.\\.?/)(?!(?:${allowed || 'nothing'})$)`,
              message: `${project.id} (${project.tag}) may import only what its package.json declares, by name.`,
            },
            { regex: '^(\\.\\./)+(libs|apps)/', message: 'Import other projects by their package name.' },
          ],
        },
      ],
    },
  };
};

const PURE = ['type:domain', 'type:contracts'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.cache/**', 'coverage/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'libs/*/tsconfig.json',
          'apps/*/tsconfig.json',
          'scripts/*/tsconfig.json',
          'bench/tsconfig.json',
          'tsconfig.tests.json',
        ],
        tsconfigRootDir: root,
      },
    },
    linterOptions: { noInlineConfig: true },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Nest finds methods by decorators on classes that hold nothing else.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // It takes a variable that a closure sets for a constant, and a dispatch over one command so far for a mistake.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // The classes of messages are shapes and schemas; nothing ever constructs one, so there is no prototype to lose.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  ...projects.map(boundary),
  {
    // Time, ids and the environment are arguments of what decides.
    files: projects.filter(({ tag }) => PURE.includes(tag)).map(({ dir }) => `${dir}/src/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'Buffer',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'performance',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument.' },
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
        { object: 'crypto', property: 'randomUUID', message: 'Ids are arguments.' },
      ],
    },
  },
  {
    files: ['**/test/**/*.ts', 'e2e/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
);
