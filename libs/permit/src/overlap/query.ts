import type { Environment, Terms } from '@guildhall/contracts';
import { windowFrom } from '../permit/issue.js';
import { reviewDeadline } from '../permit/open.js';
import type { Permit } from '../permit/state.js';
import { askedSpan, spanOf, spansMeet } from './claim.js';
import type { Span } from './claim.js';

/** What is asked of the index. */
export interface OverlapQuery {
  /** Whose overlaps are asked for; it is none of its own. */
  readonly taskId: string;
  readonly environment: Environment;
  /** Globs. */
  readonly resources: readonly string[];
  readonly span: Span;
}

// What is over is in nobody's way.
const ahead = ({ from, until }: Span, now: string): Span => ({
  from: Math.max(from, Date.parse(now)),
  until,
});

const asking = ({ taskId, request, scope }: Terms, span: Span): OverlapQuery => ({
  taskId,
  environment: request.environment,
  resources: scope.resources,
  span,
});

/** What a permit with these terms would be in the way of, were it asked for `now`. */
export const ifAsked = (terms: Terms, now: string): OverlapQuery =>
  asking(terms, ahead(askedSpan(terms, now, reviewDeadline(terms, now)), now));

/** What it would be in the way of, were it issued `now`. */
export const ifIssued = (terms: Terms, now: string): OverlapQuery =>
  asking(terms, ahead(spanOf(windowFrom(terms, now)), now));

/** Whether the permit, by its events up to now, is still in the way at that time. */
export const meetsStill = (permit: Permit, span: Span): boolean => {
  switch (permit.status) {
    case 'REQUESTED':
    case 'UNDER_REVIEW':
    case 'APPROVED':
      return true;
    case 'ACTIVE':
    case 'EXECUTING':
      return spansMeet(spanOf(permit.window), span);
    default:
      return false;
  }
};
