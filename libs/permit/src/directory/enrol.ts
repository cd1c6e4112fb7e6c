import { isParticipantId, refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Recorded, Role, Sealed, TypesOf } from '@guildhall/contracts';
import { bySystem } from './by-system.js';
import type { Person } from './people.js';
import { evolvePerson, isPeopleEvent } from './people.js';

/** One person as the directory knows them. Entity: the person. */
export type Entry = { status: 'UNKNOWN' } | ({ status: 'ENROLLED' } & Person) | { status: 'REMOVED' };

/** One person of a bootstrap file (6.5, `directory.import`). */
export interface ImportPerson {
  type: 'import';
  caller: string;
  id: string;
  roles: readonly Role[];
  /** Name and e-mail, sealed with the person's key. */
  personal: Sealed;
  /** Of the file. */
  sha256: string;
  /** Where the person stands in the input, such as `/people/3`. */
  pointer: string;
  /** Whether `directory.bootstrap-completed` is in the log. */
  bootstrapped: boolean;
  /** Whether the id is claimed, in whatever case, by any kind of participant. */
  claimed: boolean;
}

type Enrolled = 'directory.enrolled';

const enrolled = (command: ImportPerson): EventOf<Enrolled> => ({
  type: 'directory.enrolled',
  data: { roles: [...command.roles], personal: command.personal, bootstrap: command.sha256 },
});

// Sent again, the same file changes nothing and is no error, so that a first boot can be resumed.
const alreadyThere = ({ sha256 }: ImportPerson, entry: Entry): Decision<never> | undefined =>
  entry.status === 'ENROLLED' && entry.bootstrap === sha256 ? { events: [] } : undefined;

const tooLate = ({ bootstrapped }: ImportPerson): Decision<never> | undefined =>
  bootstrapped
    ? refuse('INVALID_STATE', 'The first boot has been completed; from then on operators enrol people.')
    : undefined;

const taken = ({ id, claimed }: ImportPerson, entry: Entry): Decision<never> | undefined =>
  entry.status === 'ENROLLED' || claimed
    ? refuse('ALREADY_EXISTS', `${id} is taken, if in another case or by another kind of participant.`)
    : undefined;

const malformed = ({ id, pointer }: ImportPerson): Decision<never> | undefined =>
  isParticipantId(id)
    ? undefined
    : refuse('VALIDATION_FAILED', `${id} cannot be the id of a person.`, {
        details: [{ pointer: `${pointer}/id`, message: 'is reserved or malformed' }],
      });

const importPerson = (command: ImportPerson, entry: Entry): Decision<EventOf<Enrolled>> =>
  bySystem(command.caller) ??
  alreadyThere(command, entry) ??
  tooLate(command) ??
  malformed(command) ??
  taken(command, entry) ?? { events: [enrolled(command)] };

// The same entity holds what a person logs in with, and that of `system` the end of the first boot.
const evolve = (entry: Entry, event: Recorded<TypesOf<'directory'>>): Entry => {
  if (!isPeopleEvent(event)) return entry;
  const person = evolvePerson(entry.status === 'ENROLLED' ? entry : undefined, event);
  return person ? { ...person, status: 'ENROLLED' } : { status: 'REMOVED' };
};

const initialState: Entry = { status: 'UNKNOWN' };

/** Who is enrolled: decides on one person. Entity: `directory/<personId>`. */
export const entryDecider = {
  initialState,
  decide: importPerson,
  evolve,
};
