import type { Decision } from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';
import type { Verdict } from './verdict.js';

// Answers without their texts: what they say in words is nobody's promise.

const wordless = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'text' in value
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'text'))
    : value;

const bare = ({ type, data }: PermitEvent) => ({
  type,
  data: Object.fromEntries(
    Object.entries(data)
      .filter(([key]) => key !== 'text')
      .map(([key, value]) => [key, key === 'reason' ? wordless(value) : value]),
  ),
});

/** What the decider says. */
export const answerOf = (decision: Decision<PermitEvent>): object => {
  if ('events' in decision) return decision.events.map(bare);
  const { code, rule } = decision.refusal;
  return rule === undefined ? { code } : { code, rule };
};

/** What the model demands. */
export const demandOf = (verdict: Verdict): object =>
  'events' in verdict ? verdict.events.map(bare) : verdict;
