import { DEFAULT_ON_VIOLATION, durationMs, strictest } from '@guildhall/contracts';
import type { Assessment, Constraint, Path } from '@guildhall/contracts';
import { same } from './same.js';

type Room = 'looser' | 'stricter' | 'same' | 'unclear';

const byNumber = (more: number): Room => {
  if (more === 0) return 'same';
  return more > 0 ? 'looser' : 'stricter';
};

/** A constraint in the one form that all have that say the same. */
const plain = ({ id, value, witness, onViolation = DEFAULT_ON_VIOLATION }: Constraint): Constraint => ({
  id,
  value: Array.isArray(value) ? value.toSorted() : value,
  onViolation,
  ...(witness === undefined ? {} : { witness }),
});

const plainOnes = (constraints: readonly Constraint[]): Constraint[] =>
  constraints.map(plain).sort((a, b) => (a.id < b.id ? -1 : 1));

// What is within the other in every respect is what both come to together.
const isWithin = (inner: readonly Constraint[], outer: readonly Constraint[]): boolean => {
  const both = strictest(inner, outer);
  return 'constraints' in both && same(plainOnes(both.constraints), inner);
};

/** Without the checks, of which none is more than another. */
const withoutWitness = ({ witness: _, ...rest }: Constraint): Constraint => rest;

const roomOfConstraints = (before: readonly Constraint[], after: readonly Constraint[]): Room => {
  if (same(before, after)) return 'same';
  const [first, second] = [plainOnes(before), plainOnes(after)];
  if (same(first, second)) return 'same';
  const [was, is] = [first.map(withoutWitness), second.map(withoutWitness)];
  if (same(was, is)) return 'unclear';
  if (isWithin(was, is)) return 'looser';
  return isWithin(is, was) ? 'stricter' : 'unclear';
};

// An emergency has rules of its own.
const STEPS: readonly Path[] = ['fast', 'basic', 'standard', 'advanced', 'master'];

const roomOfPath = (before: Path, after: Path): Room => {
  if (before === after) return 'same';
  const [first, second] = [STEPS.indexOf(before), STEPS.indexOf(after)];
  return first < 0 || second < 0 ? 'unclear' : byNumber(first - second);
};

const lengthOf = (duration: string | undefined): number =>
  duration === undefined ? 0 : durationMs(duration);

/**
 * Whether the terms of `after` leave more room than those of `before` (`looser`), or less (`stricter`): constraints as
 * `strictest` joins them, the path, tokens, how long the permit is good for, and for how short a time its records are kept.
 * Undefined where some leave more and others less, or none of these differs in a way that says it.
 */
export const roomOf = (before: Assessment, after: Assessment): 'looser' | 'stricter' | undefined => {
  const rooms = [
    roomOfConstraints(before.constraints, after.constraints),
    roomOfPath(before.path, after.path),
    byNumber(after.tokenAllocation - before.tokenAllocation),
    byNumber(lengthOf(after.windowFor) - lengthOf(before.windowFor)),
    byNumber(lengthOf(before.retention) - lengthOf(after.retention)),
  ].filter((room) => room !== 'same');
  const [first] = rooms;
  return first !== undefined && first !== 'unclear' && rooms.every((room) => room === first)
    ? first
    : undefined;
};
