import { readdirSync, readFileSync } from 'node:fs';
import { parseMessage, PolicyDocument, Task } from '@guildhall/contracts';
import type { Assessment, Refusal } from '@guildhall/contracts';
import { parse } from 'yaml';
import { assess, parsePolicy } from '../src/index.js';
import type { Policy } from '../src/index.js';
import { digest } from './support.js';

/** What a task comes to under a policy, and what has to match of that. */
export interface Vector {
  readonly file: string;
  readonly task: Task;
  readonly expect: unknown;
}

/** A policy that this repository publishes, with its vectors. */
export interface PublishedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
  readonly policy: Policy;
  readonly vectors: readonly Vector[];
}

const POLICIES = new URL('../../../policies/', import.meta.url);

const valid = <T>(read: { value: T } | { refusal: Refusal }): T => {
  if ('refusal' in read) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};

const readVector = (dir: URL, file: string): Vector => {
  const { task, expect } = JSON.parse(readFileSync(new URL(file, dir), 'utf8')) as Record<string, unknown>;
  return { file, task: valid(parseMessage(Task, task)), expect };
};

const compiled = (document: PolicyDocument): Policy => {
  const parsed = parsePolicy(document, digest(document));
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
};

const readPolicy = (name: string): PublishedPolicy => {
  const text = readFileSync(new URL(`${name}.yaml`, POLICIES), 'utf8');
  const document = valid(parseMessage(PolicyDocument, parse(text)));
  const dir = new URL(`vectors/${name}/`, POLICIES);
  const files = readdirSync(dir).sort();
  return { name, document, policy: compiled(document), vectors: files.map((file) => readVector(dir, file)) };
};

/** Every policy of `policies/`, as a table for `describe.each`. */
export const PUBLISHED: readonly (readonly [string, PublishedPolicy])[] = readdirSync(POLICIES)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readPolicy(file.replace('.yaml', '')))
  .map((published) => [published.name, published]);

/** What a vector's `expect` is about. */
export const outcome = (task: Task, policy: Policy): Assessment | { refusal: Refusal } => {
  const result = assess(task, policy);
  return 'assessment' in result ? result.assessment : result;
};
