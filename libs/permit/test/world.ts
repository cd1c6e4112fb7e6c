import fc from 'fast-check';
import type { Decision, Level, Role, Stage, Terms } from '@guildhall/contracts';
import { permitDecider } from '../src/index.js';
import type { Permit, PermitCommand, PermitEvent, Person, RecordedPermitEvent } from '../src/index.js';
import { assessment, at, digest, person, PLANS, REQUESTED_AT, sha, terms } from './factories.js';
import { approve, complete, lapse, open, reject, review, revoke, start, withdraw } from './story.js';

// A small world in which anybody tries anything: people come and go, roles change hands, and the clock runs.

export const ROLES = ['manager', 'engineering-director', 'security-lead', 'vp'] as const satisfies Role[];
const IDS = ['ann', 'ben', 'cy', 'dee', 'eve', 'fay'] as const;
const ANYBODY = [...IDS, 'olivia', 'stranger', 'development-master', 'deployer-3', 'deployer-2'] as const;

/** Plans of level 2 and 3, and one with two stages, several places and a role that comes twice. */
const VARIANTS: { level: Level; plan: Stage[] }[] = [
  { level: 0, plan: [] },
  { level: 2, plan: PLANS[2] },
  { level: 3, plan: PLANS[3] },
  {
    level: 2,
    plan: [
      { stage: 'first', roles: { manager: 2 } },
      { stage: 'second', roles: { vp: 1, manager: 1 } },
    ],
  },
];

export type Step =
  | { does: 'wait'; minutes: number }
  | { does: 'gain' | 'lose'; who: string; role: Role }
  | { does: 'leave' | 'own'; who: string }
  | { does: 'approve'; who: string; role: Role; stale: boolean }
  | { does: 'review' | 'reject' | 'revoke' | 'start' | 'complete'; who: string }
  | { does: 'open' | 'withdraw' | 'lapse' };

export interface Plot {
  variant: { level: Level; plan: Stage[] };
  /** Roles held from the beginning. */
  roles: Role[][];
  window: 'none' | 'asked';
  steps: Step[];
}

const who = fc.constantFrom(...ANYBODY);
const role = fc.constantFrom(...ROLES);
const does = <D extends Step['does']>(...of: D[]) => fc.constantFrom(...of);

const waiting = fc.record({ does: does('wait'), minutes: fc.integer({ min: 1, max: 240 }) });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      does: does('approve'),
      who,
      role,
      stale: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: waiting },
  { weight: 2, arbitrary: fc.record({ does: does('gain', 'lose'), who: fc.constantFrom(...IDS), role }) },
  { weight: 1, arbitrary: fc.record({ does: does('leave', 'own'), who: fc.constantFrom(...IDS) }) },
  { weight: 2, arbitrary: fc.record({ does: does('review'), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: does('start', 'complete'),
      who: fc.constantFrom('deployer-3', 'deployer-3', 'deployer-2', 'ann'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: does('reject', 'revoke'), who }) },
  { weight: 1, arbitrary: fc.record({ does: does('open', 'withdraw') }) },
);

const plotOf = (each: fc.Arbitrary<Step>): fc.Arbitrary<Plot> =>
  fc.record({
    variant: fc.constantFrom(...VARIANTS),
    roles: fc.array(fc.uniqueArray(role, { minLength: 1, maxLength: 3 }), {
      minLength: IDS.length,
      maxLength: IDS.length,
    }),
    window: fc.constantFrom('none', 'none', 'none', 'asked'),
    steps: fc
      .array(each, { minLength: 20, maxLength: 80 })
      .map((steps): Step[] => [{ does: 'open' }, ...steps]),
  });

export const plot = plotOf(step);

/** Plots in which time flies, and timers go off whenever they like. */
export const longPlot = plotOf(
  fc.oneof(
    { weight: 4, arbitrary: step },
    { weight: 2, arbitrary: waiting },
    { weight: 1, arbitrary: fc.record({ does: does('lapse') }) },
  ),
);

export interface World {
  terms: Terms;
  people: Map<string, Person>;
  owners: string[];
  minutes: number;
  position: number;
  permit: Permit;
  log: RecordedPermitEvent[];
}

export const worldOf = ({ variant: { level, plan }, roles, window }: Plot): World => ({
  terms: terms(level, {
    plan,
    mayNotApprove: ['fay', 'olivia'],
    assessment: assessment(level, { approvals: plan, reviewWithin: 'PT16H' }),
    ...(window === 'asked' ? { window: { notBefore: at(120), notAfter: at(600) } } : {}),
  }),
  people: new Map(IDS.map((id, index) => [id, person(...(roles[index] ?? []))])),
  owners: [],
  minutes: 0,
  position: REQUESTED_AT,
  permit: permitDecider.initialState,
  log: [],
});

type Commanding = Exclude<Step, { does: 'wait' | 'gain' | 'lose' | 'leave' | 'own' }>;

/** What the step asks of the permit, with the facts of the world as it is. */
export const commandOf = (step: Commanding, { terms, minutes, people, owners }: World): PermitCommand => {
  const now = at(minutes);
  const facts = { now, people, owners };
  switch (step.does) {
    case 'open':
      return open(terms, { now });
    case 'withdraw':
      return withdraw({ now });
    case 'lapse':
      return lapse(now);
    case 'approve':
      return approve(
        step.who,
        { role: step.role, permitDigest: step.stale ? sha('0') : digest(terms) },
        facts,
      );
    case 'review':
      return review(step.who, facts);
    case 'reject':
      return reject(step.who, {}, facts);
    case 'revoke':
      return revoke(step.who, {}, { now, people });
    case 'start':
      return start(step.who, {}, { now });
    case 'complete':
      return complete(step.who, {}, { now });
  }
};

const gain = ({ people, position }: World, id: string, role: Role): void => {
  const roles = people.get(id)?.roles ?? {};
  if (roles[role] === undefined) people.set(id, { roles: { ...roles, [role]: position } });
};

const lose = ({ people }: World, id: string, role: Role): void => {
  const known = people.get(id);
  if (!known) return;
  const { [role]: _, ...roles } = known.roles;
  people.set(id, { roles });
};

/** Changes the world around the permit; false where the step is one that asks something of the permit. */
const happensAround = (world: World, step: Step): step is Exclude<Step, Commanding> => {
  world.position += 1;
  switch (step.does) {
    case 'wait':
      world.minutes += step.minutes;
      return true;
    case 'gain':
      gain(world, step.who, step.role);
      return true;
    case 'lose':
      lose(world, step.who, step.role);
      return true;
    case 'leave':
      world.people.delete(step.who);
      return true;
    case 'own':
      world.owners.push(step.who);
      return true;
    default:
      return false;
  }
};

const record = (world: World, events: readonly PermitEvent[]): RecordedPermitEvent[] =>
  events.map((event, index) => ({
    ...event,
    id: `id-${world.position + index}`,
    context: 'permit',
    entity: 't1',
    version: world.log.length + index + 1,
    position: world.position + index,
    time: at(world.minutes),
    actor: 'somebody',
    correlation: 't1',
    causation: 'a cause',
  }));

/** Takes a step; where it asks something of the permit, what was decided is in the log and in the world's permit. */
export const advance = (world: World, step: Step): Decision<PermitEvent> | undefined => {
  if (happensAround(world, step)) return undefined;
  const decision = permitDecider.decide(commandOf(step, world), world.permit);
  const events = record(world, 'events' in decision ? decision.events : []);
  world.permit = events.reduce(permitDecider.evolve, world.permit);
  world.log.push(...events);
  world.position += events.length;
  return decision;
};
