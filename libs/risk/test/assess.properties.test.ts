import { describe, expect, test } from '@jest/globals';
import type { Assessment, Task } from '@guildhall/contracts';
import fc from 'fast-check';
import { assess } from '../src/index.js';
import type { Policy } from '../src/index.js';
import { acceptable } from './arbitrary.js';
import { FEWEST, leastLevel } from './least.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, policyWith } from './support.js';

const assessed = (request: Task, policy: Policy = DEFAULT_POLICY): Assessment => {
  const result = assess(request, policy);
  if ('refusal' in result) throw new Error(JSON.stringify(result.refusal));
  return result.assessment;
};

// Nothing but what code holds: every score is level 0, no floor, plans of one developer.
const WEAKEST = policyWith({
  bands: [{ upTo: 50, level: 0, risk: 'low' }],
  floors: [],
  caps: [{ id: 'C', level: 0, when: { workerId: 'none' }, why: 'nothing matters' }],
  plans: DEFAULT_DOCUMENT.plans.map((rule) => ({
    ...rule,
    stages: [{ stage: 'a', roles: { developer: 1 } }],
  })),
});

const counted = ({ approvals }: Assessment): Map<string, number> =>
  approvals
    .flatMap(({ roles }) => Object.entries(roles))
    .reduce((sum, [role, count]) => sum.set(role, (sum.get(role) ?? 0) + count), new Map<string, number>());

describe('assess', () => {
  test('level, floors, caps and band fit together', () => {
    fc.assert(
      fc.property(acceptable, (request) => {
        const { level, floors, caps, band, union, path } = assessed(request);
        expect(floors).toEqual([...new Set(floors)].sort());
        expect(caps).toEqual([...new Set(caps)].sort());
        if (floors.length === 0 && caps.length === 0) expect(level).toBe(band);
        if (level > band) expect(floors).not.toEqual([]);
        if (level < band) expect(caps).not.toEqual([]);
        expect(union).toBe(level >= 2);
        expect(
          path === 'emergency' || path === ['fast', 'basic', 'standard', 'advanced', 'master'][level],
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['the default', DEFAULT_POLICY],
    ['the weakest', WEAKEST],
  ])('no policy goes below HB1, HB2 and HB4: %s', (_name, policy) => {
    fc.assert(
      fc.property(acceptable, (request) => {
        const assessment = assessed(request, policy);
        expect(assessment.level).toBeGreaterThanOrEqual(leastLevel(request));
        const roles = counted(assessment);
        const fewest = assessment.path === 'emergency' ? ['incident-commander'] : FEWEST[assessment.level];
        expect(fewest.filter((role) => (roles.get(role) ?? 0) < 1)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('the default policy needs none of that help', () => {
    fc.assert(
      fc.property(acceptable, (request) => {
        expect(
          assessed(request).reasons.filter((reason) => /whatever the policy|HB4 adds/.test(reason)),
        ).toEqual([]);
      }),
    );
  });

  test('a level-1 permit outside dev, test and local only reads', () => {
    fc.assert(
      fc.property(acceptable, (request) => {
        const { level } = assessed(request);
        if (level === 1) expect(request.readOnly).toBe(true);
      }),
    );
  });

  test('every number has its reason, each one line and once', () => {
    fc.assert(
      fc.property(acceptable, (request) => {
        const { reasons, floors, caps, regimes, softBlocks, constraints, factors, ...rest } =
          assessed(request);
        const starts = [
          ...floors.map((id) => `floor ${id}: `),
          ...caps.map((id) => `cap ${id}: `),
          ...regimes.map((regime) => `regime ${regime}: `),
          ...softBlocks.map(({ id }) => `soft block ${id}: `),
          ...constraints.map(({ id }) => `constraint ${id} `),
          `score ${rest.score}: `,
          `level ${rest.level}: `,
          `path ${rest.path}: `,
          `tokens ${rest.tokenAllocation}: `,
          `retention ${rest.retention}: `,
          'approvals ',
        ];
        for (const start of starts)
          expect(reasons.filter((reason) => reason.startsWith(start))).toHaveLength(1);
        const pointed = Object.values(factors).map((points) => `: ${points}`);
        pointed.forEach((end, index) => {
          expect(reasons[index]?.endsWith(end)).toBe(true);
        });
        expect(new Set(reasons).size).toBe(reasons.length);
      }),
    );
  });

  test('a refusal lists each thing that is wrong by itself', () => {
    const wrong = fc.subarray(
      [
        ['/capability', { capability: undefined }],
        ['/window', { window: { notBefore: '2030-01-01T00:00:00Z', notAfter: '2031-01-01T00:00:00Z' } }],
        ['/readOnly', { operation: 'deployment', readOnly: true }],
        ['/constraints/0/id', { constraints: [{ id: 'max_luck', value: 1 }] }],
        ['/justification', { environment: 'production', justification: 'short', critical: true }],
      ] satisfies [string, object][],
      { minLength: 1 },
    );
    fc.assert(
      fc.property(acceptable, wrong, (request, chosen) => {
        const changed: unknown = JSON.parse(
          JSON.stringify(Object.assign({}, request, ...chosen.map(([, change]) => change))),
        );
        const result = assess(changed as Task, DEFAULT_POLICY);
        const found = 'refusal' in result ? (result.refusal.details ?? []).map(({ pointer }) => pointer) : [];
        expect(found.sort()).toEqual(chosen.map(([pointer]) => pointer).sort());
      }),
    );
  });
});
