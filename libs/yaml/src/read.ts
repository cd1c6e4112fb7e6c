import { inputIssues } from '@guildhall/contracts';
import { LineCounter } from 'yaml';
import type { Document } from 'yaml';
import { textOf } from './bytes.js';
import { compose } from './compose.js';
import type { Complaint } from './compose.js';
import type { YamlIssue } from './issue.js';
import { located } from './located.js';
import { offsetOf } from './places.js';
import { plainData } from './plain.js';
import { syntaxComplaints } from './syntax.js';

/**
 * What a text holds; or why it is not accepted, from its top to its end. `lineOf` is the line, from 1, of what a JSON
 * pointer points to, or else of the nearest thing around it.
 */
export type ReadYaml =
  | { readonly value: unknown; readonly lineOf: (pointer: string) => number }
  | { readonly issues: readonly YamlIssue[] };

const MAX_SHOWN = 5;
const MAX_MESSAGE = 120;

// What a terminal would obey, or show in another order.
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

const printable = (message: string): string => {
  const line = message.replaceAll(UNPRINTABLE, '\ufffd');
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line;
};

/** What people can read of what is wrong: of a text that is no YAML at all, every line is an error. */
const readable = (issues: readonly YamlIssue[]): YamlIssue[] => {
  const shown = issues.slice(0, MAX_SHOWN).map((issue) => ({ ...issue, message: printable(issue.message) }));
  const [next] = issues.slice(MAX_SHOWN);
  if (!next) return shown;
  const message = `… and ${issues.length - MAX_SHOWN} more`;
  return [...shown, { pointer: '', message, line: next.line, code: 'more' }];
};

type LineAt = (offset: number) => number;

const issueOf = ({ code, offset, message }: Complaint, lineAt: LineAt): YamlIssue => ({
  pointer: '',
  message,
  line: lineAt(offset),
  code,
});

const readDocument = (document: Document.Parsed, lineAt: LineAt): ReadYaml => {
  const data = plainData(document.contents);
  if ('complaint' in data) return { issues: [issueOf(data.complaint, lineAt)] };
  const { value } = data;
  const lineOf = (pointer: string): number => lineAt(offsetOf(document.contents, pointer));
  const refused = located(inputIssues(value), lineOf);
  return refused.length > 0
    ? { issues: refused.map((issue) => ({ ...issue, code: 'content' })) }
    : { value, lineOf };
};

const readText = (text: string): ReadYaml => {
  const lines = new LineCounter();
  const lineAt: LineAt = (offset) => lines.linePos(offset).line;
  const composed = compose(text, lines);
  const complaints = syntaxComplaints(composed);
  return complaints.length > 0
    ? { issues: complaints.map((complaint) => issueOf(complaint, lineAt)) }
    : readDocument(composed.document, lineAt);
};

const readBytes = (bytes: Uint8Array): ReadYaml => {
  const decoded = textOf(bytes);
  if ('text' in decoded) return readText(decoded.text);
  return { issues: [{ pointer: '', message: 'is not UTF-8', line: decoded.badLine, code: 'encoding' }] };
};

/**
 * YAML, or JSON, as plain data: one document in UTF-8, no tags, no key given twice, all keys texts, plain aliases only, which
 * together stand for a bounded amount, and nothing that `parseInput` refuses in JSON: nesting, numbers that are not finite, control and bidirectional
 * characters. An empty text is null. Never throws; how long a text may be is up to the caller.
 */
export const readYaml = (source: string | Uint8Array): ReadYaml => {
  const read = typeof source === 'string' ? readText(source) : readBytes(source);
  return 'issues' in read ? { issues: readable(read.issues) } : read;
};
