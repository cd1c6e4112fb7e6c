import { addDuration, durationMs, hasCome } from '@guildhall/contracts';
import type { Constraint, ConstraintId, Decision, Heartbeat } from '@guildhall/contracts';
import type { Executing, Permit, PermitEvent } from '../permit/state.js';
import { breachOf, breachOfConstraint, violating } from './breach.js';
import type { Breach } from './breach.js';
import { breachesOfTime, numberOf } from './clock.js';
import type { Beat, HeartbeatLost } from './commands.js';
import { workedBy } from './duty.js';

// Below this one unlucky request would be a rate.
const FEWEST_REQUESTS = 20;

type Judge = (limit: number, report: Heartbeat) => string | undefined;

const REPORT_LIMITS: Partial<Record<ConstraintId, Judge>> = {
  max_tokens: (limit, { tokens }) =>
    tokens > limit ? `${tokens} tokens are used, and ${limit} may be.` : undefined,
  max_error_rate: (limit, { errorRate = 0, requests = 0 }) =>
    requests >= FEWEST_REQUESTS && errorRate > limit
      ? `Of ${requests} requests ${percent(errorRate)} failed, and ${percent(limit)} may.`
      : undefined,
  max_latency_p95_ms: (limit, { latencyP95Ms = 0 }) =>
    latencyP95Ms > limit ? `The 95th percentile is ${latencyP95Ms} ms, and may be ${limit} ms.` : undefined,
};

const percent = (part: number): string => `${Number((part * 100).toFixed(4))}%`;

const breachOfReport = (constraint: Constraint, report: Heartbeat): Breach[] => {
  const { id, value } = constraint;
  const judge: Judge | undefined = Object.hasOwn(REPORT_LIMITS, id)
    ? REPORT_LIMITS[id as ConstraintId]
    : undefined;
  const text = judge?.(numberOf(value), report);
  return text === undefined ? [] : [breachOfConstraint(constraint, text)];
};

const overBudget = ({ terms, tokenBudget }: Executing, { tokens }: Heartbeat): Breach[] =>
  tokens > tokenBudget
    ? [breachOf(terms, 'budget', `${tokens} tokens are used of a budget of ${tokenBudget}.`)]
    : [];

const breaches = (permit: Executing, report: Heartbeat, now: string): Breach[] => [
  ...breachesOfTime(permit, now),
  ...overBudget(permit, report),
  ...permit.terms.constraints.flatMap((constraint) => breachOfReport(constraint, report)),
];

/**
 * The worker lives, and says how what it changes is doing. A limit that is broken for the first time is on record, with
 * what follows; one that still is, is no news. After the end it changes nothing: `dutyNow` tells the worker to stop.
 */
export const beat = (command: Beat, permit: Permit): Decision<PermitEvent> => {
  const found = workedBy(permit, command);
  if ('refusal' in found) return found;
  if (found.permit.status !== 'EXECUTING') return { events: [] };
  const { input, now } = command;
  return { events: violating(found.permit, breaches(found.permit, input, now), now) };
};

/** Nobody knows what the worker does. Nothing where it has stopped, or has only just begun. */
export const heartbeatLost = ({ now }: HeartbeatLost, permit: Permit): Decision<PermitEvent> => {
  if (permit.status !== 'EXECUTING') return { events: [] };
  const { startedAt, heartbeatWithin } = permit.work;
  if (!hasCome(addDuration(startedAt, heartbeatWithin), now)) return { events: [] };
  const seconds = durationMs(heartbeatWithin) / 1000;
  const lost = breachOf(permit.terms, 'heartbeat-lost', `The worker has not been heard of for ${seconds} s.`);
  const broken = [...breachesOfTime(permit, now), ...(hasCome(permit.window.notAfter, now) ? [] : [lost])];
  return { events: violating(permit, broken, now) };
};
