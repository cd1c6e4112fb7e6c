import { ROLES, hasCome } from '@guildhall/contracts';
import type { Recorded, Role } from '@guildhall/contracts';

/** Roles a person holds, each with the log position since when it was held without a break. */
export type RolesSince = Readonly<Partial<Record<Role, number>>>;

/** A role that somebody else may use for a time; it ends early where the principal loses the role. */
export interface Delegation {
  role: Role;
  to: string;
  /** Half-open: it is good before this moment. */
  until: string;
}

/** Somebody the directory knows. */
export interface Person {
  /** Their own; what others let them use is with those others. */
  roles: RolesSince;
  /** What this person lets others use: of each role, the last that was given and not ended. It may be over by now. */
  delegations: readonly Delegation[];
  /** SHA-256 of the bootstrap file that brought them, if one did. */
  bootstrap?: string;
}

/** Enrolled people by id; who is missing is not enrolled. */
export type People = ReadonlyMap<string, Person>;

/** Events that `evolvePeople` wants, in log order. */
export const PEOPLE_EVENTS = [
  'directory.enrolled',
  'directory.roles-changed',
  'directory.removed',
  'directory.delegated',
  'directory.delegation-ended',
] as const;

/** What changes who the people are. */
export type PeopleEvent = Recorded<(typeof PEOPLE_EVENTS)[number]>;

const OF_PEOPLE: ReadonlySet<string> = new Set(PEOPLE_EVENTS);

/** Whether the event changes who the people are. */
export const isPeopleEvent = (event: Recorded): event is PeopleEvent => OF_PEOPLE.has(event.type);

// A role that was held before is held without a break.
const rolesFrom = (roles: readonly Role[], position: number, before: RolesSince = {}): RolesSince =>
  Object.fromEntries(roles.map((role) => [role, before[role] ?? position]));

const enrolled = ({ data, position }: Recorded<'directory.enrolled'>): Person => ({
  roles: rolesFrom(data.roles, position),
  delegations: [],
  ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
});

// Whoever gets a role back has to delegate it anew.
const changed = (person: Person, { data, position }: Recorded<'directory.roles-changed'>): Person => ({
  ...person,
  roles: rolesFrom(data.roles, position, person.roles),
  delegations: person.delegations.filter(({ role }) => data.roles.includes(role)),
});

/** The person after the event; undefined where they are not enrolled. */
export const evolvePerson = (person: Person | undefined, event: PeopleEvent): Person | undefined => {
  if (event.type === 'directory.enrolled') return enrolled(event);
  if (person === undefined || event.type === 'directory.removed') return undefined;
  if (event.type === 'directory.roles-changed') return changed(person, event);
  const others = person.delegations.filter(({ role }) => role !== event.data.role);
  if (event.type === 'directory.delegation-ended') return { ...person, delegations: others };
  const { role, to, until } = event.data;
  return { ...person, delegations: [...others, { role, to, until }] };
};

/** Everybody enrolled so far: a pure fold over the log, indifferent to an event it gets twice. */
export const evolvePeople = (people: People, event: PeopleEvent): People => {
  const next = new Map(people);
  const person = evolvePerson(people.get(event.entity), event);
  if (person) next.set(event.entity, person);
  else next.delete(event.entity);
  return next;
};

/** Whether the person holds the role now, themselves. */
export const holdsRole = (person: Person | undefined, role: Role): boolean =>
  person?.roles[role] !== undefined;

/** All roles that the person holds now, themselves; none where nobody is enrolled. */
export const rolesHeld = (person: Person | undefined): Role[] =>
  ROLES.filter((role) => holdsRole(person, role));

/** The delegation by which `to` may use the principal's role at `now`, if there is one. */
export const delegationTo = (
  principal: Person | undefined,
  role: Role,
  to: string,
  now: string,
): Delegation | undefined =>
  principal?.delegations.find(
    (delegation) => delegation.role === role && delegation.to === to && !hasCome(delegation.until, now),
  );
