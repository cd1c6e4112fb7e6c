import { Assessment } from '../assessment.js';
import { Id, Instant, ListOf, Nested, OneOf, Optional, Sha256, Strings, Text, Whole } from '../fields.js';
import { CODE_NAMES } from '../codes.js';
import type { Code } from '../codes.js';
import { Issue } from '../issue.js';
import { Override, Task } from '../task.js';
import type { SoftBlockId } from '../values.js';
import { SOFT_BLOCKS } from '../values.js';

/** A task was understood and scored. Entity: the task. */
export class TaskAssessed {
  @Nested(() => Task) readonly request!: Task;
  /** The master. */
  @Id() readonly requestedBy!: string;
  /** When the broker stored the request. */
  @Instant() readonly receivedAt!: string;
  @Nested(() => Assessment) readonly assessment!: Assessment;
}

/** A task waits for its master to add an override or to withdraw it. Entity: the task. */
export class TaskHeld extends TaskAssessed {
  @Strings(new RegExp(`^(${SOFT_BLOCKS.join('|')})$`), `one of ${SOFT_BLOCKS.join(', ')}`, { min: 1, max: 3 })
  readonly waitingFor!: SoftBlockId[];
}

/** A request was refused; its content is kept as size and hash only. Entity: `r` and 20 hex digits of the causation's SHA-256. */
export class TaskRefused {
  @OneOf(CODE_NAMES) readonly code!: Code;
  @ListOf(() => Issue, { max: 200 }) readonly errors!: Issue[];
  /** Where the request had a well-formed one. */
  @Optional() @Id() readonly taskId?: string;
  @Id() readonly requestedBy!: string;
  @Whole(0, 1_000_000_000) readonly bytes!: number;
  @Sha256() readonly sha256!: string;
}

/** The master added overrides to a task. Entity: the task. */
export class TaskOverridden {
  @ListOf(() => Override, { min: 1, max: 3 }) readonly overrides!: Override[];
}

/** The master no longer wants the task. Entity: the task. */
export class TaskWithdrawn {
  @Text(1, 2000) readonly reason!: string;
}
