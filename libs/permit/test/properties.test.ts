import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import type { EventData, PermitState, Stage } from '@guildhall/contracts';
import { permitDecider, statusOf, whoCouldApprove } from '../src/index.js';
import type { PermitEvent, RecordedPermitEvent } from '../src/index.js';
import { at, digest } from './factories.js';
import { advance, commandOf, plot, ROLES, worldOf } from './world.js';
import type { Plot, Step, World } from './world.js';

type Named = PermitState | 'NONE';

/** 3.1, as far as it is built: what one command may lead to. */
const TRANSITIONS: Record<Named, Named[]> = {
  NONE: ['REQUESTED', 'ACTIVE', 'REJECTED'],
  REQUESTED: ['REQUESTED', 'UNDER_REVIEW', 'ACTIVE', 'REJECTED'],
  UNDER_REVIEW: ['REQUESTED', 'UNDER_REVIEW', 'ACTIVE', 'REJECTED'],
  APPROVED: [],
  REJECTED: ['ARCHIVED'],
  ACTIVE: ['EXECUTING', 'CLOSED'],
  EXECUTING: ['CLOSED'],
  REVOKED: [],
  COMPLETED: [],
  CLOSED: ['ARCHIVED'],
  ARCHIVED: [],
};

const nameOf = ({ permit }: World): Named => statusOf(permit) ?? 'NONE';

type Approval = EventData<'permit.approval-recorded'>;

/** The approvals that the log says count, from its events alone. */
const counting = (log: readonly RecordedPermitEvent[]): Approval[] => {
  let approvals: Approval[] = [];
  for (const event of log) {
    if (event.type === 'permit.amended') approvals = [];
    if (event.type === 'permit.approval-recorded') approvals.push(event.data);
    if (event.type === 'permit.approval-voided') {
      const { approver } = event.data;
      approvals.splice(
        approvals.findIndex((approval) => approval.approver === approver),
        1,
      );
    }
  }
  return approvals;
};

/** Until when approvals count, from the events alone. */
const reviewBy = (log: readonly RecordedPermitEvent[]): string | undefined => {
  let [first, now]: (string | undefined)[] = [];
  for (const event of log) {
    if (event.type === 'permit.requested') first = now = event.data.reviewBy;
    if (event.type === 'permit.sponsored') now = event.data.reviewBy;
    if (event.type === 'permit.amended') now = first;
  }
  return now;
};

const places = (plan: readonly Stage[]): string[] =>
  plan.flatMap(({ stage, roles }) =>
    Object.entries(roles).flatMap(([role, count]) => Array.from({ length: count }, () => `${stage} ${role}`)),
  );

/** HB4, said once more without a line of the decider's. */
const checkApproved = (world: World): void => {
  const { terms, people, owners, log } = world;
  const approvals = counting(log);
  const requested = log[0];
  const filled = approvals.map(({ stage, role }) => `${stage} ${role}`);
  expect(filled.sort()).toStrictEqual(places(terms.plan).sort());
  const used = approvals.flatMap(({ approver, onBehalfOf }) =>
    onBehalfOf ? [approver, onBehalfOf] : [approver],
  );
  expect(new Set(used).size).toBe(used.length);
  for (const id of used) {
    expect(terms.mayNotApprove).not.toContain(id);
    expect(owners).not.toContain(id);
    expect(people.has(id)).toBe(true);
  }
  for (const { approver, onBehalfOf, role, permitDigest } of approvals) {
    expect(people.get(onBehalfOf ?? approver)?.roles[role]).toBeLessThan(requested?.position ?? 0);
    expect(permitDigest).toBe(digest(terms));
  }
  expect(Date.parse(at(world.minutes))).toBeLessThan(Date.parse(reviewBy(log) ?? at(world.minutes + 1)));
};

const checkStarted = ({ log, minutes }: World): void => {
  const issued = log.find((event) => event.type === 'permit.issued');
  if (issued?.type !== 'permit.issued') throw new Error('started without being issued');
  expect(Date.parse(issued.data.window.notBefore)).toBeLessThanOrEqual(Date.parse(at(minutes)));
  expect(Date.parse(at(minutes))).toBeLessThan(Date.parse(issued.data.window.notAfter));
};

const checkEvents = (world: World, events: readonly PermitEvent[], before: Named): void => {
  for (const { type, data } of events)
    expect({ type, issues: issuesOf(EVENTS[type], data) }).toStrictEqual({ type, issues: [] });
  expect(TRANSITIONS[before]).toContain(nameOf(world));
  if (events.some(({ type }) => type === 'permit.issued')) checkApproved(world);
  if (events.some(({ type }) => type === 'permit.execution-started')) checkStarted(world);
};

/** Every step of the plot, each checked; says where it led. */
const play = (script: Plot): string[] => {
  const world = worldOf(script);
  const seen = script.steps.flatMap((step) => {
    const before = nameOf(world);
    const decision = advance(world, step);
    if (decision === undefined) return [];
    if ('refusal' in decision) return [decision.refusal.code];
    if (decision.events.length > 0) checkEvents(world, decision.events, before);
    return decision.events.map(({ type }) => type);
  });
  expect(world.log.reduce(permitDecider.evolve, permitDecider.initialState)).toStrictEqual(world.permit);
  return seen;
};

test('whoever tries whatever, a permit keeps to its states and nobody gets past its plan', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(plot, (script) => {
      for (const each of play(script)) seen.add(each);
    }),
    { numRuns: 1000 },
  );
  // Else this had shown little.
  expect([...seen]).toEqual(
    expect.arrayContaining([
      'ALREADY_APPROVED',
      'FORBIDDEN',
      'INVALID_STATE',
      'OUT_OF_WINDOW',
      'ROLE_FILLED',
      'ROLE_NOT_HELD',
      'SEPARATION_OF_DUTIES',
      'STAGE_NOT_OPEN',
      'STALE_VIEW',
      'permit.amended',
      'permit.approval-recorded',
      'permit.approval-voided',
      'permit.approved',
      'permit.archived',
      'permit.closed',
      'permit.completed',
      'permit.execution-started',
      'permit.issued',
      'permit.rejected',
      'permit.requested',
      'permit.review-started',
      'permit.revoked',
      'permit.sponsored',
    ]),
  );
});

const may = (world: World, step: Extract<Step, { does: 'approve' }>): boolean =>
  'events' in permitDecider.decide(commandOf(step, world), world.permit);

/** Who may approve in which role, in their own right or in that of another, by trying. */
const admitted = (world: World): string[] => {
  const ids = [...world.people.keys()];
  return ids.flatMap((who) =>
    ROLES.filter((role) => {
      const own = { does: 'approve', who, role, stale: false } as const;
      return may(world, own) || ids.some((onBehalfOf) => may(world, { ...own, onBehalfOf }));
    }).map((role) => `${who} as ${role}`),
  );
};

const named = (world: World): string[] => [
  ...new Set(
    whoCouldApprove(world.permit, world, at(world.minutes))
      .filter(({ open }) => open)
      .flatMap(({ role, people }) => people.map((id) => `${id} as ${role}`)),
  ),
];

test('whoever is named as one who could approve now may, and nobody else', () => {
  let most = 0;
  fc.assert(
    fc.property(plot, (script) => {
      const world = worldOf(script);
      for (const step of script.steps) {
        advance(world, step);
        expect(named(world).sort()).toStrictEqual(admitted(world).sort());
        most = Math.max(most, named(world).length);
      }
    }),
    { numRuns: 60 },
  );
  expect(most).toBeGreaterThan(3);
});
