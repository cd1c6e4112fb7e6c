import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Assessment, Refusal } from '@guildhall/contracts';
import type { Policy } from '../src/index.js';
import { outcome, PUBLISHED } from './policies.js';
import { assessed, DEFAULT_DOCUMENT, policyWith, refused } from './support.js';

const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
const snippets = Array.from(text.matchAll(/```yaml\n(.*?)```/gs), ([, yaml = '']) => parse(yaml) as object);
const withKey = (key: string): object => snippets.find((snippet) => key in snippet) ?? {};
const withFloor = (id: string): object =>
  snippets.find(
    (snippet) => 'floors' in snippet && JSON.stringify(snippet.floors).includes(`"id":"${id}"`),
  ) ?? {};

/** The default policy with what a snippet says; floors are added to its own. */
const policyOf = (snippet: object): Policy =>
  'floors' in snippet && Array.isArray(snippet.floors)
    ? policyWith({ ...snippet, floors: [...DEFAULT_DOCUMENT.floors, ...(snippet.floors as unknown[])] })
    : policyWith(snippet);

const resultOf = (policyName: string, file: string): Assessment | { refusal: Refusal } => {
  const found = PUBLISHED.find(([name]) => name === policyName)?.[1];
  const vector = found?.vectors.find((each) => each.file === `${file}.json`);
  if (!found || !vector) throw new Error(`There is no vector ${policyName}/${file}.`);
  return outcome(vector.task, found.policy);
};

describe('docs/policy.md', () => {
  test('each snippet makes a valid policy of the default one', () => {
    expect(snippets.map((snippet) => policyOf(snippet).reference.version)).toEqual(
      snippets.map(() => '2026.11.1'),
    );
    expect(snippets.flatMap(Object.keys)).toEqual([
      'define',
      'floors',
      'factors',
      'floors',
      'resources',
      'limits',
    ]);
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

  test('the label has its points, and silence has those of the worst value', () => {
    const policy = policyWith(withKey('factors'));
    const { score } = assessed();
    expect(assessed({ labels: { calendar: 'open' } }, policy).score).toBe(score);
    expect(assessed({ labels: { calendar: 'year-end' } }, policy).score).toBe(score + 8);
    expect(assessed({}, policy).score).toBe(score + 8);
    expect(refused({ labels: { calendar: 'yearend' } }, policy).details).toHaveLength(1);
  });

  test('the freeze is one for those who do not say what day it is, too', () => {
    const policy = policyOf(withFloor('FREEZE'));
    const change = { environment: 'production' };
    expect(assessed({ ...change, labels: { calendar: 'open' } }, policy).level).toBe(2);
    expect(assessed({ ...change, labels: { calendar: 'year-end' } }, policy).level).toBe(4);
    expect(assessed(change, policy).level).toBe(4);
    expect(assessed({ ...change, readOnly: true, operation: 'read' }, policy).level).toBe(1);
  });

  test('a rule over a capability is one for those who name a worker, too', () => {
    const policy = policyOf(withFloor('B2'));
    const by = (named: object): number =>
      assessed({ environment: 'production', capability: undefined, ...named }, policy).level;
    expect(by({ capability: 'operate' })).toBe(2);
    expect(by({ capability: 'interbank-messages' })).toBe(4);
    expect(by({ workerId: 'swift-sender' })).toBe(4);
  });

  test.each([
    ['production-database-claimed-as-dev', { code: 'HARD_BLOCK', rule: 'HB3' }],
    ['customer-data-claimed-as-none', { level: 3, regimes: ['GDPR', 'SOC2'], retention: 'P10Y' }],
  ])('what the bank says of %s is quoted', (vector, summary) => {
    const found = resultOf('bank', vector);
    const [issue] = 'refusal' in found ? (found.refusal.details ?? []) : [];
    const said = 'refusal' in found ? `${issue?.pointer ?? ''}  ${issue?.message ?? ''}` : found.reasons[0];
    expect('refusal' in found ? found.refusal : found).toMatchObject(summary);
    expect(text).toContain(`\n${said ?? ''}\n`);
  });

  test('the same deployment needs two, eight and one', () => {
    const needs = ['default', 'bank', 'small-team'].map((policy) => {
      const found = resultOf(policy, 'seed-production-deployment');
      if ('refusal' in found) throw new Error(JSON.stringify(found.refusal));
      const { factors, level, approvals } = found;
      const people = approvals.flatMap(({ roles }) => Object.values(roles));
      const five = Object.entries(factors).filter(([name]) => !name.startsWith('labels.'));
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
      return [sum(five.map(([, points]) => points)), level, sum(people)];
    });
    expect(needs).toEqual([
      [33, 3, 2],
      [33, 4, 8],
      [33, 2, 1],
    ]);
  });

  test('the reasons it quotes are those of a migration in production', () => {
    const { reasons } = assessed({ environment: 'production', operation: 'database-migration' });
    const quoted = /```\n(floor F1.*?)```/s.exec(text)?.[1]?.trim().split('\n');
    expect(quoted).toEqual(reasons.filter((reason) => /^(floor|level) /.test(reason)));
  });
});
