import { describe, expect, test } from '@jest/globals';
import type { Assessment, Task } from '@guildhall/contracts';
import fc from 'fast-check';
import { assess, compilePolicy, parsePolicy } from '../src/index.js';
import type { Policy } from '../src/index.js';
import { gapsOf } from '../src/proof/gaps.js';
import type { Gap } from '../src/proof/gaps.js';
import { acceptable } from './arbitrary.js';
import { FEWEST, leastLevel } from './least.js';
import { randomPolicy } from './random-policy.js';
import { digest, task } from './support.js';

const assessedBy = (policy: Policy, request: Task): Assessment => {
  const result = assess(request, policy);
  if ('refusal' in result) throw new Error(JSON.stringify(result.refusal));
  return result.assessment;
};

const missing = ({ approvals, level, path }: Assessment): string[] => {
  const asked = new Set(approvals.flatMap(({ roles }) => Object.keys(roles)));
  return (path === 'emergency' ? ['incident-commander'] : FEWEST[level]).filter((role) => !asked.has(role));
};

const corrected = ({ reasons }: Assessment): string[] =>
  reasons.filter((reason) => /whatever the policy says|HB4 adds/u.test(reason));

// Of labels without points every value is accepted, of those with points only these.
const tasks = fc.array(
  fc
    .tuple(acceptable, fc.constantFrom({}, { tier: 'a' }, { tier: 'b' }))
    .map(([request, labels]): Task => ({ ...request, labels })),
  { minLength: 40, maxLength: 40 },
);

/** A task of the kind that a gap names; what it leaves open is as in the smallest task there is. */
const taskOf = ({ combination }: Gap): Task => {
  const of = (field: string): unknown => combination?.get(field)?.values[0];
  const data = combination?.get('data')?.values.filter((value) => value !== 'none') ?? [];
  const known = [
    'operation',
    'environment',
    'reversibility',
    'impactScope',
    'customerImpact',
    'critical',
    'readOnly',
  ];
  const chosen = known
    .filter((field) => of(field) !== undefined)
    .map((field): [string, unknown] => [field, of(field)]);
  const tier = of('labels.tier');
  return task({
    operation: 'read',
    ...Object.fromEntries(chosen),
    dataSensitivity: data,
    ...(of('incident') === 'none' ? {} : { incident: of('incident') }),
    // `none` is an id like any other, and what is absent.
    workerId: of('workerId') ?? 'none',
    capability: of('capability') ?? 'none',
    ...(tier === undefined ? {} : { labels: { tier } }),
    window: { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-02T00:00:00Z' },
  });
};

describe('a thousand random policies', () => {
  const outcomes = { accepted: 0, refused: 0 };

  test('are either refused, or never below the least of HB1 to HB4 without the help of code', () => {
    fc.assert(
      fc.property(randomPolicy, tasks, (document, requests) => {
        const parsed = parsePolicy(document, digest(document));
        outcomes['policy' in parsed ? 'accepted' : 'refused'] += 1;
        if ('issues' in parsed) return;
        for (const request of requests) {
          const assessment = assessedBy(parsed.policy, request);
          expect(assessment.level).toBeGreaterThanOrEqual(leastLevel(request));
          expect([missing(assessment), corrected(assessment)]).toEqual([[], []]);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(outcomes.accepted).toBeGreaterThan(200);
    expect(outcomes.refused).toBeGreaterThan(200);
  });

  test('are refused with combinations that code really has to correct', () => {
    fc.assert(
      fc.property(randomPolicy, (document) => {
        const policy = compilePolicy(document, digest(document));
        for (const gap of gapsOf(policy)) {
          const request = taskOf(gap);
          const assessment = assessedBy(policy, request);
          expect(assessment.level).toBe(leastLevel(request));
          expect(assessment.reasons).toContain(
            `floor ${gap.rule.id}: ${gap.rule.why}, whatever the policy says`,
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
