import type {
  CustomerImpact,
  DataSensitivity,
  Environment,
  ImpactScope,
  Level,
  Reversibility,
  Role,
} from './values.js';
import { READING_ACTIONS } from './values.js';

// What several contexts hold as code, whatever a policy says (1.1 to 1.4).

const PROTECTED: readonly DataSensitivity[] = ['pii', 'phi', 'financial'];
const HARMLESS: readonly DataSensitivity[] = ['public', 'test'];

/** Whether the law protects such data, so that it needs level 3 (HB2): personal, health and financial data. */
export const isProtected = (data: DataSensitivity): boolean => PROTECTED.includes(data);

/** What decides on how isolated a piece of work is. */
export interface Exposure {
  readonly environment: Environment;
  readonly data: readonly DataSensitivity[];
  readonly customerImpact: CustomerImpact;
  readonly impactScope: ImpactScope;
  readonly reversibility: Reversibility;
}

/** Staging that holds no production data, affects no customer and is easily undone (1.3): open to level 0. */
export const isIsolatedStaging = (exposure: Exposure): boolean =>
  exposure.environment === 'staging' &&
  exposure.data.every((item) => HARMLESS.includes(item)) &&
  exposure.customerImpact === 'none' &&
  (exposure.impactScope === 'component' || exposure.impactScope === 'service') &&
  (exposure.reversibility === 'full' || exposure.reversibility === 'automated');

/** How many holders of which roles. */
export type RoleCounts = Readonly<Partial<Record<Role, number>>>;

/** The fewest approvals that a plan for each level may ask for (HB4). */
export const FEWEST_APPROVALS: Readonly<Record<Level, RoleCounts>> = {
  0: {},
  1: {},
  2: { manager: 1 },
  3: { 'engineering-director': 1, 'security-lead': 1 },
  4: { 'security-lead': 1, architect: 1, vp: 1, cto: 1, ciso: 1, cab: 1 },
};

/** The same for the path `emergency`, whatever the level. */
export const FEWEST_IN_EMERGENCY: RoleCounts = { 'incident-commander': 1 };

/** Who may answer for haste (SB2). */
export const SPONSORS = ['vp', 'cto', 'ciso'] as const satisfies Role[];

/** Whether an action of this type changes nothing (1.1). */
export const isReading = (action: string): boolean => READING_ACTIONS.some((reading) => reading === action);

const READING_REQUEST = /^(?:GET|HEAD) /;

/**
 * Whether doing this changes something (1.1). The target of `http` is a URL with its method before it, as in
 * `GET https://api.example.com/v1`; where it names none, it may change something.
 */
export const isMutating = (action: string, target: string): boolean =>
  action === 'http' ? !READING_REQUEST.test(target) : !isReading(action);
