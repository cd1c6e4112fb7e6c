import type { PolicyDocument, PolicyItem, PolicyStatus, Recorded, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A policy that was ever proposed or published, under the SHA-256 of its document. */
export interface PolicyRow extends Row {
  /** Of the event that brought it, or brought it up again. */
  position: number;
  /** Where in the log it was last published; null where it never was. */
  published: number | null;
  document: PolicyDocument;
  /** Who has agreed to the present proposal, each where in the log they did so last. */
  endorsements: { by: string; position: number }[];
  /** What it is listed as; how it stands depends on the others too: see `policyStatus`. */
  view: Omit<PolicyItem, 'status'>;
}

type Handled = Recorded<TypesOf<'policy'>>;

const HANDLES = [
  'policy.proposed',
  'policy.endorsed',
  'policy.published',
] as const satisfies TypesOf<'policy'>[];

// A former policy that is proposed again begins anew: nobody has endorsed that yet.
const proposed = (row: PolicyRow | undefined, event: Recorded<'policy.proposed'>): PolicyRow => {
  const { document, sha256, replaces, reason } = event.data;
  return {
    id: sha256,
    position: event.position,
    published: row?.published ?? null,
    document,
    endorsements: [],
    view: {
      version: document.version,
      hash: sha256,
      since: event.time,
      proposedBy: event.actor,
      ...(reason === undefined ? {} : { reason }),
      replaces,
      endorsedBy: [],
    },
  };
};

// Whoever has lost the role and has it again endorses anew: the last time counts.
const endorsed = (row: PolicyRow, { actor, position }: Recorded<'policy.endorsed'>): PolicyRow => {
  const endorsements = [...row.endorsements.filter(({ by }) => by !== actor), { by: actor, position }];
  return { ...row, endorsements, view: { ...row.view, endorsedBy: endorsements.map(({ by }) => by) } };
};

const published = (row: PolicyRow | undefined, event: Recorded<'policy.published'>): PolicyRow => {
  const { document, sha256, proposedBy, endorsedBy = [] } = event.data;
  return {
    id: sha256,
    position: row?.position ?? event.position,
    published: event.position,
    document,
    endorsements: row?.endorsements ?? [],
    view: {
      ...row?.view,
      version: document.version,
      hash: sha256,
      since: event.time,
      ...(proposedBy === undefined ? {} : { proposedBy }),
      endorsedBy,
    },
  };
};

/** Which policies were ever proposed or published, by whom, and who has endorsed them? */
export const policyFold: Fold<Handled, PolicyRow> = {
  handles: HANDLES,
  rowOf: ({ data }) => data.sha256,
  evolve: (row, event) => {
    // What came before the present proposal is about a former one.
    if (row && event.position <= row.position) return row;
    switch (event.type) {
      case 'policy.proposed':
        return proposed(row, event);
      case 'policy.endorsed':
        return row && endorsed(row, event);
      case 'policy.published':
        return published(row, event);
    }
  },
};

/** Where a policy stands, given where in the log a policy was last published: that one is in force, whatever was before. */
export const policyStatus = (
  { position, published: own }: Pick<PolicyRow, 'position' | 'published'>,
  lastPublished: number | null,
): PolicyStatus => {
  if (own !== null && own === lastPublished) return 'in-force';
  if (position > (lastPublished ?? 0)) return 'proposed';
  return own !== null && own >= position ? 'superseded' : 'void';
};

/**
 * Whose word for an open proposal counts now, given since which position of the log members of the governance board hold
 * that role without a break: who has lost it since does not count, not even where it is theirs again (2.5).
 */
export const endorsementsThatCount = (
  endorsements: PolicyRow['endorsements'],
  board: ReadonlyMap<string, number>,
): string[] =>
  endorsements.filter(({ by, position }) => (board.get(by) ?? Infinity) < position).map(({ by }) => by);
