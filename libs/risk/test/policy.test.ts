import { describe, expect, test } from '@jest/globals';
import { assessed, DEFAULT_DOCUMENT, digest, issuesWith, policyWith } from './support.js';

const { factors, floors } = DEFAULT_DOCUMENT;

describe('the default policy', () => {
  test('is valid', () => {
    expect(issuesWith({})).toEqual([]);
  });

  test('is named in each assessment by version and hash', () => {
    expect(assessed().policy).toEqual({ version: '2026.11.1', sha256: digest(DEFAULT_DOCUMENT) });
  });
});

describe('a policy of its own', () => {
  test('adds factors over labels, and their order is theirs, not that of the file', () => {
    const policy = policyWith({
      factors: { 'labels.z': { none: 0, big: 4 }, 'labels.a': { none: 1, small: 2 }, ...factors },
    });
    const { factors: points, score } = assessed({ labels: { z: 'big' } }, policy);
    expect(Object.entries(points)).toEqual([
      ['environment', 1],
      ['reversibility', 0],
      ['data', 0],
      ['impactScope', 1],
      ['customerImpact', 0],
      ['labels.a', 1],
      ['labels.z', 4],
    ]);
    expect(score).toBe(7);
  });

  test('a sum above 50 counts as 50', () => {
    const policy = policyWith({ factors: { ...factors, 'labels.a': { none: 9 } } });
    const { score, reasons } = assessed(
      {
        environment: 'production',
        reversibility: 'irreversible',
        dataSensitivity: ['pii'],
        impactScope: 'multi-region',
        customerImpact: 'segment',
        window: { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-01T01:00:00Z' },
      },
      policy,
    );
    expect(score).toBe(50);
    expect(reasons).toContain(
      'score 50: the highest, for points of 56, in the band 36-50 of level 4 and critical risk',
    );
  });

  test('is compiled to the same bytes whatever the order of members', () => {
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .map(([key, member]): [string, unknown] => [key, reversed(member)])
                .reverse(),
            )
          : value;
    const changes = { environment: 'production', impactScope: 'multi-region', critical: true };
    const turned = policyWith(reversed(DEFAULT_DOCUMENT) as object);
    expect(JSON.stringify(assessed(changes, turned))).toBe(JSON.stringify(assessed(changes)));
  });

  test('more floors than before change nothing else', () => {
    const policy = policyWith({
      floors: [...floors, { id: 'Z1', level: 1, when: { environment: 'dev' }, why: 'dev is ours' }],
    });
    const { level, path, floors: held, reasons } = assessed({}, policy);
    expect({ level, path, held }).toEqual({ level: 1, path: 'basic', held: ['Z1'] });
    expect(reasons).toContain('floor Z1: dev is ours');
    expect(reasons).toContain('level 1: that of the band, 0, is raised to 1 by floor Z1');
  });
});
