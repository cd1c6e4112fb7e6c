import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { meetOfGlobs } from '../src/index.js';

describe('meetOfGlobs', () => {
  test.each([
    ['service:api', 'service:api', 'service:api'],
    ['service:*', 'service:api', 'service:api'],
    ['service:**', 'service:api', 'service:api'],
    ['**', 'service:api/*', 'service:api/*'],
    ['**', '**', '**'],
    ['db:*/orders', 'db:eu/*', 'db:eu/orders'],
    ['db:eu/**', 'db:*/orders/*', 'db:eu/orders/*'],
    ['db:eu/**', 'db:**', 'db:eu/**'],
  ])('%s and %s are %s', (a, b, meet) => {
    expect([meetOfGlobs(a, b), meetOfGlobs(b, a)]).toStrictEqual([meet, meet]);
  });

  test.each([
    ['service:api', 'service:web'],
    ['service:api', 'Service:api'],
    ['service:api', 'db:api'],
    ['service:*', 'service:api/v1'],
    ['service:api', 'service:api/**'],
    ['db:eu/**', 'db:us/**'],
  ])('%s and %s have nothing in common', (a, b) => {
    expect([meetOfGlobs(a, b), meetOfGlobs(b, a)]).toStrictEqual([undefined, undefined]);
  });

  const segment = fc.constantFrom('a', 'b', '*');
  const glob = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([path, rest]) => `k:${[...path, ...(rest ? ['**'] : [])].join('/')}`);
  const resource = fc
    .array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 })
    .map((path) => `k:${path.join('/')}`);
  const matches = (pattern: string, name: string): boolean => meetOfGlobs(pattern, name) === name;

  test('matches exactly what both match', () => {
    fc.assert(
      fc.property(glob, glob, resource, (a, b, name) => {
        const meet = meetOfGlobs(a, b);
        expect(meet !== undefined && matches(meet, name)).toBe(matches(a, name) && matches(b, name));
      }),
    );
  });
});
