import type { Policy } from '../policy/policy.js';
import type { Report } from '../policy/report.js';
import { phrase } from '../text.js';
import { gapsOf } from './gaps.js';
import type { Gap } from './gaps.js';
import type { Chosen } from './truth.js';

const sayChosen = (combination: Chosen): string =>
  [...combination].map(([field, { values }]) => `${field} ${phrase(values.map(String))}`).join(', ');

const say = ({ rule: { id, level, why }, combination, cap }: Gap): string => {
  const held = `${id}: ${why}, whatever a policy says`;
  if (combination === undefined)
    return `cannot be shown to leave nothing below level ${level} (${held}): there are too many cases; write fewer or simpler conditions`;
  const by = cap ? ` by cap ${cap.id}` : '';
  return `leaves tasks below level ${level}${by} (${held}), for example with ${sayChosen(combination)}`;
};

/**
 * Reports where a policy needs less than what code holds (HB1, HB2 and the access matrix), with one kind of task each, so that
 * no assessment is ever corrected behind the back of those who wrote the policy (2.5). Sound and complete, or it says
 * that it gave up.
 */
export const proveHeld = (policy: Policy, report: Report): void => {
  const gaps = gapsOf(policy);
  const gaveUp = gaps.find(({ combination }) => combination === undefined);
  const told = gaps.filter((gap) => gap.combination !== undefined || gap === gaveUp);
  for (const gap of told) report('/floors', say(gap));
};
