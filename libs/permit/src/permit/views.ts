import { SPONSORS, hasCome } from '@guildhall/contracts';
import type { CommandName, PermitApprovalRecorded, Role, Stage } from '@guildhall/contracts';
import { missedDeadline } from './deadlines.js';
import { awaitsSponsor } from './haste.js';
import { missingOf, openStagesOf } from './plan.js';
import { allowedCommands } from './refusals.js';
import { approvalsOf, hasCounted, heldSinceRequest, isExcluded, isExpedited, recount } from './rights.js';
import type { Others } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit } from './state.js';

/** Somebody who may use the role of another person. */
export interface Substitute {
  id: string;
  onBehalfOf: string;
}

/** A role in a stage of a plan that has free places. */
export interface FreePlace {
  stage: string;
  role: Role;
  /** How many are free. */
  missing: number;
  /** Whether the stage's turn has come. */
  open: boolean;
  /** Who could still take one, now or once the stage opens, in their own right or in somebody's stead; sorted. */
  people: string[];
  /** Those who could do so in somebody's stead. */
  substitutes: Substitute[];
}

/**
 * The stages whose turn it is, each with the roles and places that are still free; none where the state takes no
 * approval. It looks at no clock.
 */
export const openStages = (permit: Permit): Stage[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return [];
  const approvals = approvalsOf(permit);
  return openStagesOf(permit.terms.plan, approvals, permit.sponsor !== undefined).map((stage) => ({
    stage: stage.stage,
    roles: Object.fromEntries(missingOf(stage, approvals)),
  }));
};

/** Commands that the permit accepts now, from those who may: once its deadline has come, it can only be taken back. */
export const allowedAt = (permit: Permit, now: string): CommandName[] => {
  const missed = missedDeadline(permit, now) !== undefined;
  return allowedCommands(permit).filter((command) => !missed || command === 'permit.revoke');
};

interface Looking {
  permit: InReview;
  others: Others;
  standing: readonly PermitApprovalRecorded[];
  now: string;
}

const isFree = ({ permit, others, standing }: Looking, id: string): boolean =>
  !isExcluded(permit.terms, others, id) && !hasCounted(standing, id);

/** Those who could use the role in the stead of one of its holders, with whose. */
const substitutesOf = (looking: Looking, holders: readonly string[], role: Role): Substitute[] => {
  const { people } = looking.others;
  const givenBy = (onBehalfOf: string): Substitute[] =>
    (people.get(onBehalfOf)?.delegations ?? [])
      .filter((given) => given.role === role && !hasCome(given.until, looking.now))
      .map(({ to }) => ({ id: to, onBehalfOf }));
  return holders.flatMap(givenBy).filter(({ id }) => people.has(id) && isFree(looking, id));
};

const candidates = (looking: Looking, role: Role): Pick<FreePlace, 'people' | 'substitutes'> => {
  const { permit, others } = looking;
  const holders = [...others.people.keys()]
    .filter((id) => heldSinceRequest(permit, others, id, role) && isFree(looking, id))
    .sort();
  const substitutes = substitutesOf(looking, holders, role);
  const people = new Set([...holders, ...substitutes.map(({ id }) => id)]);
  return { people: [...people].sort(), substitutes };
};

/**
 * Who could still approve, by place, in the plan's order: enrolled, in the role since the request or with a delegation
 * from who is, not excluded, not counted yet; the rules of `approve`. An approval that would be voided there leaves its place free here.
 * `others.people` is the whole directory. Empty once nobody can approve any more, also where the deadline has come and
 * the permit's state does not say so yet.
 */
export const whoCouldApprove = (permit: Permit, others: Others, now: string): FreePlace[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW') || missedDeadline(permit, now)) return [];
  const { standing } = recount(permit, others);
  const { plan } = permit.terms;
  const turn = openStagesOf(plan, standing, isExpedited(permit, others));
  const looking = { permit, others, standing, now };
  return plan.flatMap((stage) =>
    missingOf(stage, standing).map(([role, missing]) => ({
      stage: stage.stage,
      role,
      missing,
      open: turn.includes(stage),
      ...candidates(looking, role),
    })),
  );
};

/**
 * Who could answer for the haste that was asked for (SB2), by the rules of `sponsor`; sorted. Empty where nobody has to,
 * or somebody does.
 */
export const whoCouldSponsor = (permit: Permit, others: Others, now: string): string[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW') || !awaitsSponsor(permit) || missedDeadline(permit, now))
    return [];
  return [...others.people.keys()]
    .filter((id) => !isExcluded(permit.terms, others, id))
    .filter((id) => SPONSORS.some((role) => heldSinceRequest(permit, others, id, role)))
    .sort();
};
