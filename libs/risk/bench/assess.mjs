// How long one assessment takes: 10 us at most on an idle machine (spec 7.8). Over the vectors of the default policy, and with a
// policy of 1,000 resources. Usage, after a build: node libs/risk/bench/assess.mjs
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { digestOf } from '@guildhall/contracts';
import { assess, parsePolicy } from '@guildhall/risk';
import { parse } from 'yaml';

const policies = new URL('../../../policies/', import.meta.url);
const vectors = new URL('vectors/default/', policies);
const document = parse(readFileSync(new URL('default.yaml', policies), 'utf8'));
const tasks = readdirSync(vectors).map(
  (file) => JSON.parse(readFileSync(new URL(file, vectors), 'utf8')).task,
);

const compile = (policy) => {
  const sha256 = digestOf(policy, (bytes) => createHash('sha256').update(bytes).digest());
  const parsed = parsePolicy(policy, sha256);
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
};

const BATCHES = 50;
const ROUNDS = 50;

const median = (policy) => {
  const batches = Array.from({ length: BATCHES }, () => {
    const start = process.hrtime.bigint();
    for (let round = 0; round < ROUNDS; round++) for (const task of tasks) assess(task, policy);
    return Number(process.hrtime.bigint() - start) / 1000 / (ROUNDS * tasks.length);
  });
  return batches.sort((a, b) => a - b)[BATCHES / 2];
};

const many = Array.from({ length: 999 }, (_, index) => ({
  match: `service:s${index}/**`,
  data: ['internal'],
}));
const report = (name, policy) => console.log(`${name}: ${median(compile(policy)).toFixed(1)} us`);
report('default policy', document);
report('1,000 resources', { ...document, resources: [...many, { match: '**' }] });
