import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENTS, isMutating, issuesOf } from '@guildhall/contracts';
import type { ActionRecord, Constraint, Terms } from '@guildhall/contracts';
import { actionDecision, dutyNow, isWorked, permitDecider } from '../src/index.js';
import type { Permit, PermitCommand, PermitEvent, RecordedPermitEvent } from '../src/index.js';
import { at, sha } from './factories.js';
import { complete, lapse, revoke, withdraw } from './story.js';
import {
  assign,
  atLevel0,
  beat,
  confirm,
  done,
  FIT,
  heartbeatLost,
  propose,
  record,
  report,
  rollbackTimeout,
  termsWith,
  undoable,
  working,
} from './work-story.js';

// A worker that does whatever it likes, and people, timers and clocks that do not wait for it.

const LIMITS: Constraint[] = [
  { id: 'max_error_rate', value: 0.01, onViolation: 'rollback-and-revoke' },
  { id: 'max_failed_actions', value: 2, onViolation: 'reject' },
  { id: 'max_latency_p95_ms', value: 250, onViolation: 'reject' },
];
const SCOPE = { resources: ['service:api'], actions: ['deploy'], rollbackActions: ['rollback'] };
const VARIANTS: Terms[] = [
  undoable(...LIMITS),
  atLevel0(...LIMITS),
  termsWith({}, { constraints: LIMITS, scope: SCOPE }),
  termsWith({ environment: 'staging', reversibility: 'full' }, { constraints: LIMITS }),
];

const WORKERS = ['deployer-3', 'deployer-3', 'deployer-3', 'deployer-9'] as const;
const worker = fc.constantFrom(...WORKERS);
// Mostly the next number.
const offset = fc.constantFrom(...Array<number>(14).fill(0), -1, 1);
// Mostly what the permit is for.
const action = fc.constantFrom(
  ...Array<string>(14).fill('right'),
  'rollback',
  'rollback',
  'edit',
  'read',
  'restart',
);
const digit = fc.constantFrom(...Array<string>(12).fill('1'), '2');

type Step =
  | { does: 'wait'; minutes: number }
  | { does: 'propose'; by: string; offset: number; action: string; digit: string }
  | {
      does: 'record';
      by: string;
      offset: number;
      action: string;
      digit: string;
      count: number;
      honest: boolean;
      status: 'done' | 'failed' | 'rejected';
    }
  | { does: 'confirm'; by: string }
  | { does: 'beat'; by: string; errorRate: number; latencyP95Ms: number }
  | { does: 'complete'; outcome: 'success' | 'failure'; offset: number }
  | { does: 'report'; by: string; outcome: 'done' | 'failed' }
  | { does: 'assign'; who: string }
  | { does: 'lose' | 'revoke' | 'withdraw' | 'lapse' | 'timeout' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 2, 3, 5, 8, 13, 1500),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ does: fc.constant('propose' as const), by: worker, offset, action, digit }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      does: fc.constant('record' as const),
      by: worker,
      offset,
      action,
      digit,
      count: fc.constantFrom(1, 1, 1, 3),
      honest: fc.constantFrom(true, true, true, true, true, false),
      status: fc.constantFrom('done' as const, 'done' as const, 'failed' as const, 'rejected' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('confirm' as const),
      by: fc.constantFrom('judy', 'judy', 'development-master', 'olivia', 'deployer-3'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('beat' as const),
      by: worker,
      errorRate: fc.constantFrom(0, 0, 0, 0, 0.02),
      latencyP95Ms: fc.constantFrom(100, 100, 300),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('complete' as const),
      outcome: fc.constantFrom('success' as const, 'failure' as const),
      offset,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('report' as const),
      by: worker,
      outcome: fc.constantFrom('done' as const, 'failed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('assign' as const), who: worker }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('lose', 'lose', 'revoke', 'withdraw', 'lapse', 'timeout', 'timeout'),
    }),
  },
);

interface World {
  terms: Terms;
  permit: Permit;
  log: RecordedPermitEvent[];
  minutes: number;
}

const append = (world: World, events: readonly PermitEvent[]): void => {
  for (const event of events) {
    const position = 100 + world.log.length;
    const recorded: RecordedPermitEvent = {
      ...event,
      id: `id-${position}`,
      context: event.type.startsWith('permit.') ? 'permit' : 'execution',
      entity: 't1',
      version: position,
      position,
      time: at(world.minutes),
      actor: 'somebody',
      correlation: 't1',
      causation: 'a cause',
    };
    world.log.push(recorded);
    world.permit = permitDecider.evolve(world.permit, recorded);
  }
};

