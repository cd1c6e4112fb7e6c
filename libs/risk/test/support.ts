import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { digestOf, parseMessage, PolicyDocument, Task } from '@guildhall/contracts';
import type { Assessment, Issue, Refusal } from '@guildhall/contracts';
import { parse } from 'yaml';
import { assess, compilePolicy, parsePolicy } from '../src/index.js';
import type { Policy } from '../src/index.js';

const POLICIES = new URL('../../../policies/', import.meta.url);

export const digest = (value: unknown): string =>
  digestOf(value, (bytes) => createHash('sha256').update(bytes).digest());

const valid = <T>(read: { value: T } | { refusal: Refusal }): T => {
  if ('refusal' in read) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};

/** The text of the default policy's file. */
export const DEFAULT_TEXT = readFileSync(new URL('default.yaml', POLICIES), 'utf8');
export const DEFAULT_DOCUMENT = valid(parseMessage(PolicyDocument, parse(DEFAULT_TEXT)));

/** The default policy with some keys replaced; still of the published shape. */
export const documentWith = (changes: object): PolicyDocument =>
  valid(parseMessage(PolicyDocument, { ...DEFAULT_DOCUMENT, ...changes }));

const isHeldByCode = ({ message }: Issue): boolean => / HB4 | whatever a policy says/u.test(message);

/** A policy that may be weaker than code lets one be, as a log might hold one; with nothing else wrong. */
export const compile = (document: PolicyDocument): Policy => {
  const parsed = parsePolicy(document, digest(document));
  const issues = 'issues' in parsed ? parsed.issues.filter((issue) => !isHeldByCode(issue)) : [];
  if (issues.length > 0) throw new Error(JSON.stringify(issues));
  return compilePolicy(document, digest(document));
};

export const policyWith = (changes: object): Policy => compile(documentWith(changes));
export const DEFAULT_POLICY = compile(DEFAULT_DOCUMENT);

/** What is wrong with the default policy once `changes` are made. */
export const issuesWith = (changes: object): Issue[] => {
  const document = documentWith(changes);
  const parsed = parsePolicy(document, digest(document));
  return 'issues' in parsed ? parsed.issues : [];
};

const BASE = {
  taskId: 't1',
  title: 'Restart the parser',
  operation: 'standard-operation',
  environment: 'dev',
  reversibility: 'full',
  dataSensitivity: [],
  impactScope: 'component',
  customerImpact: 'none',
  scope: { resources: ['service:parser'], actions: ['read', 'restart'] },
  capability: 'deploy',
  justification: 'A justification long enough.',
};

/** A task of the published shape: a small one in dev, with what is given instead; `undefined` leaves a member out. */
export const task = (changes: object = {}): Task => {
  const members = Object.entries({ ...BASE, ...changes }).filter(([, value]) => value !== undefined);
  return valid(parseMessage(Task, Object.fromEntries(members)));
};

/** The assessment of a task that is expected to have one. */
export const assessed = (changes: object = {}, policy: Policy = DEFAULT_POLICY): Assessment => {
  const result = assess(task(changes), policy);
  if ('refusal' in result) throw new Error(JSON.stringify(result.refusal));
  return result.assessment;
};

/** The refusal of a task that is expected to be refused. */
export const refused = (changes: object, policy: Policy = DEFAULT_POLICY): Refusal => {
  const result = assess(task(changes), policy);
  if ('assessment' in result) throw new Error(`assessed at level ${result.assessment.level}`);
  return result.refusal;
};
