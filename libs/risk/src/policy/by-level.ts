import { LEVELS } from '@guildhall/contracts';
import type { Level } from '@guildhall/contracts';

/** Something for each of the five levels. */
export type ByLevel<T> = Readonly<Record<Level, T>>;

/** `make` for each level. */
export const byLevel = <T>(make: (level: Level) => T): ByLevel<T> => ({
  0: make(0),
  1: make(1),
  2: make(2),
  3: make(3),
  4: make(4),
});

/** The levels that `given` names more than once or, if they are required, not at all. */
export const unevenLevels = (
  given: readonly (Level | undefined)[],
  required: readonly Level[] = LEVELS,
): { twice: number[]; missing: Level[] } => ({
  twice: given.flatMap((level, index) =>
    level !== undefined && given.indexOf(level) < index ? [index] : [],
  ),
  missing: required.filter((level) => !given.includes(level)),
});
