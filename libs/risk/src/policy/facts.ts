import type { DataSensitivity, Task } from '@guildhall/contracts';

/** What conditions and factors look at: a task as claimed, with what `resources` adds to the claims (2.2a). */
export interface Facts {
  readonly task: Task;
  /** In the order of contracts' list, each once; empty where there is none. */
  readonly data: readonly DataSensitivity[];
  readonly critical: boolean;
  readonly readOnly: boolean;
}
