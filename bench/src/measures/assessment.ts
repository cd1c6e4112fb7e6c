import { Task, digestOf, parseInput, parseMessage } from '@guildhall/contracts';
import type { PolicyDocument } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { assess, taskDecider } from '@guildhall/risk';
import type { Policy, RequestTask } from '@guildhall/risk';
import type { Bench } from '../bench.js';
import { notRun } from '../figures.js';
import type { Target } from '../figures.js';
import { MASTER, explorationOf } from '../load/tasks.js';
import { defaultText, documentOf, policyOf, withResources } from '../policy.js';
import { compare, factsOf, isReady, openRivals } from './engines.js';
import type { ReadyRival } from './engines.js';
import { measureReadying } from './readying.js';
import { takeTurns } from './turns.js';
import type { Took, Work } from './turns.js';
import { variations } from './variations.js';
import { vectorTasks } from './vectors.js';

const GROUP = 'Deciding, without any input or output';
const NOW = '2030-01-01T00:00:00.000Z';

const SIZES = {
  quick: { rounds: 5, passes: 5, variations: 500 },
  full: { rounds: 15, passes: 50, variations: 5000 },
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

const over =
  (tasks: readonly Task[], once: (task: Task) => unknown) =>
  (index: number): unknown => {
    const task = tasks[index % tasks.length];
    return task && once(task);
  };

interface Decision extends Work {
  target?: Target;
  note?: string;
  /** Held against Guildhall's assessment. */
  isRival?: boolean;
}

const decisionsOf = (document: PolicyDocument, policy: Policy, tasks: readonly Task[]): Decision[] => {
  const large = policyOf(withResources(document));
  return [
    {
      name: `one assessment, over the ${tasks.length} published vectors`,
      once: over(tasks, (task) => assess(task, policy)),
      target: { of: 'value', atMost: 10 },
    },
    {
      name: 'the same with a policy of 1,000 resources',
      once: over(tasks, (task) => assess(task, large)),
    },
    { name: 'one task from its bytes to the decision of the intake', once: decideOf(policy) },
  ];
};

// Held against the others before anything is timed: an engine with other rules is no rival.
const rivalOf = (
  { name, engine }: ReadyRival,
  policy: Policy,
  tasks: readonly Task[],
  more: number,
): Decision => {
  const full = tasks.find(({ window, justification }) => window && justification);
  if (!full) throw new Error('no published vector has both a window and a justification');
  const count = compare(name, engine, [...tasks, ...variations(full, more)], policy);
  return {
    name: `${name}, the level alone`,
    once: over(tasks, (task) => engine.levelOf(factsOf(task))),
    note: `${engine.describe()}; the same level as Guildhall's for ${count} tasks`,
    isRival: true,
  };
};

const addTimes = (add: Bench['add'], { work, meanMs, p99Ms }: Took<Decision>, own: Took<Decision>): void => {
  const { name, target, note, isRival } = work;
  const figure = { group: GROUP, unit: 'µs' as const };
  add({
    ...figure,
    name: `${name}, mean`,
    value: meanMs * 1000,
    ...(isRival ? { guildhall: meanMs / own.meanMs } : {}),
    ...(target ? { target } : {}),
    ...(note === undefined ? {} : { note }),
  });
  add({
    ...figure,
    name: `${name}, p99`,
    value: p99Ms * 1000,
    ...(isRival ? { guildhall: p99Ms / own.p99Ms } : {}),
  });
};

/**
 * One assessment, and the level alone as other policy engines decide it; what the intake does with a task besides: parse,
 * check against the schema, decide; and what it takes to make a policy ready. All decisions take turns.
 */
export const measureAssessment = async (bench: Bench): Promise<void> => {
  const { add, say, options } = bench;
  const sizes = SIZES[options.quick ? 'quick' : 'full'];
  say('assessment: the default policy, in Guildhall and in other policy engines');
  const document = documentOf(defaultText());
  const policy = policyOf(document);
  const tasks = vectorTasks(policy);
  const rivals = await openRivals();
  const ready = rivals.filter(isReady);
  const took = takeTurns(
    [
      ...decisionsOf(document, policy, tasks),
      ...ready.map((rival) => rivalOf(rival, policy, tasks, sizes.variations)),
    ],
    { rounds: sizes.rounds, calls: tasks.length * sizes.passes },
  );
  const [own] = took;
  if (own) for (const each of took) addTimes(add, each, own);
  for (const rival of rivals) {
    if (isReady(rival)) continue;
    say(`${rival.name} is not run: ${rival.missing}`);
    add(notRun(GROUP, rival));
  }
  measureReadying(bench, ready);
};
