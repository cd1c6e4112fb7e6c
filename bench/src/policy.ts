import { readFileSync } from 'node:fs';
import { PolicyDocument, digestOf, parseMessage } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { parsePolicy } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { readYaml } from '@guildhall/yaml';
import { inRepository } from './repository.js';

/** The text of the default policy. */
export const defaultText = (): string => readFileSync(inRepository('policies/default.yaml'), 'utf8');

/** A policy's text as the document it holds, checked against the published schema. */
export const documentOf = (text: string): PolicyDocument => {
  const read = readYaml(text);
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  const message = parseMessage(PolicyDocument, read.value);
  if ('refusal' in message) throw new Error(message.refusal.message);
  return message.value;
};

/** A document as a policy to assess with. */
export const policyOf = (document: PolicyDocument): Policy => {
  const parsed = parsePolicy(document, digestOf(document, sha256));
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
};

/** With 1,000 resources, of which a task meets the last. */
export const withResources = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  resources: [
    ...Array.from({ length: 999 }, (_, index) => ({
      match: `service:s${index}/**`,
      data: ['internal' as const],
    })),
    { match: '**' },
  ],
});
