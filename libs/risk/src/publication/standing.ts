import type { PolicyAnswer } from '@guildhall/contracts';
import type { PolicyState } from './state.js';

/** How the policy with this hash stands: open or in force; undefined for any other. */
export const policyStanding = (state: PolicyState, sha256: string): PolicyAnswer | undefined => {
  if (state.status === 'none') return undefined;
  const { reference, signedOff, open } = state;
  if (reference.sha256 === sha256)
    return { ...reference, status: 'in-force', endorsedBy: [...(signedOff?.endorsedBy ?? [])] };
  const proposal = open.get(sha256);
  return (
    proposal && {
      ...proposal.reference,
      status: 'proposed',
      endorsedBy: proposal.endorsements.map(({ by }) => by),
    }
  );
};
