import type { Environment, Recorded, Terms } from '@guildhall/contracts';
import { amendedClaim, askedClaim, givenClaim, hastened, mayOverlap, spansMeet } from './claim.js';
import type { Claim } from './claim.js';
import type { OverlapQuery } from './query.js';
import { insert, meeting, remove } from './trie.js';
import type { Trie } from './trie.js';

/**
 * Permits from their request to their end that can be in the way of another (SB4), and where to find those with a
 * resource. Plain data that belongs to whoever folds it: `evolveOverlaps` changes it in place, because a copy of what
 * a hundred thousand permits share would cost more than the change.
 */
export interface OverlapIndex {
  /** Of the last event in it; 0 where there is none. */
  position: number;
  readonly claims: Map<string, Claim>;
  readonly environments: Map<Environment, Trie<Claim>>;
}

/** The events that the index is folded from. */
export const OVERLAP_EVENTS = [
  'permit.requested',
  'permit.amended',
  'permit.sponsored',
  'permit.issued',
  'permit.rejected',
  'permit.expired',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
] as const;
/** One of them, as the log has it. */
export type OverlapEvent = Recorded<(typeof OVERLAP_EVENTS)[number]>;

/** The index of an empty log. */
export const emptyOverlaps = (): OverlapIndex => ({
  position: 0,
  claims: new Map(),
  environments: new Map(),
});

const trieOf = ({ environments }: OverlapIndex, environment: Environment): Trie<Claim> => {
  const known = environments.get(environment);
  if (known) return known;
  const made: Trie<Claim> = {};
  environments.set(environment, made);
  return made;
};

const drop = (index: OverlapIndex, id: string): void => {
  const claim = index.claims.get(id);
  if (!claim) return;
  const trie = trieOf(index, claim.environment);
  for (const glob of claim.resources) remove(trie, glob, id);
  index.claims.delete(id);
};

const put = (index: OverlapIndex, claim: Claim): void => {
  const { taskId, environment, resources } = claim;
  drop(index, taskId);
  const trie = trieOf(index, environment);
  for (const glob of resources) insert(trie, glob, taskId, claim);
  index.claims.set(taskId, claim);
};

const request = (index: OverlapIndex, { position, time: at, data }: Recorded<'permit.requested'>): void => {
  const { terms, reviewBy } = data;
  if (mayOverlap(terms)) put(index, askedClaim(terms, { at, reviewBy, position }));
};

const amend = (index: OverlapIndex, terms: Terms): void => {
  const before = index.claims.get(terms.taskId);
  if (before && mayOverlap(terms)) put(index, amendedClaim(before, terms));
  else drop(index, terms.taskId);
};

const hasten = (index: OverlapIndex, id: string, reviewBy: string): void => {
  const before = index.claims.get(id);
  if (before) put(index, hastened(before, reviewBy));
};

const issue = (index: OverlapIndex, { data, position }: Recorded<'permit.issued'>): void => {
  const { terms, window } = data;
  if (mayOverlap(terms))
    put(index, givenClaim(terms, window, index.claims.get(terms.taskId)?.position ?? position));
};

const apply = (index: OverlapIndex, event: OverlapEvent): void => {
  const { entity } = event;
  switch (event.type) {
    case 'permit.requested':
      request(index, event);
      break;
    case 'permit.amended':
      amend(index, event.data.terms);
      break;
    case 'permit.sponsored':
      hasten(index, entity, event.data.reviewBy);
      break;
    case 'permit.issued':
      issue(index, event);
      break;
    case 'permit.rejected':
    case 'permit.expired':
    case 'permit.revoked':
    case 'permit.completed':
    case 'permit.closed':
      drop(index, entity);
      break;
    default:
      event satisfies never;
  }
};

/**
 * The same index after one more event of the log. Events come in log order; one that is in it already changes nothing.
 * Never throws.
 */
export const evolveOverlaps = (index: OverlapIndex, event: OverlapEvent): OverlapIndex => {
  if (event.position <= index.position) return index;
  apply(index, event);
  index.position = event.position;
  return index;
};

/** A permit that is in the way. */
export interface Overlap {
  readonly taskId: string;
  /** Of its request. */
  readonly position: number;
}

const asTrie = (globs: readonly string[]): Trie<true> => {
  const trie: Trie<true> = {};
  for (const glob of globs) insert(trie, glob, glob, true);
  return trie;
};

/** The permits with a resource and a moment in common with what is asked about; in the order of their requests. */
export const overlapping = (
  { environments }: OverlapIndex,
  { taskId, environment, resources, span }: OverlapQuery,
): Overlap[] => {
  const trie = environments.get(environment);
  if (!trie) return [];
  const met = new Set<Claim>();
  meeting(trie, asTrie(resources), (claim) => {
    if (spansMeet(claim, span)) met.add(claim);
  });
  return [...met]
    .filter((claim) => claim.taskId !== taskId)
    .sort((a, b) => a.position - b.position)
    .map((claim) => ({ taskId: claim.taskId, position: claim.position }));
};
