import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '@guildhall/contracts';
import type { PermitCommand, PermitEvent } from '../../src/index.js';

/** How often what was seen: what never happened was not tested. */
export type Seen = Map<string, number>;

export const see = (seen: Seen, what: string): void => {
  seen.set(what, (seen.get(what) ?? 0) + 1);
};

const kindOf = ({ type, data }: PermitEvent): string[] => {
  switch (type) {
    case 'permit.rejected':
    case 'permit.revoked':
    case 'permit.approval-voided':
    case 'permit.amended':
      return [`${type}: ${data.reason.kind}`];
    case 'permit.violation-detected':
      return [`${type}: ${data.rule}`, `${type}: ${data.onViolation}`];
    case 'execution.rollback-withdrawn':
    case 'execution.rollback-failed':
      return [`${type}: ${data.kind}`];
    case 'execution.action-recorded':
      return data.late === true ? [`${type}: late`] : [];
    case 'permit.issued':
      return [
        `${type}: ${data.approvedBy === 'policy' ? 'policy' : 'people'} at level ${data.terms.level}`,
        ...(data.terms.assessment.path === 'emergency' ? [`${type}: in an emergency`] : []),
      ];
    case 'permit.completed':
      return [`${type}: ${data.outcome}`];
    default:
      return [];
  }
};

export const seeDecision = (seen: Seen, { type }: PermitCommand, decision: Decision<PermitEvent>): void => {
  if ('refusal' in decision) {
    const { code, rule } = decision.refusal;
    for (const what of [code, ...(rule === undefined ? [] : [rule]), `${type}: ${code}`]) see(seen, what);
    return;
  }
  if (decision.events.length === 0) see(seen, `${type}: nothing`);
  for (const event of decision.events) for (const what of [event.type, ...kindOf(event)]) see(seen, what);
};

const filesIn = (folder: URL): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder.pathname, name), 'utf8'));

/** Every code that the decider's sources name. */
export const codesInSources = (): string[] => {
  const sources = ['permit', 'work'].flatMap((name) =>
    filesIn(new URL(`../../src/${name}/`, import.meta.url)),
  );
  const codes = sources.flatMap((text) =>
    [...text.matchAll(/refuse\(\s*'([A-Z_]+)'/g)].map(([, code = '']) => code),
  );
  return [...new Set(codes)].sort();
};
