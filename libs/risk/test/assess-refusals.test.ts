import { describe, expect, test } from '@jest/globals';
import { assessed, DEFAULT_DOCUMENT, policyWith, refused } from './support.js';

const LEVEL_3 = { environment: 'production', operation: 'database-migration' };
const TOP = {
  ...LEVEL_3,
  reversibility: 'irreversible',
  dataSensitivity: ['pii'],
  impactScope: 'multi-region',
  customerImpact: 'all',
};

const pointers = (changes: object): string[] =>
  (refused(changes).details ?? []).map(({ pointer }) => pointer);

describe('refusals (2.1)', () => {
  test.each([
    'deployment',
    'configuration-change',
    'database-migration',
    'multi-region-deployment',
    'architecture-change',
  ])('%s cannot be read-only', (operation) => {
    expect(refused({ operation, readOnly: true })).toEqual({
      code: 'VALIDATION_FAILED',
      message: 'The task cannot be assessed as it is.',
      details: [{ pointer: '/readOnly', message: `must be false: ${operation} changes something` }],
    });
    expect(assessed({ operation, readOnly: false }).taskId).toBe('t1');
  });

  test('a worker or a capability, either will do', () => {
    expect(pointers({ capability: undefined })).toEqual(['/capability']);
    expect(assessed({ capability: undefined, workerId: 'w1' }).taskId).toBe('t1');
  });

  test.each([
    [0, {}, false],
    [1, { environment: 'production', readOnly: true, operation: 'read' }, false],
    [2, { environment: 'production' }, true],
    [3, LEVEL_3, true],
    [4, { environment: 'production', operation: 'architecture-change' }, true],
  ])('a justification at level %d', (_level, changes, needed) => {
    const nineteen = { ...changes, justification: 'x'.repeat(19) };
    const without = { ...changes, justification: undefined };
    expect(assessed({ ...changes, justification: 'x'.repeat(20) }).taskId).toBe('t1');
    if (!needed) {
      expect([assessed(nineteen).taskId, assessed(without).taskId]).toEqual(['t1', 't1']);
      return;
    }
    expect(refused(nineteen).details?.[0]?.message).toMatch(
      /^is too short: level \d needs at least 20 characters$/,
    );
    expect(refused(without).details?.[0]?.message).toMatch(
      /^is missing: level \d needs at least 20 characters$/,
    );
  });

  test('characters are counted, not their encoding', () => {
    expect(pointers({ ...LEVEL_3, justification: '\u{1F600}'.repeat(19) })).toEqual(['/justification']);
    expect(assessed({ ...LEVEL_3, justification: '\u{1F600}'.repeat(20) }).level).toBe(3);
  });

  test('a scheduled window at a score of 50, and not at 47', () => {
    expect(refused(TOP).details).toEqual([
      { pointer: '/window', message: 'is missing: a score of 50 needs a scheduled window' },
    ]);
    expect(assessed({ ...TOP, customerImpact: 'segment' }).score).toBe(47);
    const window = { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-01T00:00:01Z' };
    expect(assessed({ ...TOP, window }).score).toBe(50);
  });

  test.each([
    ['2030-01-01T00:00:00Z', '2030-01-08T00:00:00Z', []],
    ['2030-01-01T00:00:00Z', '2030-01-08T00:00:00.001Z', ['/window']],
    ['2030-01-01T00:00:00Z', '2030-01-01T00:00:00Z', ['/window/notAfter']],
    ['2030-01-02T00:00:00Z', '2030-01-01T00:00:00Z', ['/window/notAfter']],
    ['2029-12-31T23:59:60Z', '2030-01-01T00:00:00Z', ['/window/notBefore']],
    ['2029-12-31T23:00:00Z', '2029-12-31T23:59:60Z', ['/window/notAfter']],
  ])('a window from %s to %s', (notBefore, notAfter, expected) => {
    const window = { window: { notBefore, notAfter } };
    expect(expected.length > 0 ? pointers(window) : [assessed(window).taskId]).toEqual(
      expected.length > 0 ? expected : ['t1'],
    );
  });

  test('a value of a label that has no points', () => {
    const policy = policyWith({
      factors: { ...DEFAULT_DOCUMENT.factors, 'labels.tier': { none: 0, gold: 5 } },
    });
    expect(refused({ labels: { tier: 'glod' } }, policy).details).toEqual([
      { pointer: '/labels/tier', message: 'must be one of none, gold' },
    ]);
    expect(assessed({ labels: { tier: 'gold', other: 'x' } }, policy).factors['labels.tier']).toBe(5);
  });

  test('everything at once', () => {
    expect(
      pointers({
        ...TOP,
        readOnly: true,
        capability: undefined,
        justification: 'too short',
        constraints: [
          { id: 'max_error_rate', value: 0.5 },
          { id: 'max_luck', value: 1 },
        ],
      }),
    ).toEqual([
      '/readOnly',
      '/capability',
      '/window',
      '/justification',
      '/constraints/1/id',
      '/constraints/0/value',
    ]);
  });
});
