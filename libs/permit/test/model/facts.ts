import type { EmergencyState, Role } from '@guildhall/contracts';
import type { Person } from '../../src/index.js';
import { person } from '../factories.js';

/** The guild around a permit, as the log says it is at the moment. */
export interface Facts {
  /** Milliseconds. */
  now: number;
  /** Of the last event of the log. */
  position: number;
  people: ReadonlyMap<string, Person>;
  /** Of the worker or the master, now or not long ago. */
  owners: readonly string[];
  emergency: { status: EmergencyState; ends?: number };
}

/** Nearly everybody holds one role; two hold several. */
const ROLES_OF: Record<string, Role[]> = {
  ann: ['manager'],
  ben: ['engineering-director'],
  cy: ['security-lead'],
  dee: ['architect'],
  eve: ['vp'],
  fay: ['cto'],
  gus: ['ciso'],
  hal: ['cab'],
  ivy: ['incident-commander'],
  joe: ['operator'],
  kim: ['manager', 'engineering-director', 'security-lead', 'vp'],
  lou: ['manager', 'security-lead', 'architect', 'cab', 'cto', 'incident-commander'],
};

export const PEOPLE_IDS: readonly string[] = Object.keys(ROLES_OF);

export const BEGINNING: Facts = {
  now: Date.parse('2026-11-21T10:00:00.000Z'),
  position: 100,
  people: new Map(Object.entries(ROLES_OF).map(([id, roles]) => [id, person(...roles)])),
  owners: [],
  emergency: { status: 'REQUESTED' },
};

/** `id role` of everybody who holds a role now. */
export const holdersIn = ({ people }: Facts): Set<string> =>
  new Set([...people].flatMap(([id, { roles }]) => Object.keys(roles).map((role) => `${id} ${role}`)));

const withPerson = (facts: Facts, id: string, change: (person: Person) => Person | undefined): Facts => {
  const people = new Map(facts.people);
  const changed = change(people.get(id) ?? person());
  if (changed) people.set(id, changed);
  else people.delete(id);
  return { ...facts, people };
};

export const gaining = (facts: Facts, id: string, role: Role): Facts =>
  withPerson(facts, id, (before) => ({
    ...before,
    roles: { ...before.roles, [role]: before.roles[role] ?? facts.position },
  }));

export const losing = (facts: Facts, id: string, role: Role): Facts =>
  facts.people.has(id)
    ? withPerson(facts, id, ({ roles: { [role]: _, ...roles }, delegations }) => ({
        roles,
        delegations: delegations.filter((given) => given.role !== role),
      }))
    : facts;

export const leaving = (facts: Facts, id: string): Facts => withPerson(facts, id, () => undefined);

export const delegating = (facts: Facts, id: string, role: Role, to: string, until: string): Facts =>
  facts.people.get(id)?.roles[role] === undefined
    ? facts
    : withPerson(facts, id, ({ roles, delegations }) => ({
        roles,
        delegations: [...delegations.filter((given) => given.role !== role), { role, to, until }],
      }));
