import {
  Duration,
  Flag,
  Id,
  Instant,
  ListOf,
  MapOf,
  Nested,
  OneOf,
  Optional,
  Several,
  Sha256,
  Shape,
  Strings,
  Text,
  Whole,
} from './fields.js';
import type { FieldSchema } from './fields.js';
import { LABEL_NAME } from './formats.js';
import type {
  CustomerImpact,
  DataSensitivity,
  Environment,
  ImpactScope,
  OnViolation,
  Operation,
  OverrideName,
  Reversibility,
} from './values.js';
import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  ON_VIOLATION,
  OPERATIONS,
  OVERRIDES,
  REVERSIBILITIES,
} from './values.js';

/** `kind:segment/segment`: a segment is literal or `*` (exactly one); a trailing `**` takes the rest. */
export const RESOURCE_GLOB =
  /^[A-Za-z0-9_.-]{1,64}:(?:(?:\*|[A-Za-z0-9_.@+=-]{1,128})(?:\/(?:\*|[A-Za-z0-9_.@+=-]{1,128})){0,31}(?:\/\*\*)?|\*\*)$/;
/** The verb of an action, such as `read` or `deploy`. */
export const ACTION = /^[A-Za-z0-9_.-]{1,64}$/;

/** `RESOURCE_GLOB` in words. */
export const A_RESOURCE_GLOB = 'a resource such as service:api, db:orders/* or db:**';
/** `ACTION` in words. */
export const AN_ACTION = 'an action: 1-64 of A-Z a-z 0-9 _ . -';

export class Scope {
  /** What the work may touch. */
  @Strings(RESOURCE_GLOB, A_RESOURCE_GLOB, { min: 1, max: 64, unique: true }) readonly resources!: string[];
  /** What it may do to it. */
  @Strings(ACTION, AN_ACTION, { min: 1, max: 64, unique: true }) readonly actions!: string[];
  /** What it may do, under a grant, to undo it after a failure or a revocation (3.4). */
  @Optional()
  @Strings(ACTION, AN_ACTION, { min: 1, max: 64, unique: true })
  readonly rollbackActions?: string[];
}

/** Half-open: `notBefore <= t < notAfter`. */
export class Window {
  @Instant() readonly notBefore!: string;
  @Instant() readonly notAfter!: string;
}

/** The window of a permit whose task asked for none: it opens when the permit is issued. */
export class WindowFor {
  @Duration() readonly for!: string;
}

const CONSTRAINT_VALUE: FieldSchema = {
  description:
    'a number of at least 0, true or false, a text of 1-200 characters, or a list of up to 64 such texts',
  oneOf: [
    { type: 'number', minimum: 0 },
    { type: 'boolean' },
    { type: 'string', minLength: 1, maxLength: 200 },
    { type: 'array', maxItems: 64, items: { type: 'string', minLength: 1, maxLength: 200 } },
  ],
};
export type ConstraintValue = number | boolean | string | string[];

/** A limit that is checked automatically while the work runs (4.4). */
export class Constraint {
  /** Which limit; there are no others than those that code checks. */
  @Id() readonly id!: string;
  /** What is allowed. */
  @Shape(CONSTRAINT_VALUE) readonly value!: ConstraintValue;
  /** Name of the check in code that verifies it. */
  @Optional() @Id() readonly witness?: string;
  /** What a breach leads to. */
  @Optional() @OneOf(ON_VIOLATION) readonly onViolation?: OnViolation;
}

export class TaskConstraint {
  @Id() readonly id!: string;
  @Shape(CONSTRAINT_VALUE) readonly value!: ConstraintValue;
}

export class Override {
  @OneOf(OVERRIDES) readonly softBlock!: OverrideName;
  @Text(20, 2000) readonly justification!: string;
  /** Who is asked to sponsor; informative, only their own command counts. */
  @Optional() @Id() readonly sponsor?: string;
  /** How the overlapping work is coordinated (SB4). */
  @Optional() @Text(1, 4000) readonly plan?: string;
}

/** What exactly will be applied. */
export class Input {
  @Text(1, 200) readonly name!: string;
  @Sha256() readonly sha256!: string;
}

const LABEL = { pattern: LABEL_NAME, are: 'the name of a label: 1-64 of A-Z a-z 0-9 _ . -' };

/** What a master publishes on `task.requested.<id>` (2.1). Free text must hold no personal data. */
export class Task {
  @Id() readonly taskId!: string;
  @Text(1, 200) readonly title!: string;
  @OneOf(OPERATIONS) readonly operation!: Operation;
  @OneOf(ENVIRONMENTS) readonly environment!: Environment;
  @OneOf(REVERSIBILITIES) readonly reversibility!: Reversibility;
  @Several(DATA_SENSITIVITIES, { max: 6, unique: true }) readonly dataSensitivity!: DataSensitivity[];
  @OneOf(IMPACT_SCOPES) readonly impactScope!: ImpactScope;
  @OneOf(CUSTOMER_IMPACTS) readonly customerImpact!: CustomerImpact;
  @Optional() @Flag() readonly critical?: boolean;
  @Optional() @Flag() readonly readOnly?: boolean;
  @Nested(() => Scope) readonly scope!: Scope;
  @Optional() @Nested(() => Window) readonly window?: Window;
  @Optional() @Id() readonly workerId?: string;
  @Optional() @Id() readonly capability?: string;
  @Optional() @Whole(0, 10_000_000) readonly estimatedTokens?: number;
  @Optional() @ListOf(() => TaskConstraint, { max: 64 }) readonly constraints?: TaskConstraint[];
  @Optional() @ListOf(() => Override, { max: 3 }) readonly overrides?: Override[];
  @Optional() @Text(1, 200) readonly incident?: string;
  @Optional() @Id() readonly emergencyId?: string;
  @Optional() @ListOf(() => Input, { min: 1, max: 64 }) readonly inputs?: Input[];
  @Optional()
  @MapOf({ type: 'string', maxLength: 200 }, { max: 16, keys: LABEL })
  readonly labels?: Record<string, string>;
  @Optional() @Id() readonly requestedFor?: string;
  @Optional() @Text(1, 2000) readonly justification?: string;
  /** The task this one replaces after a refusal. */
  @Optional() @Id() readonly supersedes?: string;
}
