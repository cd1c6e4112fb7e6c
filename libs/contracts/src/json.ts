import type { Issue } from './issue.js';
import { refuse } from './refusal.js';
import type { Refusal } from './refusal.js';

/** Limits of every input (6.5). */
export const MAX_INPUT_BYTES = 64 * 1024;
export const MAX_INPUT_DEPTH = 16;

const TOO_DEEP = `is nested deeper than ${MAX_INPUT_DEPTH} levels`;

// Control characters, and those that make text read in another order than it is stored.
const FORBIDDEN_CHARACTERS = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How many issues a refusal lists at most: it has to fit into a reply whatever the input was. */
export const MAX_ISSUES = 100;
const MAX_POINTER = 1000;

/** `key` as a token of a JSON pointer. */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const isShown = (pointer: string): boolean => pointer.length <= MAX_POINTER && !textIssue(pointer);

/** An issue at `pointer`; where a name in it is too long or must not be shown, at the last place above. */
export const issueAt = (pointer: string, message: string): Issue => {
  let above = pointer;
  while (!isShown(above)) above = above.slice(0, above.lastIndexOf('/'));
  return above === pointer
    ? { pointer, message }
    : { pointer: above, message: `holds something whose name is not repeated here, which ${message}` };
};

interface Level {
  keys: Set<string> | undefined;
  /** Token of the member that is being read: a key, or an index. */
  at: string | number;
  expectsKey: boolean;
}

const pointerTo = (levels: Level[]): string =>
  levels.map(({ at }) => `/${pointerToken(String(at))}`).join('');

const endOfString = (text: string, start: number): number => {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
};

/**
 * What `JSON.parse` lets pass: a key that is given twice, and nesting that later code would have to recurse into.
 * Reads the text once, without recursion, and is content with text that is not JSON.
 */
const structuralIssue = (text: string): Issue | undefined => {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = levels.at(-1);
    switch (text[at]) {
      case '{':
      case '[':
        if (levels.length === MAX_INPUT_DEPTH) return issueAt(pointerTo(levels), TOO_DEEP);
        levels.push(
          text[at] === '{'
            ? { keys: new Set(), at: '', expectsKey: true }
            : { keys: undefined, at: 0, expectsKey: false },
        );
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (top?.keys) top.expectsKey = true;
        else if (top) top.at = Number(top.at) + 1;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (top?.keys && top.expectsKey) {
          const key = unquote(text.slice(at, end + 1));
          top.at = key;
          top.expectsKey = false;
          if (top.keys.has(key)) return issueAt(pointerTo(levels), 'is given twice');
          top.keys.add(key);
        }
        at = end;
        break;
      }
    }
  }
  return undefined;
};

const unquote = (quoted: string): string => {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
};

const textIssue = (text: string): string | undefined => {
  if (!text.isWellFormed()) return 'has half a surrogate pair';
  if (FORBIDDEN_CHARACTERS.test(text)) return 'has control or bidirectional characters';
  return undefined;
};

const leafIssue = (value: unknown): string | undefined => {
  if (typeof value === 'string') return textIssue(value);
  return typeof value === 'number' && !Number.isFinite(value) ? 'is not a finite number' : undefined;
};

/** What no input should hold, in the order of the value: nesting, numbers, characters. */
function* valueIssues(value: unknown, pointer = '', depth = 0): Generator<Issue> {
  const wrong = leafIssue(value);
  if (wrong) yield issueAt(pointer, wrong);
  if (typeof value !== 'object' || value === null) return;
  if (depth === MAX_INPUT_DEPTH) {
    yield issueAt(pointer, TOO_DEEP);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const message = textIssue(key);
    // The key itself is not repeated: it is what must not be shown.
    if (message) yield issueAt(pointer, `has a key that ${message}`);
    else yield* valueIssues(member, `${pointer}/${pointerToken(key)}`, depth + 1);
  }
}

/** The first issues, and no more work than they take: an input can be made of nothing else. */
const firstIssues = (issues: Iterable<Issue>): Issue[] => {
  const first: Issue[] = [];
  for (const issue of issues) {
    first.push(issue);
    if (first.length === MAX_ISSUES) break;
  }
  return first;
};

/**
 * What is wrong with a value from outside that was not read by `parseInput` but must be as that would have it: nesting,
 * numbers that are none, characters; the first 100.
 */
export const inputIssues = (value: unknown): Issue[] => firstIssues(valueIssues(value));

const invalid = (issues: Issue[]): { refusal: Refusal } =>
  refuse('VALIDATION_FAILED', 'The input is not acceptable JSON.', { details: issues });

/** Bytes from outside as a JSON value, or why they are not one (6.5): size, UTF-8, syntax, depth, duplicate keys, characters. */
export const parseInput = (bytes: Uint8Array): { value: unknown } | { refusal: Refusal } => {
  if (bytes.length > MAX_INPUT_BYTES) {
    return refuse(
      'PAYLOAD_TOO_LARGE',
      `The input has ${bytes.length} bytes; at most ${MAX_INPUT_BYTES} are accepted.`,
    );
  }
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return invalid([{ pointer: '', message: 'is not UTF-8' }]);
  }
  const issue = structuralIssue(text);
  if (issue) return invalid([issue]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid([{ pointer: '', message: 'is not JSON' }]);
  }
  const issues = inputIssues(value);
  return issues.length > 0 ? invalid(issues) : { value };
};
