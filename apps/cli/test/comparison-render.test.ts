import { stripVTControlCharacters } from 'node:util';
import { compareTask, documentDifferences, startTally } from '@guildhall/risk';
import type { Change, Comparison, Policy } from '@guildhall/risk';
import type { Task } from '@guildhall/contracts';
import { expect, describe, test } from '@jest/globals';
import fc from 'fast-check';
import type { PolicyDiff } from '../src/comparison/compare.js';
import { refuseChanges, severalKinds } from '../src/comparison/fail-on.js';
import { loadPolicy } from '../src/offline/policy.js';
import { renderBar } from '../src/render/bar.js';
import { renderComparison } from '../src/render/comparison.js';
import { LONGEST_COMMENT, renderComparisonMarkdown } from '../src/render/comparison-markdown.js';
import { styleFor } from '../src/render/style.js';
import { DEFAULT_POLICY } from '../src/repository.js';
import { policyFile } from './support/policy.js';
import { tempDir } from './support/temp.js';

const plain = styleFor({ isTTY: false }, {}, new Date(2026, 10, 21, 14, 0));

const requestOf = (taskId: string, changes: Partial<Task> = {}): Task => ({
  taskId,
  title: 'Change something',
  operation: 'feature',
  environment: 'production',
  reversibility: 'full',
  dataSensitivity: [],
  impactScope: 'component',
  customerImpact: 'none',
  scope: { resources: ['service:parser'], actions: ['read'] },
  capability: 'deploy',
  justification: 'A justification long enough.',
  ...changes,
});

const TASKS = [
  ...['f1', 'f2'].map((id) => requestOf(id)),
  requestOf('m1', { operation: 'database-migration' }),
  requestOf('p1', { dataSensitivity: ['pii'] }),
  requestOf('d1', { environment: 'dev', operation: 'testing' }),
];

const changedPolicy = (): Policy => {
  using dir = tempDir();
  return loadPolicy(
    policyFile(dir.path, (text) =>
      text
        .replace(/^version: .*/m, 'version: "2027.1"')
        .replace("  - match: '**'", "  - match: '**'\n  - { match: 'db:**', data: [financial] }")
        .replace(
          'floors:',
          'floors:\n  - { id: X1, level: 3, when: { operation: feature, data: none }, why: features need level 3 }',
        )
        .replace('tokens: 10000', 'tokens: 9000'),
    ),
  );
};

const BEFORE = loadPolicy(DEFAULT_POLICY);
const AFTER = changedPolicy();

const comparisonOf = (before: Policy, after: Policy): Comparison => {
  const tally = startTally();
  for (const task of TASKS) tally.add(compareTask(task, { before, after }));
  return tally.total();
};

const diffOf = (before: Policy, after: Policy): PolicyDiff => ({
  before: { name: 'in-force', version: before.document.version, sha256: 'a'.repeat(64) },
  after: { name: 'my-policy.yaml', version: after.document.version, sha256: 'b'.repeat(64) },
  tasks: { from: 'log', held: 1, refused: 2, unreadable: 0 },
  documents: documentDifferences(before.document, after.document),
  comparison: comparisonOf(before, after),
});

const DIFF = diffOf(BEFORE, AFTER);

test('a report for people', () => {
  expect(renderComparison(DIFF, plain)).toMatchInlineSnapshot(`
    "from  2026.11.1  aaaaaaaaaaaa  in-force
    to    2027.1  bbbbbbbbbbbb  my-policy.yaml

    Of 5 past tasks 3 (60%) would be decided otherwise: 0 would need less, 2 more, 1 something else.
    Approvals: 2 added and 0 saved, 8 instead of 6.
    1 of them still waits for an override.
    2 requests were refused and cannot be compared: of those the log keeps size and hash alone.

    ↑ 2  level 2 to 3
        f1
          - level 2: that of the band
          + level 3: that of the band, 2, is raised to 3 by floor X1
          + floor X1: features need level 3
        also f2
    ~ 1  other terms at level 0
        d1
          tokenAllocation: 10000 → 9000

    environment  compared  needs less  needs more  otherwise  approvals added  saved
    dev                 1           0           0          1                0      0
    production          4           0           2          0                2      0

    regime  compared  needs less  needs more  otherwise  approvals added  saved
    GDPR           1           0           0          0                0      0
    SOC2           4           0           2          0                2      0
    none           1           0           0          1                0      0

    What the policies themselves say otherwise
    ~ /version  2026.11.1 → 2027.1
    + /floors/0  {"id":"X1","level":3,"when":{"operation":"feature","data":"…
    ~ /levels/0/tokens  10000 → 9000
    + /resources/1  {"match":"db:**","data":["financial"]}"
  `);
});