/** Numbers on record, from the log alone. */
const onRecord = (log: readonly PermitEvent[]): ActionRecord[] =>
  log.flatMap((event) => (event.type === 'execution.action-recorded' ? event.data.actions : []));

const rightOf = ({ level }: Terms): string => (level === 0 ? 'edit' : 'deploy');

const targetOf = (action: string): string => (action === 'edit' ? 'repo:web/index' : 'service:api');

const actionOf = ({ action, digit }: { action: string; digit: string }, terms: Terms) => {
  const name = action === 'right' ? rightOf(terms) : action;
  return { action: name, target: targetOf(name), inputDigest: sha(digit) };
};

/** What is announced and not on record; else something that needs no announcement. */
const honestly = ({ log, terms }: World, next: number) => {
  const announced = log.findLast((event) => event.type === 'execution.action-proposed');
  if (announced?.type === 'execution.action-proposed' && announced.data.seq === next) {
    const { action, target, inputDigest } = announced.data;
    return { action, target, inputDigest };
  }
  return terms.level === 0
    ? actionOf({ action: 'right', digit: '1' }, terms)
    : { action: 'note', target: 'workspace:log', inputDigest: sha('1') };
};

const commandOf = (step: Exclude<Step, { does: 'wait' }>, world: World): PermitCommand => {
  const { log, minutes, terms } = world;
  const now = at(minutes);
  const next = Math.max(1, onRecord(log).length + 1 + ('offset' in step ? step.offset : 0));
  switch (step.does) {
    case 'propose':
      return propose({ seq: next, ...actionOf(step, terms) }, { caller: step.by, now });
    case 'record': {
      const { status } = step;
      const first = step.honest ? honestly(world, next) : actionOf(step, terms);
      const actions = Array.from({ length: step.count }, (_, index) =>
        done(next + index, { ...(index > 0 && step.honest ? honestly(world, 0) : first), status }),
      );
      return record(actions, { caller: step.by, now });
    }
    case 'confirm':
      return confirm(step.by, next, { now });
    case 'beat':
      return beat(
        { errorRate: step.errorRate, latencyP95Ms: step.latencyP95Ms, requests: 100 },
        { caller: step.by, now },
      );
    case 'complete':
      return complete('deployer-3', { outcome: step.outcome, lastSeq: next - 1 }, { now });
    case 'report':
      return report(step.outcome, { caller: step.by, now });
    case 'lose':
      return heartbeatLost(now);
    case 'revoke':
      return revoke('ivan', {}, { now });
    case 'withdraw':
      return withdraw({ now });
    case 'assign':
      return assign(step.who, { now });
    case 'lapse':
      return lapse(now);
    case 'timeout':
      return rollbackTimeout(now);
  }
};

const ENDS: readonly PermitEvent['type'][] = ['permit.revoked', 'permit.completed', 'permit.closed'];

/** Whether the log lets the worker do anything at all, said once more without a line of the decider's. */
const isGood = ({ log, minutes }: World, who: string): boolean => {
  const ended = log.some(({ type }) => ENDS.includes(type));
  if (!ended) return who === 'deployer-3' && minutes < 5 + 24 * 60;
  if (log.some(({ type }) => type === 'permit.closed')) return false;
  const grant = log.findLast(({ type }) => type.startsWith('execution.rollback-'));
  return (
    grant?.type === 'execution.rollback-granted' &&
    grant.data.workerId === who &&
    at(minutes) < grant.data.until
  );
};

const checkDecision = (world: World, step: Extract<Step, { does: 'propose' }>, seq: number): string => {
  const asked = { caller: step.by, seq, ...actionOf(step, world.terms) };
  const { decision } = actionDecision(world.permit, asked, at(world.minutes), { worker: FIT });
  if (decision === 'refused') return decision;
  expect(isGood(world, step.by)).toBe(true);
  const known = world.log.findLast(
    (event) => event.type === 'execution.action-proposed' && event.data.seq === seq,
  );
  const isKnown = onRecord(world.log).length >= seq;
  if (known?.type !== 'execution.action-proposed') {
    expect(isKnown).toBe(true);
    return decision;
  }
  const isConfirmed = world.log.some(
    (event) => event.type === 'execution.action-confirmed' && event.data.seq === seq,
  );
  if (!isKnown) expect(decision).toBe(known.data.needsConfirmation && !isConfirmed ? 'waiting' : 'permitted');
  return decision;
};

