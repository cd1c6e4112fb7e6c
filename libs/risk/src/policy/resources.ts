import type { ResourceRule } from '@guildhall/contracts';
import { EVERYTHING, meets } from './meets.js';

/** The entries of `resources` that a scope's glob meets: those for everything last. */
export type FindResources = (glob: string) => readonly ResourceRule[];

const kindOf = (glob: string): string => glob.slice(0, glob.indexOf(':'));

/** Kind and first segment. */
const headOf = (glob: string): string => {
  const slash = glob.indexOf('/');
  return slash < 0 ? glob : glob.slice(0, slash);
};

const isWild = (head: string): boolean => head.endsWith('*');

/** Lists of entries by a key of theirs. */
const group = (
  rules: readonly ResourceRule[],
  keyOf: (glob: string) => string,
): ReadonlyMap<string, readonly ResourceRule[]> => {
  const groups = new Map<string, ResourceRule[]>();
  for (const rule of rules) {
    const key = keyOf(rule.match);
    groups.set(key, groups.get(key)?.concat(rule) ?? [rule]);
  }
  return groups;
};

/**
 * Looks only at entries that have the glob's own kind and, where neither begins with a wildcard, its first segment: a
 * list of a thousand entries costs what a short one does.
 */
export const compileResources = (rules: readonly ResourceRule[]): FindResources => {
  const everywhere = rules.filter(({ match }) => match === EVERYTHING);
  const own = rules.filter(({ match }) => match !== EVERYTHING);
  const ofKind = group(own, kindOf);
  const ofHead = group(own, headOf);
  const wild = group(
    own.filter(({ match }) => isWild(headOf(match))),
    kindOf,
  );
  const candidates = (glob: string): readonly ResourceRule[] => {
    const [kind, head] = [kindOf(glob), headOf(glob)];
    return isWild(head) ? (ofKind.get(kind) ?? []) : [...(ofHead.get(head) ?? []), ...(wild.get(kind) ?? [])];
  };
  return (glob) => [...candidates(glob).filter(({ match }) => meets(match, glob)), ...everywhere];
};