test('a report for people where nothing changes', () => {
  expect(renderComparison(diffOf(BEFORE, BEFORE), plain)).toMatchInlineSnapshot(`
    "from  2026.11.1  aaaaaaaaaaaa  in-force
    to    2026.11.1  bbbbbbbbbbbb  my-policy.yaml

    Of 5 past tasks none would be decided otherwise.
    Approvals: 6, as before.
    1 of them still waits for an override.
    2 requests were refused and cannot be compared: of those the log keeps size and hash alone."
  `);
});

test('a report for a pull request', () => {
  expect(renderComparisonMarkdown(DIFF)).toMatchInlineSnapshot(`
    "## What would change with this policy

    **Of 5 past tasks 3 (60%) would be decided otherwise: 0 would need less, 2 more, 1 something else.**

    From <code>2026.11.1</code> (<code>aaaaaaaaaaaa</code>, <code>in-force</code>) to <code>2027.1</code> (<code>bbbbbbbbbbbb</code>, <code>my-policy.yaml</code>). Approvals: 2 added and 0 saved, 8 instead of 6. 1 of them still waits for an override. 2 requests were refused and cannot be compared: of those the log keeps size and hash alone.

    | what changes | tasks |
    | :-- | --: |
    | level 2 to 3 | 2 |
    | other terms at level 0 | 1 |

    <details>
    <summary>Examples and reasons</summary>

    **level 2 to 3** (2)

    - <code>f1</code>
      - <code>- level 2&#58; that of the band</code>
      - <code>+ level 3&#58; that of the band, 2, is raised to 3 by floor X1</code>
      - <code>+ floor X1&#58; features need level 3</code>
    - <code>f2</code>
      - <code>- level 2&#58; that of the band</code>
      - <code>+ level 3&#58; that of the band, 2, is raised to 3 by floor X1</code>
      - <code>+ floor X1&#58; features need level 3</code>

    **other terms at level 0** (1)

    - <code>d1</code>
      - <code>tokenAllocation&#58; 10000 → 9000</code>

    </details>

    | environment | compared | needs less | needs more | otherwise | approvals added | saved |
    | :-- | --: | --: | --: | --: | --: | --: |
    | dev | 1 | 0 | 0 | 1 | 0 | 0 |
    | production | 4 | 0 | 2 | 0 | 2 | 0 |

    | regime | compared | needs less | needs more | otherwise | approvals added | saved |
    | :-- | --: | --: | --: | --: | --: | --: |
    | GDPR | 1 | 0 | 0 | 0 | 0 | 0 |
    | SOC2 | 4 | 0 | 2 | 0 | 2 | 0 |
    | none | 1 | 0 | 0 | 1 | 0 | 0 |

    <details>
    <summary>What the policies themselves say otherwise (4)</summary>

    - <code>/version</code>: <code>2026.11.1</code> → <code>2027.1</code>
    - <code>/floors/0</code>: new, <code>&#123;&#34;id&#34;&#58;&#34;X1&#34;,&#34;level&#34;&#58;3,&#34;when&#34;&#58;&#123;&#34;operation&#34;&#58;&#34;feature&#34;,&#34;data&#34;&#58;&#34;…</code>
    - <code>/levels/0/tokens</code>: <code>10000</code> → <code>9000</code>
    - <code>/resources/1</code>: new, <code>&#123;&#34;match&#34;&#58;&#34;db&#58;&#42;&#42;&#34;,&#34;data&#34;&#58;&#91;&#34;financial&#34;&#93;&#125;</code>

    </details>"
  `);
});