/** HB5: what was done and had not been announced is a violation in the same append. */
const checkRecord = ({ terms, log }: World, events: readonly PermitEvent[]): void => {
  if (terms.level === 0) return;
  for (const { seq, action, target, status } of onRecord(events)) {
    const announced = log.some(
      (event) => event.type === 'execution.action-proposed' && event.data.seq === seq,
    );
    const violated = events.some(
      (event) => event.type === 'permit.violation-detected' && event.data.seq === seq,
    );
    if (isMutating(action, target) && status !== 'rejected') expect(announced || violated).toBe(true);
  }
};

const checkLog = ({ log, permit }: World): void => {
  const seqs = onRecord(log).map(({ seq }) => seq);
  expect(new Set(seqs).size).toBe(seqs.length);
  for (const type of ENDS) expect(log.filter((event) => event.type === type).length).toBeLessThanOrEqual(1);
  const closing = log.findIndex(({ type }) => type === 'permit.closed');
  const afterwards = closing < 0 ? [] : log.slice(closing + 1);
  for (const event of afterwards) {
    expect(['execution.action-recorded', 'permit.violation-detected']).toContain(event.type);
    if (event.type === 'execution.action-recorded') expect(event.data.late).toBe(true);
    if (event.type === 'permit.violation-detected') expect(event.data.onViolation).toBe('reject');
  }
  const closed = log[closing];
  if (closed?.type === 'permit.closed') {
    const before = log.slice(0, closing);
    expect(closed.data.summary).toMatchObject({
      actions: onRecord(before).length,
      violations: before.filter(({ type }) => type === 'permit.violation-detected').length,
    });
  }
  expect(log.reduce(permitDecider.evolve, permitDecider.initialState)).toStrictEqual(permit);
};

const play = (terms: Terms, steps: readonly Step[], seen: Set<string>): void => {
  const world: World = { terms, permit: permitDecider.initialState, log: [], minutes: 0 };
  append(world, working(terms));
  for (const step of steps) {
    if (step.does === 'wait') {
      world.minutes += step.minutes;
      continue;
    }
    const command = commandOf(step, world);
    const decision = permitDecider.decide(command, world.permit);
    const events = 'events' in decision ? decision.events : [];
    for (const { type, data } of events)
      expect({ type, issues: issuesOf(EVENTS[type], data) }).toStrictEqual({ type, issues: [] });
    checkRecord(world, events);
    append(world, events);
    if (command.type === 'propose' && step.does === 'propose' && 'events' in decision)
      seen.add(checkDecision(world, step, command.input.seq));
    for (const who of WORKERS)
      if (isWorked(world.permit))
        expect(dutyNow(world.permit, who, at(world.minutes), { worker: FIT }) !== undefined).toBe(
          isGood(world, who),
        );
    if ('refusal' in decision) seen.add(decision.refusal.code);
    else for (const { type, data } of events) seen.add('rule' in data ? `${type} ${data.rule}` : type);
  }
  checkLog(world);
};

test('whatever a worker does, its log has no gaps, and nothing is let happen that may not be', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...VARIANTS),
      fc.array(step, { minLength: 20, maxLength: 60 }),
      (terms, steps) => {
        play(terms, steps, seen);
      },
    ),
    { numRuns: 600 },
  );
  // Else this had shown little.
  expect([...seen].sort()).toStrictEqual(
    [
      'FORBIDDEN',
      'INVALID_STATE',
      'OUT_OF_WINDOW',
      'SEPARATION_OF_DUTIES',
      'SEQUENCE_GAP',
      'WORKER_NOT_ELIGIBLE',
      'execution.action-confirmed',
      'execution.action-proposed',
      'execution.action-recorded',
      'execution.rollback-failed',
      'execution.rollback-granted',
      'execution.rollback-withdrawn',
      'execution.rolled-back',
      'permit.closed',
      'permit.completed',
      'permit.revoked',
      'permit.violation-detected changed',
      'permit.violation-detected heartbeat-lost',
      'permit.violation-detected max_error_rate',
      'permit.violation-detected max_failed_actions',
      'permit.violation-detected max_latency_p95_ms',
      'permit.violation-detected missing-record',
      'permit.violation-detected scope',
      'permit.violation-detected time_window',
      'permit.violation-detected unannounced',
      'permit.violation-detected unconfirmed',
      'permitted',
      'refused',
      'waiting',
    ].sort(),
  );
});
