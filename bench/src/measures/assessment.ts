import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PolicyDocument, Task, digestOf, parseInput, parseMessage } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { assess, parsePolicy, taskDecider } from '@guildhall/risk';
import type { Policy, RequestTask } from '@guildhall/risk';
import { parse } from 'yaml';
import type { Bench } from '../bench.js';
import { readJson } from '../json.js';
import { MASTER, explorationOf } from '../load/tasks.js';
import { inRepository } from '../repository.js';
import { median } from '../statistics.js';

const GROUP = 'Deciding, without any input or output';
const NOW = '2030-01-01T00:00:00.000Z';
const ROUNDS = 15;

const defaultPolicy = (): Policy => {
  const document: unknown = parse(readFileSync(inRepository('policies/default.yaml'), 'utf8'));
  const message = parseMessage(PolicyDocument, document);
  if ('refusal' in message) throw new Error(message.refusal.message);
  const parsed = parsePolicy(message.value, digestOf(message.value, sha256));
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
};

/** Every task of the published vectors that can be assessed: from a local exploration to a deployment with approvals. */
const vectorTasks = (policy: Policy): Task[] => {
  const folder = inRepository('policies/vectors/default');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const read = parseMessage(Task, (readJson(join(folder, name)) as { task: unknown }).task);
      return 'value' in read && 'assessment' in assess(read.value, policy) ? [read.value] : [];
    });
};

/** Microseconds a call, the median of rounds after one that does not count. */
const microseconds = (calls: number, call: (index: number) => unknown): number => {
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const since = performance.now();
    for (let index = 0; index < calls; index++) call(index);
    if (round > 0) rounds.push(((performance.now() - since) * 1000) / calls);
  }
  return median(rounds);
};

const decideOf = (policy: Policy): (() => unknown) => {
  const body = new TextEncoder().encode(JSON.stringify(explorationOf('bench')));
  const masters = new Map([[MASTER, { status: 'active', level: 3 }]] as const);
  return () => {
    const input = parseInput(body);
    if ('refusal' in input) throw new Error(input.refusal.message);
    const command: RequestTask = {
      type: 'request',
      from: MASTER,
      receivedAt: NOW,
      read: parseMessage(Task, input.value),
      digest: (value) => digestOf(value, sha256),
      facts: { bootstrapped: true, masters, emergencies: new Map(), policies: new Map() },
      policy,
      now: NOW,
      unsafeBroker: false,
    };
    const decision = taskDecider.decide(command, taskDecider.initialState);
    if ('refusal' in decision) throw new Error(JSON.stringify(decision.refusal));
    return decision;
  };
};

/** One assessment, and what the intake does with a task besides: parse, check against the schema, decide. */
export const measureAssessment = ({ add, say, options }: Bench): void => {
  say('assessment');
  const policy = defaultPolicy();
  const tasks = vectorTasks(policy);
  const calls = tasks.length * (options.quick ? 20 : 200);
  add({
    group: GROUP,
    name: `one assessment, mean over the ${tasks.length} published vectors`,
    value: microseconds(calls, (index) => {
      const task = tasks[index % tasks.length];
      return task && assess(task, policy);
    }),
    unit: 'µs',
    target: { of: 'value', atMost: 10 },
  });
  add({
    group: GROUP,
    name: 'one task from its bytes to the decision of the intake',
    value: microseconds(calls, decideOf(policy)),
    unit: 'µs',
  });
};
