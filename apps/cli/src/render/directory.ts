import type { PeoplePage, PersonItem, Role } from '@guildhall/contracts';
import type { Style } from './style.js';
import { more, table } from './table.js';
import { shortTime } from './time.js';

type Proposal = NonNullable<PersonItem['proposal']>;

/** `manager, vp`, or `no role`. */
export const rolesText = (roles: readonly Role[] = []): string => roles.join(', ') || 'no role';

/** What is proposed, as the end of `it is proposed that X ...`. */
export const changeText = ({ change, roles }: Pick<Proposal, 'change' | 'roles'>): string => {
  switch (change) {
    case 'enroll':
      return `is enrolled with ${rolesText(roles)}`;
    case 'assign-roles':
      return `holds ${rolesText(roles)}`;
    case 'remove':
      return 'is removed';
    default:
      return change satisfies never;
  }
};

const waiting = (proposal: Proposal | undefined, { colour, now }: Style): string =>
  proposal === undefined
    ? ''
    : colour.yellow(`${changeText(proposal)}, says ${proposal.by} since ${shortTime(proposal.at, now)}`);

const lent = ({ delegations }: PersonItem, { now }: Style): string =>
  delegations.map(({ role, to, until }) => `${role} to ${to} until ${shortTime(until, now)}`).join(', ');

const row = (person: PersonItem, style: Style): string[] => [
  person.id,
  person.enrolled ? style.colour.green('enrolled') : style.colour.dim('-'),
  person.roles.join(', '),
  lent(person, style),
  waiting(person.proposal, style),
];

/** A page of people, one in a row. */
export const renderPeople = (page: PeoplePage, style: Style): string =>
  page.people.length === 0
    ? 'Nobody.'
    : [
        table(
          style,
          ['person', 'status', 'roles', 'delegated', 'to be confirmed'],
          page.people.map((person) => row(person, style)),
        ),
        ...more(page),
      ].join('\n');
