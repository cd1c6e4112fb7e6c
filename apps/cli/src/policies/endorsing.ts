import type { PolicyAnswer, PolicyItem, Role, WhoAmI } from '@guildhall/contracts';
import type { Answer, Client } from '../client/client.js';
import { ifAnswered } from '../client/if-answered.js';
import { policiesOf } from './listing.js';

const BOARD: Role = 'governance-board';

const MOST = 500;

// The list names those whose endorsement counts: whoever lost the role and has it again is asked once more.
type Endorsable = Pick<PolicyItem, 'proposedBy' | 'endorsedBy'>;

const couldEndorse = (id: string, { proposedBy, endorsedBy }: Endorsable): boolean =>
  id !== proposedBy && !endorsedBy.includes(id);

/** Who could endorse it yet, by the directory; undefined where the caller may not read that, or cannot now. */
export const endorsersLeft = async (
  client: Pick<Client, 'query'>,
  policy: Endorsable,
): Promise<string[] | undefined> => {
  const board = await ifAnswered(client.query('directory.list', { role: BOARD, limit: MOST }));
  return board?.result.people
    .filter(({ id, enrolled }) => enrolled && couldEndorse(id, policy))
    .map(({ id }) => id);
};

/** Policies that wait for the endorsement of whoever this is, newest first; none where it cannot be asked. */
export const policiesToEndorse = async (
  client: Pick<Client, 'query'>,
  who: WhoAmI,
): Promise<PolicyItem[]> => {
  if (who.kind !== 'person' || !who.roles.includes(BOARD)) return [];
  // What is proposed is newer than all the rest: it is on the first page.
  const page = await ifAnswered(client.query('policy.list', { limit: MOST }));
  const policies = page?.result.policies ?? [];
  return policies.filter((policy) => policy.status === 'proposed' && couldEndorse(who.id, policy));
};

/** What is known of a policy that somebody has proposed or endorsed; all of it may be unknown. */
export interface Proposal {
  policy?: PolicyItem | undefined;
  /** The one that it replaces. */
  former?: PolicyItem | undefined;
  /** Who could endorse it yet. */
  left?: readonly string[] | undefined;
}

/** What was proposed, or endorsed, as it stands by that. */
export const lookAtProposal = async (
  client: Pick<Client, 'query'>,
  { result, position }: Answer<PolicyAnswer>,
): Promise<Proposal> => {
  const policies = (await ifAnswered(policiesOf(client, { after: position }))) ?? [];
  const policy = policies.find(({ hash }) => hash === result.sha256);
  const former = policies.find(({ hash }) => hash === policy?.replaces);
  const left = policy?.status === 'proposed' ? await endorsersLeft(client, policy) : undefined;
  return { policy, former, left };
};
