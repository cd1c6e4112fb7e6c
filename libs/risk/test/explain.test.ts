import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assess, explain } from '../src/index.js';
import type { Reasoning } from '../src/index.js';
import { wellFormed } from './arbitrary.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, compile, documentWith, policyWith, task } from './support.js';

/** `+` what holds, `-` what does not, indented by two for each step. */
const told = (steps: readonly Reasoning[], indent = ''): string[] =>
  steps.flatMap(({ text, holds, because }) => [
    `${indent}${holds === undefined ? '' : holds ? '+ ' : '- '}${text}`,
    ...told(because, `${indent}  `),
  ]);

const SMALL = documentWith({
  define: { reading: { readOnly: true }, quiet: { ref: 'reading', customerImpact: ['none', 'internal'] } },
  floors: [
    { id: 'X', level: 2, when: { environment: 'dev', critical: true }, why: 'it is critical' },
    {
      id: 'Y',
      level: 1,
      when: { data: { not: ['pii', 'test'] }, ref: { not: 'reading' } },
      why: 'it changes',
    },
  ],
  caps: [{ id: 'C', level: 0, when: { ref: ['quiet', 'reading'] }, why: 'it only reads' }],
  resources: [
    { match: 'db:orders/**', environments: ['dev', 'test'], data: ['pii'], critical: true },
    { match: 'service:*' },
  ],
});

const explained = (changes: object): string[] => told(explain(task(changes), compile(SMALL)).steps);

