import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Task, parseInput, parseMessage } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { assess, vectorMismatches } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { messageOf, unusable } from '../failure.js';
import { readInputFile } from '../files.js';

/** How one vector came out: no mismatches means that it passed. */
export interface VectorResult {
  file: string;
  mismatches: Issue[];
}

const broken = (message: string, details: Issue[] = []): Issue[] => [{ pointer: '', message }, ...details];

const isVector = (value: unknown): value is { task: unknown; expect: unknown } =>
  typeof value === 'object' && value !== null && 'task' in value && 'expect' in value;

/** Differences between what a vector expects of the assessment, or of the refusal, and what the policy makes of its task. */
const mismatchesOf = (bytes: Uint8Array, policy: Policy): Issue[] => {
  const input = parseInput(bytes);
  if (!('value' in input)) return broken(input.refusal.message, input.refusal.details);
  if (!isVector(input.value)) return broken('must be { "task": ..., "expect": ... }');
  const { task, expect } = input.value;
  const message = parseMessage(Task, task);
  const outcome = 'value' in message ? assess(message.value, policy) : message;
  const actual = 'assessment' in outcome ? outcome.assessment : outcome;
  return vectorMismatches(expect, actual);
};

const filesIn = (dir: string): string[] => {
  try {
    return readdirSync(dir)
      .filter((file) => file.endsWith('.json'))
      .sort();
  } catch (error) {
    throw unusable(`${dir} cannot be read: ${messageOf(error)}`);
  }
};

/** Runs every `*.json` of `dir` (`{ "task", "expect" }`, partial match) against a policy. */
export const runVectors = (dir: string, policy: Policy): VectorResult[] => {
  const files = filesIn(dir);
  if (files.length === 0) throw unusable(`There are no vectors in ${dir}.`);
  return files.map((file) => ({ file, mismatches: mismatchesOf(readInputFile(join(dir, file)), policy) }));
};
