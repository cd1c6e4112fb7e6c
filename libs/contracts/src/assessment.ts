import {
  Duration,
  Flag,
  Id,
  ListOf,
  MapOf,
  Nested,
  OneOf,
  Optional,
  Several,
  Sha256,
  Strings,
  Text,
  Whole,
} from './fields.js';
import type { FieldSchema } from './fields.js';
import { Constraint } from './task.js';
import type { Level, Path, Regime, Risk, Role, SoftBlockId } from './values.js';
import { LEVELS, PATHS, REGIMES, RISKS, ROLES, SOFT_BLOCKS } from './values.js';

const POINTS: FieldSchema = { type: 'integer', minimum: 0, maximum: 10 };

/** One step of an approval plan: how many distinct holders of each role have to agree. */
export class Stage {
  /** What the step is called. */
  @Id() readonly stage!: string;
  /** How many distinct holders of each role have to agree. */
  @MapOf(
    { type: 'integer', minimum: 1, maximum: 20 },
    { max: 14, keys: { pattern: new RegExp(`^(${ROLES.join('|')})$`), are: `one of ${ROLES.join(', ')}` } },
  )
  readonly roles!: Partial<Record<Role, number>>;
}

export class SoftBlock {
  @OneOf(SOFT_BLOCKS) readonly id!: SoftBlockId;
  /** Whether an override with its justification came along. */
  @Flag() readonly resolved!: boolean;
}

/** Which policy decided: its version is for people, its hash (of the RFC 8785 form) for proofs. */
export class PolicyReference {
  @Text(1, 64) readonly version!: string;
  @Sha256() readonly sha256!: string;
}

/** The scored, explained decision on a task (2.4). The same task and policy give the same bytes. */
export class Assessment {
  @Id() readonly taskId!: string;
  @Whole(0, 50) readonly score!: number;
  @OneOf(RISKS) readonly risk!: Risk;
  @MapOf(POINTS) readonly factors!: Record<string, number>;
  @OneOf(LEVELS) readonly band!: Level;
  @Strings(/^.{1,64}$/, 'the id of a rule: one line of 1-64 characters', { max: 100 })
  readonly floors!: string[];
  @Strings(/^.{1,64}$/, 'the id of a rule: one line of 1-64 characters', { max: 100 })
  readonly caps!: string[];
  @OneOf(LEVELS) readonly level!: Level;
  @Flag() readonly union!: boolean;
  @OneOf(PATHS) readonly path!: Path;
  @ListOf(() => Stage, { max: 10 }) readonly approvals!: Stage[];
  @Several(REGIMES, { max: 4, unique: true }) readonly regimes!: Regime[];
  @ListOf(() => SoftBlock, { max: 3 }) readonly softBlocks!: SoftBlock[];
  /** The stricter of the policy's default and the task's own, by id. */
  @ListOf(() => Constraint, { max: 64 }) readonly constraints!: Constraint[];
  @Whole(0, 10_000_000) readonly tokenAllocation!: number;
  @Duration() readonly retention!: string;
  /** How long approvers have from the request; absent where nobody has to approve. */
  @Optional() @Duration() readonly reviewWithin?: string;
  /** How long the permit is good for from its issue, as the policy says; absent where the task asks for a window. */
  @Optional() @Duration() readonly windowFor?: string;
  @Strings(/^.{1,1000}$/, 'one line of 1-1000 characters', { max: 1000 }) readonly reasons!: string[];
  @Nested(() => PolicyReference) readonly policy!: PolicyReference;
}
