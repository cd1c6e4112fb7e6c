import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { assessed, policyWith, refused } from './support.js';

const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
const snippets = Array.from(text.matchAll(/```yaml\n(.*?)```/gs), ([, yaml = '']) => parse(yaml) as object);
const withKey = (key: string): object => snippets.find((snippet) => key in snippet) ?? {};

describe('docs/policy.md', () => {
  test('each snippet makes a valid policy of the default one', () => {
    expect(snippets.map((snippet) => policyWith(snippet).reference.version)).toEqual(
      snippets.map(() => '2026.11.1'),
    );
    expect(snippets.flatMap(Object.keys)).toEqual(['define', 'factors', 'resources', 'limits']);
  });

  test('the resources do what it says', () => {
    const policy = policyWith(withKey('resources'));
    const on = (resource: string): object => ({ scope: { resources: [resource], actions: ['read'] } });
    const production = { environment: 'production' };
    expect(assessed({ ...on('db:customers/eu'), ...production }, policy)).toMatchObject({
      level: 3,
      regimes: ['GDPR', 'SOC2'],
      retention: 'P7Y',
      floors: ['F1', 'F2', 'F3', 'F4'],
    });
    expect(refused(on('db:customers'), policy)).toMatchObject({ code: 'HARD_BLOCK', rule: 'HB3' });
    expect(refused({ ...on('queue:mail'), ...production }, policy).code).toBe('VALIDATION_FAILED');
    expect(assessed(on('queue:mail'), policy).level).toBe(0);
    expect(refused(on('db:*/eu'), policy).rule).toBe('HB3');
  });

  test('the label has its points', () => {
    const policy = policyWith(withKey('factors'));
    expect(assessed({ labels: { freeze: 'year-end' } }, policy).score).toBe(assessed().score + 8);
    expect(refused({ labels: { freeze: 'yearend' } }, policy).details).toHaveLength(1);
  });

  test('the reasons it quotes are those of a migration in production', () => {
    const { reasons } = assessed({ environment: 'production', operation: 'database-migration' });
    const quoted = /```\n(floor F1.*?)```/s.exec(text)?.[1]?.trim().split('\n');
    expect(quoted).toEqual(reasons.filter((reason) => /^(floor|level) /.test(reason)));
  });
});