describe('explain', () => {
  test('tells what resources say, each factor, each rule with its members, and what code holds', () => {
    const steps = explained({
      scope: { resources: ['service:api', 'db:orders/eu', 'queue:jobs'], actions: ['read'] },
      dataSensitivity: ['test'],
    });
    expect(steps.slice(0, steps.indexOf('what follows'))).toEqual([
      'resources: what the policy knows about the claims',
      '  service:api',
      '    entry service:* adds nothing',
      '  db:orders/eu',
      '    entry db:orders/** says data pii and critical, in dev and test only',
      '  queue:jobs meets no entry',
      'score 12: the sum of the points, in the band 6-20 of level 2 and medium risk',
      '  environment dev: 1',
      '  reversibility full: 0',
      '  data pii, the highest of test and pii: 10',
      '  impact scope component: 1',
      '  customer impact none: 0',
      'level 3: that of the band, 2, is raised to 3 by floor F3',
      '  floors: 1 of 2 hold',
      '    + floor X, level 2: it is critical',
      '      + environment is dev',
      '      + critical is true',
      '    - floor Y, level 1: it changes',
      '      - data is test and pii, which is ruled out',
      '  caps: 0 of 1 hold',
      '    - cap C, level 0: it only reads',
      '      - quiet does not hold',
      '        - reading does not hold',
      '          - readOnly is false, not true',
      '      - reading does not hold',
      '        - readOnly is false, not true',
      '  held by code: the policy is corrected to level 3',
      '    - F1, level 2: changes to production need level 2 (HB1)',
      '      - environment is dev, not production',
      '    - F2, level 3: critical systems in production need level 3',
      '      - environment is dev, not production',
      '    + F2, level 2: critical systems need level 2',
      '      + critical is true',
      '    + F3, level 3: personal, health and financial data need level 3 (HB2)',
      '      + data is test and pii',
      '    - F6, level 1: staging needs level 1 unless it is isolated',
      '      - environment is dev, not staging',
      '    - F7, level 1: reading in production needs level 1',
      '      - environment is dev, not production',
      '      - readOnly is false, not true',
      'path advanced: that of level 3',
      '  - path emergency, up to level 3',
      '    - environment is dev, not production',
      '    - operation is standard-operation, not incident-response',
      '    - incident is none, which is ruled out',
    ]);
  });

  test('tells what follows from the level in the words of the assessment', () => {
    const { outcome, steps } = explain(task({ environment: 'production' }), DEFAULT_POLICY);
    const reasons = 'assessment' in outcome ? outcome.assessment.reasons : [];
    const follows = told(steps.slice(-1))
      .slice(1)
      .map((line) => line.trim());
    expect(follows).toEqual(reasons.slice(-follows.length));
    expect(follows[0]).toBe('approvals 1: manager (management), as at level 2');
  });

  test('tells why a task is refused', () => {
    const changes = {
      environment: 'production',
      scope: { resources: ['db:orders/eu', 'queue:jobs'], actions: ['read'] },
      capability: undefined,
    };
    const steps = explained(changes);
    expect(steps.slice(steps.indexOf('refused'))).toEqual([
      'refused',
      '  - /scope/resources/0 db:orders/eu meets db:orders/**, which is in dev and test only, not in production',
      "  - /scope/resources/1 queue:jobs matches no entry of the policy's resources, which production requires",
      '  - /capability is missing: without a workerId, it says which workers can do this',
    ]);
    expect(steps).toContain(
      '    entry db:orders/** says data pii and critical, in dev and test only: not in production',
    );
  });

  test.each([
    // One is enough, and holds; the member beside it is what fails.
    [
      { environment: 'test', ref: ['aa', 'bb'] },
      ['- floor X, level 1: it is so', '- environment is dev, not test'],
    ],
    // One is enough: what does not hold is no reason.
    [{ ref: ['aa', 'bb'] }, ['+ floor X, level 1: it is so', '+ aa holds', '+ environment is dev']],
    // None of those that would be enough.
    [
      { ref: ['bb', 'cc'] },
      [
        '- floor X, level 1: it is so',
        '- bb does not hold',
        '- environment is dev, not test',
        '- cc does not hold',
        '- critical is false, not true',
      ],
    ],
    // Neither may hold, and one does.
    [
      { ref: { not: ['aa', 'bb'] } },
      ['- floor X, level 1: it is so', '- aa holds, which is ruled out', '+ environment is dev'],
    ],
    [
      { ref: { not: ['bb', 'cc'] } },
      [
        '+ floor X, level 1: it is so',
        '+ bb does not hold',
        '- environment is dev, not test',
        '+ cc does not hold',
        '- critical is false, not true',
      ],
    ],
  ])('tells which of several names decide: %j', (when, expected) => {
    const policy = policyWith({
      define: {
        ...DEFAULT_DOCUMENT.define,
        aa: { environment: 'dev' },
        bb: { environment: 'test' },
        cc: { critical: true },
      },
      floors: [{ id: 'X', level: 1, when, why: 'it is so' }],
      caps: [],
    });
    const steps = told(explain(task(), policy).steps).map((line) => line.trim());
    const from = steps.findIndex((line) => line.endsWith('floor X, level 1: it is so'));
    expect(steps.slice(from, steps.indexOf('caps: 0 of 0 hold'))).toEqual(expected);
  });

  test('is not deceived by the words of a rule', () => {
    const why = 'we insist, whatever the policy says';
    const policy = policyWith({ floors: [{ id: 'X', level: 4, when: { environment: 'dev' }, why }] });
    expect(told(explain(task(), policy).steps)).toContain('  held by code: nothing to correct');
  });

  test('names that are ruled out', () => {
    const policy = policyWith({
      define: { ...SMALL.define },
      floors: [{ id: 'X', level: 1, when: { ref: { not: 'reading' } }, why: 'it changes' }],
      caps: [],
    });
    const steps = told(explain(task({ readOnly: true }), policy).steps);
    expect(steps.slice(steps.indexOf('    - floor X, level 1: it changes'), -1).slice(0, 3)).toEqual([
      '    - floor X, level 1: it changes',
      '      - reading holds, which is ruled out',
      '        + readOnly is true',
    ]);
  });

  test('says of every request what assess says, and marks the rules that the assessment names', () => {
    fc.assert(
      fc.property(wellFormed, (request) => {
        const { outcome, steps } = explain(request, DEFAULT_POLICY);
        expect(outcome).toEqual(assess(request, DEFAULT_POLICY));
        if ('refusal' in outcome) return;
        const lines = told(steps);
        const ids = (kind: string): string[] =>
          lines.flatMap((line) => new RegExp(`^ {4}\\+ ${kind} (\\w+),`, 'u').exec(line)?.[1] ?? []);
        expect([...new Set(ids('floor'))].sort()).toEqual(outcome.assessment.floors);
        expect([...new Set(ids('cap'))].sort()).toEqual(outcome.assessment.caps);
      }),
    );
  });
});
