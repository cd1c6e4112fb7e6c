import type { DirectoryChangeProposed, Recorded, TypesOf } from '@guildhall/contracts';
import { credentialDecider } from './credential.js';
import type { Credentials } from './credential.js';
import { entryDecider } from './enrol.js';
import type { Entry } from './enrol.js';
import { isPeopleEvent } from './people.js';

/** All that the directory says of one id. Entity: the person. */
export interface Listing {
  entry: Entry;
  credentials: Credentials;
  /** What waits for its confirmation: the last that was proposed, if nothing has come of it yet. */
  proposal: DirectoryChangeProposed | undefined;
  /** SHA-256 of the proposal that was put in force last. */
  confirmed: string | undefined;
}

export const initialListing: Listing = {
  entry: entryDecider.initialState,
  credentials: credentialDecider.initialState,
  proposal: undefined,
  confirmed: undefined,
};

type DirectoryEvent = Recorded<TypesOf<'directory'>>;

// Whatever was proposed before somebody was enrolled, changed or removed was meant for what they were until then.
const settles = (event: DirectoryEvent): boolean =>
  isPeopleEvent(event) && event.type !== 'directory.delegated' && event.type !== 'directory.delegation-ended';

const proposalAfter = ({ proposal }: Listing, event: DirectoryEvent): DirectoryChangeProposed | undefined => {
  if (event.type === 'directory.change-proposed') return event.data;
  return settles(event) ? undefined : proposal;
};

const confirmedAfter = ({ confirmed }: Listing, { data }: DirectoryEvent): string | undefined =>
  'proposal' in data ? data.proposal : confirmed;

/** What the directory says of the id after the event. */
export const evolveListing = (listing: Listing, event: DirectoryEvent): Listing => ({
  entry: entryDecider.evolve(listing.entry, event),
  credentials: credentialDecider.evolve(listing.credentials, event),
  proposal: proposalAfter(listing, event),
  confirmed: confirmedAfter(listing, event),
});
