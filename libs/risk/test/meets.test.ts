import { describe, expect, test } from '@jest/globals';
import { RESOURCE_GLOB } from '@guildhall/contracts';
import fc from 'fast-check';
import { meets } from '../src/index.js';

const segment = fc.constantFrom('a', 'b', 'c');
const concrete = fc
  .tuple(fc.constantFrom('db', 'service'), fc.array(segment, { minLength: 1, maxLength: 4 }))
  .map(([kind, path]) => `${kind}:${path.join('/')}`);

const glob = fc
  .tuple(
    fc.constantFrom('db', 'service'),
    fc.array(fc.oneof(segment, fc.constant('*')), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(
    ([kind, path, open]) => `${kind}:${[...path, ...(open || path.length === 0 ? ['**'] : [])].join('/')}`,
  );

/** What 3.3 says of one resource, as a regular expression made in another way than the code under test. */
const matches = (pattern: string, resource: string): boolean =>
  pattern === '**' ||
  new RegExp(
    `^${pattern.replace(/(^|[:/])(\*{1,2})(?=\/|$)/g, (_all, before: string, stars: string) =>
      stars === '*' ? `${before}[^/]+` : `${before}.+`,
    )}$`,
  ).test(resource);

/** All resources of the kinds, segments and lengths that the generated globs can tell apart. */
const RESOURCES = ['db', 'service'].flatMap((kind) => {
  const paths = [1, 2, 3, 4, 5].reduce<string[][]>(
    (lengths) => [
      ...lengths,
      (lengths.at(-1) ?? ['']).flatMap((path) => ['a', 'b', 'c'].map((s) => `${path}/${s}`)),
    ],
    [],
  );
  return paths.flat().map((path) => `${kind}:${path.slice(1)}`);
});

describe('meets', () => {
  test.each([
    ['service:api', 'service:api', true],
    ['service:api', 'service:API', false],
    ['service:api', 'queue:api', false],
    ['service:*', 'service:api', true],
    ['service:*', 'service:api/v1', false],
    ['service:**', 'service:api/v1', true],
    ['db:orders/*', 'db:*/eu', true],
    ['db:orders/*', 'db:customers/*', false],
    ['db:customers/**', 'db:customers/eu/1', true],
    ['db:customers/**', 'db:customers', false],
    ['db:**', 'db:a/**', true],
    ['**', 'db:a', true],
    ['**', '**', true],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(meets(a, b)).toBe(expected);
    expect(meets(b, a)).toBe(expected);
  });

  test('is symmetric', () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        expect(meets(a, b)).toBe(meets(b, a));
      }),
    );
  });

  test('a resource meets a glob that matches it', () => {
    fc.assert(
      fc.property(glob, concrete, (pattern, resource) => {
        expect(meets(pattern, resource)).toBe(matches(pattern, resource));
      }),
    );
  });

  test('two globs meet where one resource matches both, and nowhere else', () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const shared = RESOURCES.some((resource) => matches(a, resource) && matches(b, resource));
        expect(meets(a, b)).toBe(shared);
      }),
    );
  });

  test('`**` alone meets everything', () => {
    fc.assert(
      fc.property(glob, (pattern) => {
        expect(RESOURCE_GLOB.test(pattern)).toBe(true);
        expect(meets('**', pattern)).toBe(true);
      }),
    );
  });
});
