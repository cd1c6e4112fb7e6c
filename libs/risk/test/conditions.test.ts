import { describe, expect, test } from '@jest/globals';
import { assessed, DEFAULT_DOCUMENT, policyWith } from './support.js';

const floor = (when: object): object => ({ floors: [{ id: 'X', level: 2, when, why: 'because' }] });

describe('conditions', () => {
  const holds = (when: object, changes: object = {}): boolean =>
    assessed(changes, policyWith(floor(when))).floors.includes('X');

  test('a value, any of several, none of several', () => {
    expect(holds({ environment: 'dev' })).toBe(true);
    expect(holds({ environment: 'test' })).toBe(false);
    expect(holds({ environment: ['test', 'dev'] })).toBe(true);
    expect(holds({ environment: { not: 'dev' } })).toBe(false);
    expect(holds({ environment: { not: ['test', 'local'] } })).toBe(true);
  });

  test('all members must hold', () => {
    expect(holds({ environment: 'dev', operation: 'standard-operation' })).toBe(true);
    expect(holds({ environment: 'dev', operation: 'read' })).toBe(false);
  });

  test('absent is none, and false for flags', () => {
    expect(holds({ data: 'none', incident: 'none', critical: false, 'labels.tier': 'none' })).toBe(true);
    expect(holds({ incident: { not: 'none' } }, { incident: 'INC-1' })).toBe(true);
    expect(holds({ data: 'none' }, { dataSensitivity: ['public'] })).toBe(false);
  });

  test('data needs one of its values to be meant', () => {
    const changes = { dataSensitivity: ['public', 'test'] };
    expect(holds({ data: 'test' }, changes)).toBe(true);
    expect(holds({ data: { not: ['internal', 'pii'] } }, changes)).toBe(true);
    expect(holds({ data: { not: ['internal', 'test'] } }, changes)).toBe(false);
  });

  test('texts and labels', () => {
    expect(holds({ capability: 'deploy' })).toBe(true);
    expect(holds({ workerId: 'w1' }, { workerId: 'w1' })).toBe(true);
    expect(holds({ 'labels.tier': 'gold' }, { labels: { tier: 'gold' } })).toBe(true);
    expect(holds({ 'labels.toString': 'none' }, { labels: {} })).toBe(true);
  });

  test('conditions by name, also of one another', () => {
    const define = { inDev: { environment: 'dev' }, safe: { ref: 'inDev', critical: false } };
    const referring = (ref: unknown): boolean =>
      assessed(
        {},
        policyWith({ ...floor({ ref }), define: { ...DEFAULT_DOCUMENT.define, ...define } }),
      ).floors.includes('X');
    expect(referring('safe')).toBe(true);
    expect(referring({ not: 'safe' })).toBe(false);
    expect(referring(['isolated-staging', 'inDev'])).toBe(true);
  });
});
