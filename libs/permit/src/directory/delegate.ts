import { addDuration, hasCome, refuse, shorterOf } from '@guildhall/contracts';
import type { AllDurations, Decision, EventOf, Role } from '@guildhall/contracts';
import { firstRefusal, forbidden } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Listing } from './listing.js';
import { holdsRole } from './people.js';
import type { Delegation, Person } from './people.js';

/** `directory.delegate`. Entity: the caller, whose role it is. */
export interface Delegate extends Delegation {
  type: 'delegate';
  caller: string;
  now: string;
  /** Who would use the role, where enrolled. */
  delegate: Person | undefined;
  /** By the policy in force: how long a delegation lasts at most. */
  durations: Pick<AllDurations, 'delegation'>;
}

/** `directory.end-delegation`. Entity: `from`, whose role it is. */
export interface EndDelegation {
  type: 'end-delegation';
  caller: string;
  from: string;
  role: Role;
  to: string;
  now: string;
}

/** No policy lengthens it (2.5, 3.2). */
const LONGEST = 'P14D';

/** Who holds these answers for it in person (3.2). */
const NOT_DELEGATED: readonly Role[] = [
  'incident-commander',
  'certification-board',
  'governance-board',
  'cab',
  'auditor',
  'operator',
];

/** The person's delegation of the role that still runs. */
const running = ({ entry }: Listing, role: Role, now: string): Delegation | undefined =>
  entry.status === 'ENROLLED'
    ? entry.delegations.find((given) => given.role === role && !hasCome(given.until, now))
    : undefined;

type Check = (command: Delegate, listing: Listing) => Refused | undefined;

const wrong = (pointer: string, message: string, text: string): Refused =>
  refuse('VALIDATION_FAILED', text, { details: [{ pointer, message }] });

const enrolled: Check = ({ caller }, { entry }) =>
  entry.status === 'ENROLLED'
    ? undefined
    : forbidden(`${caller} is not enrolled as a person, and so has no role to delegate.`);

const delegable: Check = ({ role }) =>
  NOT_DELEGATED.includes(role) ? forbidden(`The role ${role} is not delegated by anybody.`) : undefined;

// Only what is one's own: what was delegated cannot be passed on.
const held: Check = ({ caller, role }, { entry }) =>
  entry.status === 'ENROLLED' && holdsRole(entry, role)
    ? undefined
    : refuse('ROLE_NOT_HELD', `${caller} does not hold the role ${role}.`);

const toSomebodyElse: Check = ({ caller, to }) =>
  caller === to ? wrong('/to', 'is you', 'A role is delegated to somebody else.') : undefined;

const toSomebodyKnown: Check = ({ to, delegate }) =>
  delegate ? undefined : refuse('NOT_FOUND', `${to} is not enrolled as a person.`);

const ahead: Check = ({ until, now }) =>
  hasCome(until, now) ? wrong('/until', 'is in the past', 'A delegation ends in the future.') : undefined;

const notTooLong: Check = ({ until, now, durations: { delegation } }) => {
  const latest = addDuration(now, shorterOf(delegation, LONGEST));
  return hasCome(until, latest)
    ? undefined
    : wrong('/until', `is later than ${latest}`, 'It is for longer than roles are lent.');
};

const toOnePerson: Check = ({ caller, role, to, now }, listing) => {
  const other = running(listing, role, now);
  return other && other.to !== to
    ? refuse(
        'INVALID_STATE',
        `${caller} has delegated ${role} to ${other.to} until ${other.until}; end that first.`,
      )
    : undefined;
};

const CHECKS: readonly Check[] = [
  enrolled,
  delegable,
  held,
  toSomebodyElse,
  toSomebodyKnown,
  ahead,
  notTooLong,
  toOnePerson,
];

/** A person lets one other use a role of theirs for a time; said again with another end, that end counts. */
export const delegate = (command: Delegate, listing: Listing): Decision<EventOf<'directory.delegated'>> => {
  const refused = firstRefusal(CHECKS, command, listing);
  if (refused) return refused;
  const { role, to, until, now } = command;
  return running(listing, role, now)?.until === until
    ? { events: [] }
    : { events: [{ type: 'directory.delegated', data: { role, to, until } }] };
};

/** A delegation ends before its time, by either of the two whom it concerns. */
export const endDelegation = (
  { caller, from, role, to, now }: EndDelegation,
  listing: Listing,
): Decision<EventOf<'directory.delegation-ended'>> => {
  if (caller !== from && caller !== to)
    return forbidden(`Only ${from} and ${to} end a delegation from the one to the other.`);
  return running(listing, role, now)?.to === to
    ? { events: [{ type: 'directory.delegation-ended', data: { role, to, by: caller } }] }
    : refuse('NOT_FOUND', `${from} has not delegated ${role} to ${to}, or that is over.`);
};
