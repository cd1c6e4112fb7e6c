import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Assessment, Task } from '@guildhall/contracts';
import { assess } from '@guildhall/risk';
import type { Client } from '../src/client/client.js';
import { Failure } from '../src/failure.js';
import { loadPolicy } from '../src/offline/policy.js';
import { explainFile, explainRecorded, isFile } from '../src/policies/explaining.js';
import { renderExplained } from '../src/render/explained.js';
import { renderReasoning } from '../src/render/reasoning.js';
import { styleFor } from '../src/render/style.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const DEPLOY = inRepository('examples/demo/deploy.json');
const POLICY = loadPolicy(inRepository('policies/default.yaml'));
const OTHER = { ...POLICY, reference: { version: 'other', sha256: 'b'.repeat(64) } };
const NOW = new Date('2026-11-21T12:00:00Z');
const plain = styleFor({}, {}, NOW);

const request = JSON.parse(readFileSync(DEPLOY, 'utf8')) as Task;

const recordedBy = (policy: typeof POLICY): Assessment => {
  const outcome = assess(request, policy);
  if ('refusal' in outcome) throw new Error(outcome.refusal.message);
  return outcome.assessment;
};

/** A system that answers with these results, and what it was asked. */
const answering = (results: Record<string, unknown>) => {
  const asked: unknown[] = [];
  const query = (name: string, payload: unknown): Promise<unknown> => {
    asked.push([name, payload]);
    return Promise.resolve({ result: results[name], position: 7 });
  };
  return { asked, client: { query } as unknown as Client };
};

describe('what is to be explained', () => {
  test.each([
    ['package.json', true],
    ['LICENSE', true],
    // A folder.
    ['libs', false],
    ['-', true],
    ['nowhere/task.json', true],
    ['deploy-api', false],
  ])('%s is a file: %s', (argument, expected) => {
    expect(isFile(argument)).toBe(expected);
  });

  test('a task of a file goes by the policy that is given', () => {
    const { task, policy, explanation, ...others } = explainFile(DEPLOY, OTHER);
    expect([task, policy, explanation.outcome, others]).toEqual([
      request,
      OTHER,
      { assessment: recordedBy(OTHER) },
      {},
    ]);
  });

  test('a task on record goes by the policy that it was assessed with, and the log says the same', async () => {
    const { sha256 } = POLICY.reference;
    const { asked, client } = answering({
      'task.get': { request, assessment: recordedBy(POLICY) },
      'policy.get': { document: POLICY.document },
    });
    const { policy, explanation, recorded } = await explainRecorded(client, 'deploy-api');
    expect([policy.reference, explanation.outcome, recorded]).toEqual([
      POLICY.reference,
      { assessment: recordedBy(POLICY) },
      true,
    ]);
    expect(asked).toEqual([
      ['task.get', { taskId: 'deploy-api' }],
      ['policy.get', { sha256 }],
    ]);
  });

  test('where the log says something else, that is told', async () => {
    const { client } = answering({
      'task.get': { request, assessment: { ...recordedBy(POLICY), score: 34 } },
      'policy.get': { document: POLICY.document },
    });
    expect(await explainRecorded(client, 'deploy-api')).toMatchObject({ recorded: false });
  });

  test('another policy is asked instead, of which the log says nothing', async () => {
    const { asked, client } = answering({ 'task.get': { request, assessment: recordedBy(POLICY) } });
    const { policy, recorded } = await explainRecorded(client, 'deploy-api', OTHER);
    expect([policy, recorded, asked.length]).toEqual([OTHER, undefined, 1]);
  });

  test('of a refused task there is nothing to explain', async () => {
    const { client } = answering({ 'task.get': { taskId: 't1', status: 'refused' } });
    await expect(explainRecorded(client, 't1')).rejects.toThrow(Failure);
  });
});

describe('an explanation for people', () => {
  test('is the decision and a tree', () => {
    const lines = renderExplained(explainFile(DEPLOY, POLICY), plain).split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'deploy-api  high risk, 33 of 50: level 3 (Advanced), path advanced',
      `by policy ${POLICY.reference.version}  ${POLICY.reference.sha256.slice(0, 12)}`,
      '',
      '├─ resources: what the policy knows about the claims',
      '│  └─ service:api',
      '│     └─ entry ** adds nothing',
      '├─ score 33: the sum of the points, in the band 21-35 of level 3 and high risk',
    ]);
    expect(lines).toContain(
      '│  │  ├─ ✓ floor F1, level 2: changes to production need level 2 (environment is production; readOnly is false)',
    );
    expect(lines.at(-1)).toBe('   └─ constraint max_failed_actions 5: the default of level 3');
  });

  test('says what the log has', () => {
    const explained = explainFile(DEPLOY, POLICY);
    const last = (recorded: boolean): string | undefined =>
      renderExplained({ ...explained, recorded }, plain)
        .split('\n')
        .at(-1);
    expect(last(true)).toBe('The log has this very assessment.');
    expect(last(false)).toMatch(/^The log has another assessment of this task: /u);
  });

  test('is broken between words, below the edges of the tree', () => {
    const steps = [
      {
        text: 'one step',
        because: [
          { text: 'a rule with a name that is somewhat longer', holds: false, because: [] },
          { text: 'another', holds: true, because: [{ text: 'its member', holds: true, because: [] }] },
        ],
      },
    ];
    expect(renderReasoning(steps, { ...plain, width: 38 }).split('\n')).toEqual([
      '└─ one step',
      '   ├─ · a rule with a name that is',
      '   │    somewhat longer',
      '   └─ ✓ another (its member)',
    ]);
  });

  test('tells why a task is refused', () => {
    const { task, policy, explanation } = explainFile(DEPLOY, POLICY);
    const refused = {
      ...explanation,
      outcome: { refusal: { code: 'HARD_BLOCK' as const, rule: 'HB3', message: 'elsewhere' } },
    };
    expect(renderExplained({ task, policy, explanation: refused }, plain).split('\n')[0]).toBe(
      'deploy-api  refused: HARD_BLOCK (HB3)',
    );
  });
});
