import { availableParallelism } from 'node:os';

/** One configuration for every project: sources are compiled in memory, so tests never run against a stale build. */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/{libs,apps}/*/test/**/*.test.ts',
    '<rootDir>/e2e/**/*.test.ts',
    '<rootDir>/bench/test/**/*.test.ts',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: {
    '^@guildhall/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // tweetnacl, which signs the users' tokens, is ten times slower where Math is the sandbox's own.
  sandboxInjectedGlobals: ['Math'],
  // Tests mostly wait for servers and processes, so no core has to be left free; some of them start a dozen processes.
  maxWorkers: Math.min(availableParallelism(), 4),
  testTimeout: 30_000,
};
