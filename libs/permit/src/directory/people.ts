import type { Recorded, Role } from '@guildhall/contracts';

/** Roles a person holds, each with the log position since when it was held without a break. */
export type RolesSince = Readonly<Partial<Record<Role, number>>>;

/** Somebody the directory knows. */
export interface Person {
  roles: RolesSince;
  /** SHA-256 of the bootstrap file that brought them, if one did. */
  bootstrap?: string;
}

/** Enrolled people by id; who is missing is not enrolled. */
export type People = ReadonlyMap<string, Person>;

/** Events that `evolvePeople` wants, in log order. */
export const PEOPLE_EVENTS = ['directory.enrolled'] as const;

/** The person whom an enrolment makes known: every role counts from its position. */
export const personOf = ({ data, position }: Recorded<'directory.enrolled'>): Person => ({
  roles: Object.fromEntries(data.roles.map((role) => [role, position])),
  ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
});

/** Everybody enrolled so far: a pure fold over the log, indifferent to an event it gets twice. */
export const evolvePeople = (people: People, event: Recorded<(typeof PEOPLE_EVENTS)[number]>): People =>
  new Map(people).set(event.entity, personOf(event));

/** Whether the person holds the role now. */
export const holdsRole = (person: Person | undefined, role: Role): boolean =>
  person?.roles[role] !== undefined;
