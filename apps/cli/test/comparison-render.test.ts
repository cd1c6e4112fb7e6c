import { stripVTControlCharacters } from 'node:util';
import { compareTask, documentDifferences, startTally } from '@guildhall/risk';
import type { Change, Comparison, Policy, TermChange } from '@guildhall/risk';
import type { Constraint, Task } from '@guildhall/contracts';
import { expect, describe, test } from '@jest/globals';
import fc from 'fast-check';
import type { PolicyDiff } from '../src/comparison/compare.js';
import { refuseChanges, severalKinds } from '../src/comparison/fail-on.js';
import type { ComparedTasks } from '../src/comparison/source.js';
import { loadPolicy } from '../src/offline/policy.js';
import { renderBar } from '../src/render/bar.js';
import { renderComparison } from '../src/render/comparison.js';
import { LONGEST_COMMENT, renderComparisonMarkdown } from '../src/render/comparison-markdown.js';
import { termLines } from '../src/render/comparison-terms.js';
import { remarks, verdict } from '../src/render/comparison-words.js';
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

const UNCHANGED = comparisonOf(BEFORE, BEFORE);

const would = (among: string, less: string): string =>
  `${among} would be decided otherwise: ${less} would need less, 0 more, 0 something else.`;

test('a report for people', () => {
  expect(renderComparison(DIFF, plain)).toMatchInlineSnapshot(`
    "from  2026.11.1  aaaaaaaaaaaa  in-force
    to    2027.1  bbbbbbbbbbbb  my-policy.yaml

    Of 5 past tasks 3 (60%) would be decided otherwise: 0 would need less, 3 more, 0 something else.
    Approvals: 2 added and 0 saved, 8 instead of 6.
    1 of them still waits for an override.
    2 requests were refused and cannot be compared: of those the log keeps size and hash alone.

    ↑ 2  level 2 to 3
        f1
          - level 2: that of the band
          + level 3: that of the band, 2, is raised to 3 by floor X1
          + floor X1: features need level 3
        also f2
    ↑ 1  stricter terms at level 0
        d1
          tokenAllocation: 10000 → 9000

    environment  compared  needs less  needs more  otherwise  approvals added  saved
    dev                 1           0           1          0                0      0
    production          4           0           2          0                2      0

    regime  compared  needs less  needs more  otherwise  approvals added  saved
    GDPR           1           0           0          0                0      0
    SOC2           4           0           2          0                2      0
    none           1           0           1          0                0      0

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

    **Of 5 past tasks 3 (60%) would be decided otherwise: 0 would need less, 3 more, 0 something else.**

    From <code>2026.11.1</code> (<code>aaaaaaaaaaaa</code>, <code>in-force</code>) to <code>2027.1</code> (<code>bbbbbbbbbbbb</code>, <code>my-policy.yaml</code>). Approvals: 2 added and 0 saved, 8 instead of 6. 1 of them still waits for an override. 2 requests were refused and cannot be compared: of those the log keeps size and hash alone.

    | what changes | tasks |
    | :-- | --: |
    | level 2 to 3 | 2 |
    | stricter terms at level 0 | 1 |

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

    **stricter terms at level 0** (1)

    - <code>d1</code>
      - <code>tokenAllocation&#58; 10000 → 9000</code>

    </details>

    | environment | compared | needs less | needs more | otherwise | approvals added | saved |
    | :-- | --: | --: | --: | --: | --: | --: |
    | dev | 1 | 0 | 1 | 0 | 0 | 0 |
    | production | 4 | 0 | 2 | 0 | 2 | 0 |

    | regime | compared | needs less | needs more | otherwise | approvals added | saved |
    | :-- | --: | --: | --: | --: | --: | --: |
    | GDPR | 1 | 0 | 0 | 0 | 0 | 0 |
    | SOC2 | 4 | 0 | 2 | 0 | 2 | 0 |
    | none | 1 | 0 | 1 | 0 | 0 | 0 |

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

  test.each([
    ['mentions', '@'.repeat(2_000)],
    ['symbols', '\u{1f600}'.repeat(2_000)],
    ['the longest entities there are', '\u{10ffff}'.repeat(2_000)],
    ['symbols in a text that is not cut', '\u{1f600}'.repeat(199)],
    ['letters of two units each', '\u{20000}'.repeat(2_000)],
  ])('is never longer than a comment may be: %s', (_, text) => {
    const name = { name: text, version: text, sha256: text };
    // As many moves as there can be.
    const moves = Array.from({ length: 70 }, () => ({
      kind: 'released' as const,
      from: 3 as const,
      to: 2 as const,
      count: 1_000_000_000,
      examples: Array.from({ length: 5 }, () => changeOf(text)),
    }));
    const documents = Array.from({ length: 2000 }, () => ({ pointer: text, before: text, after: text }));
    const report = renderComparisonMarkdown({
      before: name,
      after: name,
      tasks: { from: 'files', path: text, invalid: 1_000_000_000 },
      documents,
      comparison: { ...DIFF.comparison, moves },
    });
    expect(report.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(report.length).toBeGreaterThan(LONGEST_COMMENT / 4);
  });
});

describe('the verdict', () => {
  const verdictOf = (tasks: ComparedTasks, compared: number, lower: number): string =>
    verdict({
      ...DIFF,
      tasks,
      comparison: { ...UNCHANGED, compared, kinds: { ...UNCHANGED.kinds, lower } },
    });
  const LOG = { from: 'log', held: 0, refused: 0, unreadable: 0 } as const;

  test.each<[string, ComparedTasks, number, number]>([
    ['There is no task to compare, so nothing is known of what would change.', LOG, 0, 0],
    ['Of 1 past task none would be decided otherwise.', LOG, 1, 0],
    [would('Of 1 past task 1 (100%)', '1'), LOG, 1, 1],
    [would('Of 1 task of a.json 1 (100%)', '1'), { from: 'files', path: 'a.json', invalid: 0 }, 1, 1],
    [would('Of 100,000 past tasks 99,960 (99.9%)', '99,960'), LOG, 100_000, 99_960],
    [would('Of 1,000,000 past tasks 999,999 (99.9%)', '999,999'), LOG, 1_000_000, 999_999],
    [would('Of 1,000 past tasks 991 (99.1%)', '991'), LOG, 1_000, 991],
    [would('Of 1,000 past tasks 17 (1.7%)', '17'), LOG, 1_000, 17],
    [would('Of 10,000 past tasks 1 (less than 0.1%)', '1'), LOG, 10_000, 1],
    [
      would('Of 1,000 of the 6,468,000 kinds of task, spread evenly, 1,000 (100%)', '1,000'),
      { from: 'kinds', kinds: 6_468_000 },
      1_000,
      1_000,
    ],
    [would('Of 10 kinds of task 1 (10%)', '1'), { from: 'kinds', kinds: 10 }, 10, 1],
  ])('%s', (said, tasks, compared, lower) => {
    expect(verdictOf(tasks, compared, lower)).toBe(said);
  });

  test('of nothing leaves approvals out', () => {
    const none = { ...DIFF, tasks: LOG, comparison: { ...UNCHANGED, compared: 0 } };
    expect(remarks(none)).toEqual([]);
  });
});

const constraintsChange = (before: Constraint[], after: Constraint[]): TermChange => ({
  term: 'constraints',
  before,
  after,
});

test('of constraints those are named that differ, with both values', () => {
  const long = Array.from({ length: 30 }, (_, n) => `host-${n}.example`);
  expect(
    termLines(
      constraintsChange(
        [
          { id: 'allowed_hosts', value: long },
          { id: 'max_actions', value: 3 },
          { id: 'max_error_rate', value: 0.01, witness: 'verify' },
          { id: 'max_tokens', value: 7 },
          { id: 'read_only', value: true, onViolation: 'reject' },
        ],
        [
          { id: 'allowed_hosts', value: [...long.slice(1), 'other.example'] },
          { id: 'max_actions', value: 3 },
          { id: 'max_error_rate', value: 1 },
          { id: 'max_latency_p95_ms', value: 250 },
          { id: 'read_only', value: true },
        ],
      ),
    ),
  ).toEqual([
    'allowed_hosts without ["host-0.example"], with ["other.example"]',
    'max_error_rate 0.01 → 1',
    'max_error_rate, checked by: verify → nothing',
    'max_latency_p95_ms no limit → 250',
    'max_tokens 7 → no limit',
    'read_only, when broken: reject → revoke',
  ]);
});

test.each([
  [Infinity, `${'█'.repeat(24)}  100%  5 tasks  5/s  0 s left`],
  [1.4, `${'█'.repeat(24)}  100%  5 tasks  5/s  0 s left`],
  [-1, `${'░'.repeat(24)}    0%  5 tasks  5/s`],
  [NaN, `${'░'.repeat(24)}    0%  5 tasks  5/s`],
])('a bar of %d stays within its bounds', (done, text) => {
  expect(stripVTControlCharacters(renderBar({ done, compared: 5, ms: 1_000 }, plain))).toBe(text);
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
