import type { Level, PlanRule, Stage } from '@guildhall/contracts';
import { phrase } from '../text.js';
import { byLevel, unevenLevels } from './by-level.js';
import type { ByLevel } from './by-level.js';
import { withFewestAt, withFewestInEmergency } from './hard-blocks.js';
import type { Completed } from './hard-blocks.js';
import { under } from './report.js';
import type { Report } from './report.js';

/** Who has to approve (2.4), with the minimum of HB4; roles of a stage in the order of their names. */
export interface Plan {
  readonly stages: readonly Stage[];
  /** `6: security-lead and architect (review), then ...`; empty where nobody has to. */
  readonly said: string;
  /** Roles that HB4 wants and the policy's plan lacked. */
  readonly added: readonly string[];
}

/** Plans by what they are for. */
export interface Plans {
  readonly levels: ByLevel<Plan>;
  /** Absent where the policy has none. */
  readonly emergency?: Plan & { readonly reviewWithin: string };
}

// Below level 2 the policy approves.
const APPROVED_BY_PEOPLE: readonly Level[] = [2, 3, 4];

const inOrder = ({ stage, roles }: Stage): Stage => ({
  stage,
  roles: Object.fromEntries(Object.entries(roles).sort(([a], [b]) => (a < b ? -1 : 1))),
});

const people = ([role, count]: [string, number]): string => (count === 1 ? role : `${count} x ${role}`);

const say = (stages: readonly Stage[]): string => {
  const count = stages.flatMap(({ roles }) => Object.values(roles)).reduce((sum, n) => sum + n, 0);
  const steps = stages.map(({ stage, roles }) => `${phrase(Object.entries(roles).map(people))} (${stage})`);
  return stages.length === 0 ? '' : `${count}: ${steps.join(', then ')}`;
};

const plan = ({ stages, added }: Completed): Plan => {
  const ordered = stages.map(inOrder);
  return { stages: ordered, said: say(ordered), added };
};

const checkRule = ({ level, path, stages, reviewWithin }: PlanRule, at: string, report: Report): void => {
  if ((level === undefined) === (path === undefined))
    report(at, 'must name either a level or the path emergency');
  if (path !== undefined && reviewWithin === undefined) report(under(at, 'reviewWithin'), 'is missing');
  if (level !== undefined && reviewWithin !== undefined)
    report(under(at, 'reviewWithin'), 'belongs to the level, under levels');
  stages.forEach(({ stage, roles }, index) => {
    const here = under(under(at, 'stages'), index);
    if (Object.keys(roles).length === 0) report(under(here, 'roles'), 'asks nobody');
    if (stages.findIndex((other) => other.stage === stage) < index)
      report(under(here, 'stage'), 'is given twice');
  });
};

const checkFewest = (rule: PlanRule, at: string, report: Report): void => {
  if (rule.level === undefined && rule.path === undefined) return;
  const { added } =
    rule.level === undefined ? withFewestInEmergency(rule.stages) : withFewestAt(rule.level, rule.stages);
  const where = rule.level === undefined ? 'in an emergency' : `at level ${rule.level}`;
  if (added.length > 0)
    report(under(at, 'stages'), `must ask ${phrase(added)} as well: HB4 wants that ${where}`);
};

const checkCompleteness = (rules: readonly PlanRule[], report: Report): void => {
  const { twice, missing } = unevenLevels(
    rules.map(({ level }) => level),
    APPROVED_BY_PEOPLE,
  );
  for (const index of twice) report(under(under('/plans', index), 'level'), 'has a plan already');
  for (const level of missing) report('/plans', `has no plan for level ${level}`);
  rules.forEach(({ path }, index) => {
    if (path !== undefined && rules.findIndex((rule) => rule.path === path) < index)
      report(under(under('/plans', index), 'path'), 'has a plan already');
  });
};

/** Plans by level, and that of the path `emergency`; reports those missing, doubled, or asking nobody. */
export const compilePlans = (rules: readonly PlanRule[], report: Report): Plans => {
  rules.forEach((rule, index) => {
    checkRule(rule, under('/plans', index), report);
    checkFewest(rule, under('/plans', index), report);
  });
  checkCompleteness(rules, report);
  const emergency = rules.find(({ path }) => path !== undefined);
  return {
    levels: byLevel((level) =>
      plan(withFewestAt(level, rules.find((rule) => rule.level === level)?.stages ?? [])),
    ),
    ...(emergency && {
      emergency: {
        ...plan(withFewestInEmergency(emergency.stages)),
        reviewWithin: emergency.reviewWithin ?? '',
      },
    }),
  };
};
