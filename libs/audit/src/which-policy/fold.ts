import type { PolicyResult, Recorded } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** The policy in force, under the only entity of its context; former ones are in the log. */
export interface PolicyRow extends Row {
  view: PolicyResult;
}

/** Which policy is in force? The last one published. */
export const policyFold: Fold<Recorded<'policy.published'>, PolicyRow> = {
  handles: ['policy.published'],
  evolve: (_row, { entity, time, data: { document, sha256 } }) => ({
    id: entity,
    view: { document, version: document.version, hash: sha256, since: time },
  }),
};
