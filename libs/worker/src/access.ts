import { isIsolatedStaging, isProtected } from '@guildhall/contracts';
import type { Assessment, Environment, Level, Task } from '@guildhall/contracts';

/** What the access matrix and the hard blocks look at (1.3, 1.4). */
export interface Situation {
  readonly environment: Environment;
  readonly critical: boolean;
  readonly readOnly: boolean;
  /** Staging that holds no production data and affects no customer (1.3). */
  readonly isolated: boolean;
  /** Personal, health or financial data. */
  readonly sensitive: boolean;
}

/** Why a level has no access: a hard block by its id, or `matrix` for any other missing tick of 1.3. */
export type Barrier = 'HB1' | 'HB2' | 'matrix';

// A regime comes from the data, but PCI-DSS also from processing payments, whatever they touch and wherever.
const regulatedData = ({ operation }: Task, { regimes }: Assessment): boolean =>
  regimes.some(
    (regime) =>
      regime === 'GDPR' || regime === 'HIPAA' || (regime === 'PCI-DSS' && operation !== 'payment-processing'),
  );

const isSensitive = (task: Task, assessment: Assessment): boolean =>
  task.dataSensitivity.some(isProtected) ||
  assessment.floors.includes('F3') ||
  regulatedData(task, assessment);

const isIsolated = (task: Task, assessment: Assessment): boolean =>
  isIsolatedStaging({ ...task, data: task.dataSensitivity }) && !assessment.floors.includes('F6');

/**
 * The situation of a task. Its own claims can be too mild: what the policy knows about its resources (2.2a) shows in
 * the floors (F2 critical, F3 sensitive data, F6 not isolated) and the regimes, and the graver of both counts.
 */
export const situationOf = (task: Task, assessment: Assessment): Situation => ({
  environment: task.environment,
  critical: task.critical === true || assessment.floors.includes('F2'),
  readOnly: task.readOnly === true,
  isolated: isIsolated(task, assessment),
  sensitive: isSensitive(task, assessment),
});

const inProduction = (level: Level, { critical, readOnly }: Situation): boolean => {
  if (critical) return level >= 3;
  return readOnly ? level >= 1 : level >= 2;
};

/** Whether the access matrix (1.3) has a tick for a worker of `level`. */
export const hasAccess = (level: Level, situation: Situation): boolean => {
  switch (situation.environment) {
    case 'local':
    case 'dev':
    case 'test':
      return true;
    case 'staging':
      return level >= 1 || situation.isolated;
    case 'production':
      return inProduction(level, situation);
  }
};

// Reading at level 1 is the one exception; at level 0 production is barred altogether.
const breaksHb1 = (level: Level, { environment, readOnly }: Situation): boolean =>
  environment === 'production' && level < 2 && !(level === 1 && readOnly);

/** What bars a worker of `level`, whatever anybody says; undefined where nothing does. */
export const barrierTo = (level: Level, situation: Situation): Barrier | undefined => {
  if (breaksHb1(level, situation)) return 'HB1';
  if (situation.sensitive && level < 3) return 'HB2';
  return hasAccess(level, situation) ? undefined : 'matrix';
};
