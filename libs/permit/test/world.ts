import fc from 'fast-check';
import type { Decision, Level, Override, Role, Stage, Terms } from '@guildhall/contracts';
import { permitDecider } from '../src/index.js';
import type {
  Disqualification,
  Permit,
  PermitCommand,
  PermitEvent,
  Person,
  RecordedPermitEvent,
} from '../src/index.js';
import {
  assessment,
  at,
  delegating,
  digest,
  PEOPLE,
  person,
  PLANS,
  REQUESTED_AT,
  sha,
  task,
  terms,
} from './factories.js';
import {
  amend,
  approve,
  archive,
  complete,
  disqualify,
  lapse,
  open,
  putAway,
  recheck,
  reject,
  review,
  revoke,
  sponsor,
  start,
  withdraw,
} from './story.js';

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
  | { does: 'lend'; who: string; role: Role; to: string; minutes: number }
  | { does: 'approve'; who: string; role: Role; stale: boolean; onBehalfOf?: string }
  | { does: 'sponsor'; who: string; stale: boolean }
  | { does: 'disqualify'; kind: Disqualification['kind'] }
  | { does: 'review' | 'reject' | 'revoke' | 'start' | 'complete'; who: string }
  | { does: 'archive'; who: string }
  | { does: 'open' | 'withdraw' | 'lapse' | 'amend' | 'recheck' | 'put-away' };

export interface Plot {
  variant: { level: Level; plan: Stage[] };
  /** Roles held from the beginning. */
  roles: Role[][];
  window: 'none' | 'asked';
  /** Whether the fast track is asked for. */
  hasty: boolean;
  steps: Step[];
}

const who = fc.constantFrom(...ANYBODY);
const role = fc.constantFrom(...ROLES);
const does = <D extends Step['does']>(...of: D[]) => fc.constantFrom(...of);

const stale = fc.integer({ max: 9, min: 0 }).map((n) => n === 0);
const waiting = fc.record({ does: does('wait'), minutes: fc.integer({ min: 1, max: 240 }) });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record({
      does: does('approve'),
      who,
      role,
      stale,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ does: does('approve'), who, role, stale, onBehalfOf: fc.constantFrom(...IDS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: does('lend'),
      who: fc.constantFrom(...IDS),
      role,
      to: fc.constantFrom(...IDS),
      minutes: fc.integer({ min: 1, max: 600 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: does('sponsor'), who, stale }) },
  { weight: 1, arbitrary: fc.record({ does: does('amend', 'recheck', 'recheck') }) },
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
    hasty: fc.boolean(),
    steps: fc
      .array(each, { minLength: 20, maxLength: 80 })
      .map((steps): Step[] => [{ does: 'open' }, ...steps]),
  });

/** What ends a permit without anybody who decides on it, or comes after its end. */
const ending: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: does('archive'), who }),
  fc.record({ does: does('put-away') }),
  fc.record({
    does: does('disqualify'),
    kind: fc.constantFrom('certification', 'master', 'emergency-over'),
  }),
);

export const plot = plotOf(fc.oneof({ weight: 30, arbitrary: step }, { weight: 1, arbitrary: ending }));

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

const overrides: Override[] = [
  { softBlock: 'expedited-approval', justification: 'The contract with the bank ends tonight.' },
];

export const worldOf = ({ variant: { level, plan }, roles, window, hasty }: Plot): World => ({
  terms: terms(level, {
    plan,
    mayNotApprove: ['fay', 'olivia'],
    assessment: assessment(level, { approvals: plan, reviewWithin: 'PT16H' }),
    ...(hasty ? { request: task({ overrides }) } : {}),
    ...(window === 'asked' ? { window: { notBefore: at(120), notAfter: at(600) } } : {}),
  }),
  people: new Map(IDS.map((id, index) => [id, person(...(roles[index] ?? []))])),
  owners: [],
  minutes: 0,
  position: REQUESTED_AT,
  permit: permitDecider.initialState,
  log: [],
});

type Commanding = Exclude<Step, { does: 'wait' | 'gain' | 'lose' | 'leave' | 'own' | 'lend' }>;

/** The terms as they would be, were they made anew. */
const otherTerms = (of: Terms): Terms => ({ ...of, tokenBudget: of.tokenBudget + 1 });

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
        {
          role: step.role,
          permitDigest: step.stale ? sha('0') : digest(terms),
          ...(step.onBehalfOf === undefined ? {} : { onBehalfOf: step.onBehalfOf }),
        },
        facts,
      );
    case 'sponsor':
      return sponsor(step.who, { permitDigest: step.stale ? sha('0') : digest(terms) }, facts);
    case 'amend':
      return amend(otherTerms(terms), { now });
    case 'recheck':
      return recheck(facts);
    case 'disqualify':
      return { ...disqualify({ kind: step.kind, text: 'It is gone.' }), now };
    case 'archive':
      return archive(step.who, { now, people: PEOPLE });
    case 'put-away':
      return putAway(now);
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
  const delegations = people.get(id)?.delegations ?? [];
  if (roles[role] === undefined) people.set(id, { roles: { ...roles, [role]: position }, delegations });
};

/** The directory lets people lend what they hold, and not to themselves. */
const lend = ({ people, minutes }: World, step: Extract<Step, { does: 'lend' }>): void => {
  const principal = people.get(step.who);
  if (principal?.roles[step.role] === undefined || step.who === step.to) return;
  const others = principal.delegations.filter(({ role }) => role !== step.role);
  people.set(
    step.who,
    delegating({ ...principal, delegations: others }, step.role, step.to, at(minutes + step.minutes)),
  );
};

const lose = ({ people }: World, id: string, role: Role): void => {
  const known = people.get(id);
  if (!known) return;
  const { [role]: _, ...roles } = known.roles;
  people.set(id, { roles, delegations: known.delegations.filter((given) => given.role !== role) });
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
    case 'lend':
      lend(world, step);
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
  for (const event of events) if (event.type === 'permit.amended') world.terms = event.data.terms;
  world.log.push(...events);
  world.position += events.length;
  return decision;
};
