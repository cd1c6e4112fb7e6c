import { shorterOf } from '@guildhall/contracts';
import type { Issue, PolicyDocument } from '@guildhall/contracts';
import { proveHeld } from '../proof/proof.js';
import { checkBands } from './bands.js';
import { conditionReader } from './condition.js';
import { compileFactors } from './factors.js';
import { compileLevels } from './levels.js';
import { LONGEST_WINDOW, checkDurations } from './maxima.js';
import { compilePaths } from './paths.js';
import { compilePlans } from './plans.js';
import type { Policy } from './policy.js';
import type { Report } from './report.js';
import { compileResources } from './resources.js';
import { compileRules } from './rules.js';

const compile = (document: PolicyDocument, sha256: string, report: Report): Policy => {
  const factors = compileFactors(document.factors, report);
  const labels = factors.flatMap(({ label }) => label ?? []);
  const condition = conditionReader(document.define ?? {}, labels, report);
  const plans = compilePlans(document.plans, report);
  const paths = compilePaths(document.paths, condition, report);
  if (paths.emergencies.length > 0 && !plans.emergency)
    report('/plans', 'has no plan for the path emergency');
  checkBands(document.bands, report);
  checkDurations(document, report);
  return {
    document,
    reference: { version: document.version, sha256 },
    factors,
    labels,
    bands: document.bands,
    floors: compileRules('floor', document.floors, condition, report),
    caps: compileRules('cap', document.caps, condition, report),
    plans,
    paths,
    levels: compileLevels(document, plans, report),
    windowFor: shorterOf(LONGEST_WINDOW, document.durations.defaultWindow),
    findResources: compileResources(document.resources),
  };
};

/**
 * A policy of the log, ready to assess with. Never refused: tasks go by it, so it has to load whatever later versions
 * of these rules say about files. A condition that they no longer know never holds, a value without points has the most
 * there are, a score above the bands is critical, and HB1 to HB5 and the maxima hold as they do for any policy.
 */
export const compilePolicy = (document: PolicyDocument, sha256: string): Policy =>
  compile(document, sha256, () => undefined);

/**
 * A policy ready to be published, or everything that is wrong with it beyond its shape, each with a JSON pointer into it
 * (2.5): also where it needs less than HB1 to HB4 do, with a kind of task for which that is so. `document` has the shape of
 * the published schema; `sha256` is that of its RFC 8785 form.
 */
export const parsePolicy = (
  document: PolicyDocument,
  sha256: string,
): { policy: Policy } | { issues: Issue[] } => {
  const issues: Issue[] = [];
  const policy = compile(document, sha256, (pointer, message) => {
    issues.push({ pointer, message });
  });
  // Of rules that are wrong in themselves nothing can be shown.
  if (issues.length === 0)
    proveHeld(policy, (pointer, message) => {
      issues.push({ pointer, message });
    });
  return issues.length > 0 ? { issues } : { policy };
};