const evil = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '| a | b |\n\n# x',
    '</details><script>',
    '`a` **b** [c](http://d.example) @everyone #12 ![](x)',
    '\\| \\',
    '</code>',
  ),
);

const changeOf = (text: string): Change => ({
  taskId: text,
  kind: 'lower',
  environment: 'dev',
  regimes: [],
  before: { refused: 'HARD_BLOCK', details: [] },
  after: { refused: 'HARD_BLOCK', details: [] },
  terms: [],
  because: { before: Array.from({ length: 9 }, () => text), after: [text] },
});

describe('a report for a pull request', () => {
  test('holds texts of others as texts', () => {
    fc.assert(
      fc.property(evil, (text) => {
        const diff: PolicyDiff = {
          ...DIFF,
          after: { name: text, version: text, sha256: 'b'.repeat(64) },
          tasks: { from: 'files', path: text, invalid: 1 },
          documents: [{ pointer: `/${text}`, before: text, after: [text] }],
          comparison: {
            ...DIFF.comparison,
            moves: [{ kind: 'lower', from: 3, to: 2, count: 1, examples: [changeOf(text)] }],
          },
        };
        const report = renderComparisonMarkdown(diff);
        const tags = new Set(report.match(/<[^>]*>/g));
        expect([...tags].sort()).toEqual([
          '</code>',
          '</details>',
          '</summary>',
          '<code>',
          '<details>',
          '<summary>',
        ]);
        for (const [, quoted = ''] of report.matchAll(/<code>(.*?)<\/code>/gs))
          expect(quoted).not.toMatch(/[|\n`*_[\]<>@#\\](?!\d+;)|#(?<!&#)/);
        const rows = report.split('\n').filter((line) => line.startsWith('|'));
        for (const row of rows) expect([4, 9]).toContain(row.split('|').length);
      }),
    );
  });

  test('is never longer than a comment may be', () => {
    const text = '@'.repeat(2000);
    const moves = Array.from({ length: 50 }, () => ({
      kind: 'lower' as const,
      from: 3 as const,
      to: 2 as const,
      count: 1_000_000,
      examples: Array.from({ length: 5 }, () => changeOf(text)),
    }));
    const documents = Array.from({ length: 2000 }, () => ({ pointer: text, before: text, after: text }));
    const report = renderComparisonMarkdown({
      ...DIFF,
      documents,
      comparison: { ...DIFF.comparison, moves },
    });
    expect(report.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(report.length).toBeGreaterThan(LONGEST_COMMENT / 4);
  });
});

test('how far it is', () => {
  const bar = renderBar({ done: 0.25, compared: 250_000, ms: 10_000 }, plain);
  expect(stripVTControlCharacters(bar)).toBe(
    `${'█'.repeat(6)}${'░'.repeat(18)}   25%  250,000 tasks  25,000/s  30 s left`,
  );
  expect(renderBar({ done: 0, compared: 0, ms: 0 }, plain)).toBe(`${'░'.repeat(24)}    0%  0 tasks  0/s`);
});

describe('--fail-on', () => {
  test('says how many changes there are of these kinds, with an example', () => {
    expect(() => {
      refuseChanges(DIFF, severalKinds('lower,higher'));
    }).toThrow('2 of the changes are of a kind that --fail-on names, such as f1: level 2 to 3.');
  });

  test('does nothing where there are none', () => {
    refuseChanges(DIFF, severalKinds('lower, accepted'));
    refuseChanges(diffOf(BEFORE, BEFORE), severalKinds('any'));
  });

  test('wants kinds that there are', () => {
    expect(() => severalKinds('worse')).toThrow('It must be any, or some of lower, accepted,');
  });
});
