import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Recorded, TypesOf } from '@guildhall/contracts';
import { bySystem } from './by-system.js';
import { holdsRole } from './people.js';
import type { People } from './people.js';

/** The first boot of a home. Entity: `directory/system`. */
export type Bootstrap = { status: 'OPEN' } | { status: 'COMPLETED'; sha256: string };

/** `directory.complete-bootstrap` with everybody enrolled so far. */
export interface EndBootstrap {
  type: 'complete-bootstrap';
  caller: string;
  /** Of the bootstrap file. */
  sha256: string;
  people: People;
}

type Completed = 'directory.bootstrap-completed';

const ended = ({ sha256 }: EndBootstrap, bootstrap: Bootstrap): Decision<never> | undefined => {
  if (bootstrap.status === 'OPEN') return undefined;
  return bootstrap.sha256 === sha256
    ? { events: [] }
    : refuse('INVALID_STATE', 'The first boot has been completed, with another file.');
};

// Without an operator nothing could be registered and nobody be enrolled any more.
const unusable = ({ people, sha256 }: EndBootstrap): Decision<never> | undefined =>
  [...people.values()].some((person) => person.bootstrap === sha256 && holdsRole(person, 'operator'))
    ? undefined
    : refuse(
        'VALIDATION_FAILED',
        'The file enrolled no operator, without whom nothing could be changed later.',
        {
          details: [{ pointer: '/people', message: 'names no operator' }],
        },
      );

const complete = (command: EndBootstrap, bootstrap: Bootstrap): Decision<EventOf<Completed>> =>
  bySystem(command.caller) ??
  ended(command, bootstrap) ??
  unusable(command) ?? {
    events: [{ type: 'directory.bootstrap-completed', data: { sha256: command.sha256 } }],
  };

const evolve = (bootstrap: Bootstrap, event: Recorded<TypesOf<'directory'>>): Bootstrap =>
  event.type === 'directory.bootstrap-completed'
    ? { status: 'COMPLETED', sha256: event.data.sha256 }
    : bootstrap;

const initialState: Bootstrap = { status: 'OPEN' };

/** Whether the first boot is over. Entity: `directory/system`. */
export const bootstrapDecider = {
  initialState,
  decide: complete,
  evolve,
};
