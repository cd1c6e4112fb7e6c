import type { Issue } from '@guildhall/contracts';
import type { LocatedIssue } from './issue.js';

/** The issues with the lines of what they point to, from the top of the file to its end. */
export const located = (issues: readonly Issue[], lineOf: (pointer: string) => number): LocatedIssue[] =>
  issues
    .map(({ pointer, message }) => ({ pointer, message, line: lineOf(pointer) }))
    .sort((a, b) => a.line - b.line);

/** The issues as text, one a line: `policy.yaml:104 /floors/3/level is missing`. `file` is what the file is called. */
export const listed = (file: string, issues: readonly LocatedIssue[]): string =>
  issues
    .map(({ pointer, message, line }) => [`${file}:${line}`, pointer, message].filter(Boolean).join(' '))
    .join('\n');
