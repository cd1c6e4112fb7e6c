import type { ProcessInfo } from '../supervisor/keeper.js';

/** What `up` says while it works: a step that is done, a remark, or a change of a process. */
export type Progress =
  | { kind: 'step'; step: string; detail?: string }
  | { kind: 'remark'; text: string }
  | { kind: 'process'; process: ProcessInfo };

export type Report = (progress: Progress) => void;
