import type { AssignmentDenied, Level } from '@guildhall/contracts';
import { workerOf } from '../registry/registry.js';
import type { Registry } from '../registry/registry.js';
import { holders } from '../registry/roster.js';
import type { Roster } from '../registry/roster.js';
import type { KnownWorker } from '../worker/state.js';
import type { Rule } from './needs.js';

const MOST = 20;
const DESCENDING: readonly Level[] = [4, 3, 2, 1, 0];

const firstWithout = (ids: readonly string[], excluded: ReadonlySet<string>, most: number): string[] => {
  const found: string[] = [];
  for (const id of ids) {
    if (found.length === most) break;
    if (!excluded.has(id)) found.push(id);
  }
  return found;
};

// Whoever has the capability comes first, the highest level before the others: they came closest.
const closest = (roster: Roster, capability: string | undefined): string[] => {
  const skilled =
    capability === undefined ? [] : DESCENDING.flatMap((level) => holders(roster, capability, level));
  const listed = skilled.slice(0, MOST);
  return [...listed, ...firstWithout(roster.ids, new Set(skilled), MOST - listed.length)];
};

/**
 * Which rule excluded each worker, for at most 20, and how many more there are. `ruleFor` is asked about workers that
 * were all excluded.
 */
export const explain = (
  registry: Registry,
  capability: string | undefined,
  ruleFor: (worker: KnownWorker) => Rule,
): Pick<AssignmentDenied, 'candidates' | 'more'> => {
  const candidates = closest(registry.roster, capability).flatMap((workerId) => {
    const worker = workerOf(registry, workerId);
    return worker === undefined ? [] : [{ workerId, rule: ruleFor(worker) }];
  });
  return { candidates, more: registry.roster.ids.length - candidates.length };
};
