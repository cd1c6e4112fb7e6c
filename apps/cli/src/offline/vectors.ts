import { readdirSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { Task, parseMessage } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { assess, vectorMismatches } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { Failure, messageOf, unusable } from '../failure.js';
import type { Detail } from '../failure.js';
import { readContent } from '../input.js';

/** How one vector came out: it passed where it is not broken and there are no mismatches. Pointers are those of its file. */
export interface VectorResult {
  /** Its path in the folder of the vectors. */
  file: string;
  /** Why it is no vector. */
  broken?: string;
  mismatches: Detail[];
}

/** Whether the policy does what the vector expects. */
export const passes = ({ broken, mismatches }: VectorResult): boolean =>
  broken === undefined && mismatches.length === 0;

type Outcome = Omit<VectorResult, 'file'>;

interface Vector {
  task: unknown;
  expect: object;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A vector that expects nothing would pass whatever the policy says. */
const isVector = (value: unknown): value is Vector =>
  isObject(value) &&
  'task' in value &&
  'expect' in value &&
  isObject(value.expect) &&
  Object.keys(value.expect).length > 0;

const under = (parent: string, issues: readonly Issue[]): Issue[] =>
  issues.map(({ pointer, message }) => ({ pointer: `${parent}${pointer}`, message }));

/** Differences between what a vector expects and what the policy makes of its task. */
const differences = ({ task, expect }: Vector, policy: Policy): Issue[] => {
  const read = parseMessage(Task, task);
  const outcome = 'value' in read ? assess(read.value, policy) : read;
  if ('refusal' in outcome) {
    if ('refusal' in expect) return under('/expect', vectorMismatches(expect, outcome));
    const { code, message, details = [] } = outcome.refusal;
    return [
      { pointer: '/expect', message: `expected an assessment, got ${code}: ${message}` },
      ...under('/task', details),
    ];
  }
  const { assessment } = outcome;
  return 'refusal' in expect
    ? [
        {
          pointer: '/expect/refusal',
          message: `expected a refusal, got an assessment of level ${assessment.level}`,
        },
      ]
    : under('/expect', vectorMismatches(expect, assessment));
};

const NO_VECTOR = 'must be { "task": ..., "expect": ... }, and expect something';

const outcomeOf = (path: string, policy: Policy): Outcome => {
  const { value, locate } = readContent(path);
  return isVector(value)
    ? { mismatches: locate(differences(value, policy)) }
    : { broken: NO_VECTOR, mismatches: [] };
};

const run = (dir: string, file: string, policy: Policy): VectorResult => {
  try {
    return { file, ...outcomeOf(join(dir, file), policy) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, details = [] } = error.refusal;
    return {
      file,
      broken: 'cannot be read',
      mismatches: details.length > 0 ? details : [{ pointer: '', message }],
    };
  }
};

const VECTOR = /\.(?:json|ya?ml)$/i;
const inOrder = new Intl.Collator('en', { numeric: true });

const filesIn = (dir: string): string[] => {
  try {
    const entries = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    return entries.filter((file) => VECTOR.test(file)).sort((a, b) => inOrder.compare(a, b));
  } catch (error) {
    throw unusable(`${dir} cannot be read: ${messageOf(error)}`);
  }
};

/** Where the vectors of a policy are by default: `vectors/NAME` beside `NAME.yaml`. */
export const vectorsBeside = (policyFile: string): string =>
  join(dirname(policyFile), 'vectors', parse(policyFile).name);

/**
 * Runs every JSON and YAML file of `dir` and of the folders in it (`{ "task", "expect" }`, partial match) against a
 * policy.
 */
export const runVectors = (dir: string, policy: Policy): VectorResult[] => {
  const files = filesIn(dir);
  if (files.length === 0) throw unusable(`There are no vectors in ${dir}.`);
  return files.map((file) => run(dir, file, policy));
};
