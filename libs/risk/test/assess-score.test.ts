import { describe, expect, test } from '@jest/globals';
import { assessed } from './support.js';

describe('the score and its band (2.2)', () => {
  test.each([
    [1, 0, 'low', 'local full none component none'],
    [5, 0, 'low', 'dev full test component none'],
    [6, 2, 'medium', 'local automated none service none'],
    [20, 2, 'medium', 'dev automated internal multi-service internal'],
    [21, 3, 'high', 'dev irreversible none multi-region none'],
    [35, 3, 'high', 'test complex pii multi-region segment'],
    [36, 4, 'critical', 'dev complex phi system-wide all'],
    [48, 4, 'critical', 'production irreversible financial system-wide all'],
  ])('%d is of band %d, %s', (score, band, risk, claims) => {
    const [environment, reversibility, data = '', impactScope, customerImpact] = claims.split(' ');
    const dataSensitivity = data === 'none' ? [] : [data];
    const {
      score: sum,
      band: level,
      risk: word,
    } = assessed({
      environment,
      reversibility,
      dataSensitivity,
      impactScope,
      customerImpact,
    });
    expect([sum, level, word]).toEqual([score, band, risk]);
  });

  test('of several kinds of data the highest counts', () => {
    const { factors, reasons } = assessed({ dataSensitivity: ['internal', 'financial', 'pii', 'public'] });
    expect(factors['data']).toBe(10);
    expect(reasons).toContain('data pii, the highest of public, internal, pii and financial: 10');
  });

  test('data that is there and worth nothing', () => {
    expect(assessed({ dataSensitivity: ['public'] }).factors['data']).toBe(0);
  });
});
