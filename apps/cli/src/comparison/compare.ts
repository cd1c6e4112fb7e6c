import { changeIn, compareTask, documentDifferences, startTally } from '@guildhall/risk';
import type { Compared, Comparison, Difference, Policy } from '@guildhall/risk';
import type { NamedPolicy } from '../policies/source.js';
import { changesFile } from './changes-file.js';
import type { ChangesFile } from './changes-file.js';
import type { ComparedTasks, TaskSource } from './source.js';

/** A policy as reports name it. */
export interface ReportedPolicy {
  name: string;
  version: string;
  sha256: string;
}

/** What would change if the policy `after` decided instead of `before`. */
export interface PolicyDiff {
  before: ReportedPolicy;
  after: ReportedPolicy;
  tasks: ComparedTasks;
  documents: readonly Difference[];
  comparison: Comparison;
}

/** How far it is. */
export interface Progress {
  /** From 0 to 1. */
  done: number;
  compared: number;
}

export interface CompareOptions {
  source: TaskSource;
  /** Where every change is written, each as one line of JSON. */
  changes: string | undefined;
  /** Files and folders that tasks are read from. */
  inputs: readonly string[];
  tell: (progress: Progress) => void;
}

const reported = ({ name, policy: { reference } }: NamedPolicy): ReportedPolicy => ({ name, ...reference });

const lineOf = (compared: Compared): string => {
  const change = changeIn(compared);
  return change ? `${JSON.stringify(change)}\n` : '';
};

const tallyOf = async (
  policies: { before: Policy; after: Policy },
  { source, changes, tell }: CompareOptions,
  file: ChangesFile,
): Promise<Comparison> => {
  const tally = startTally();
  let compared = 0;
  for await (const { tasks, done } of source.batches) {
    let lines = '';
    for (const task of tasks) {
      const result = compareTask(task, policies);
      tally.add(result);
      compared += 1;
      if (changes !== undefined) lines += lineOf(result);
    }
    await file.write(lines);
    tell({ done, compared });
  }
  return tally.total();
};

/** Compares task by task, in memory that their number does not matter to. */
export const comparePolicies = async (
  before: NamedPolicy,
  after: NamedPolicy,
  options: CompareOptions,
): Promise<PolicyDiff> => {
  const file = await changesFile(options.changes, [before.name, after.name, ...options.inputs]);
  try {
    const comparison = await tallyOf({ before: before.policy, after: after.policy }, options, file);
    return {
      before: reported(before),
      after: reported(after),
      tasks: options.source.compared(),
      documents: documentDifferences(before.policy.document, after.policy.document),
      comparison,
    };
  } finally {
    await file.close();
  }
};
