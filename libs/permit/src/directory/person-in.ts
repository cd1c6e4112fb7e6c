import type { Recorded, TypesOf } from '@guildhall/contracts';
import { entryDecider } from './enrol.js';
import { holdsRole } from './people.js';
import type { Person } from './people.js';

const isOfDirectory = (event: Recorded): event is Recorded<TypesOf<'directory'>> =>
  event.context === 'directory';

/** The person whom the directory's events of one id make, oldest first; undefined where nobody is enrolled under it. */
export const personIn = (events: readonly Recorded[]): Person | undefined => {
  const entry = events.filter(isOfDirectory).reduce(entryDecider.evolve, entryDecider.initialState);
  return entry.status === 'ENROLLED' ? entry : undefined;
};

/** Whether the directory's events of one id, oldest first, make an operator of whom it belongs to. */
export const isOperator = (events: readonly Recorded[]): boolean => holdsRole(personIn(events), 'operator');
