import type { Decision, EventOf, TypesOf } from '@guildhall/contracts';
import { confirm } from './confirm.js';
import type { Confirm } from './confirm.js';
import { delegate, endDelegation } from './delegate.js';
import type { Delegate, EndDelegation } from './delegate.js';
import { evolveListing, initialListing } from './listing.js';
import type { Listing } from './listing.js';
import { propose } from './propose.js';
import type { Propose } from './propose.js';

export type DirectoryCommand = Propose | Confirm | Delegate | EndDelegation;

const decide = (command: DirectoryCommand, listing: Listing): Decision<EventOf<TypesOf<'directory'>>> => {
  switch (command.type) {
    case 'propose':
      return propose(command, listing);
    case 'confirm':
      return confirm(command, listing);
    case 'delegate':
      return delegate(command, listing);
    case 'end-delegation':
      return endDelegation(command, listing);
    default:
      return command satisfies never;
  }
};

/** What people change about each other, and lend each other, once the first boot is over. Entity: `directory/<personId>`. */
export const directoryDecider = { initialState: initialListing, decide, evolve: evolveListing };
