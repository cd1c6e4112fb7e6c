import type { Issue } from '@guildhall/contracts';

/** What is wrong with a file, and in which line, from 1. */
export interface LocatedIssue extends Issue {
  readonly line: number;
}

/** Why a text is not accepted. `message` and `pointer` may quote it; `code`, a few plain words, never does. */
export interface YamlIssue extends LocatedIssue {
  readonly code: string;
}
