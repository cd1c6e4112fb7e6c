import type { Issue } from '@guildhall/contracts';
import { isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { messageOf, unusable } from './failure.js';

const MAX_ALIASES = 100;

const MAX_SHOWN = 5;
const MAX_LINE = 120;

/** What people can read of what is wrong: of a file that is no YAML at all, every line is an error. */
const readable = (issues: Issue[]): Issue[] => {
  const shown = issues.slice(0, MAX_SHOWN).map(({ pointer, message }) => {
    const [line = ''] = message.split('\n');
    return { pointer, message: line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line };
  });
  const more = issues.length - shown.length;
  return more === 0 ? shown : [...shown, { pointer: '', message: `… and ${more} more` }];
};

// Tags could ask a reader to make something else than plain data.
const tagIssues = (document: Document): Issue[] => {
  const tags: string[] = [];
  visit(document, (_, node) => {
    if (isNode(node) && node.tag !== undefined) tags.push(node.tag);
  });
  return tags.map((tag) => ({ pointer: '', message: `has the tag ${tag}; tags are not accepted` }));
};

const toValue = (document: Document): { value: unknown } | { issues: Issue[] } => {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    return { issues: [{ pointer: '', message: messageOf(error) }] };
  }
};

/**
 * A YAML (or JSON) file as plain data: one document, no tags, no key given twice, plain aliases only. `name` is what
 * error messages call it. Ends in a Failure (exit 2) otherwise.
 */
export const parseYaml = (bytes: Uint8Array, name: string, maxBytes: number): unknown => {
  if (bytes.length > maxBytes) {
    throw unusable(`${name} has ${bytes.length} bytes; at most ${maxBytes} are accepted.`);
  }
  const text = new TextDecoder().decode(bytes);
  const document = parseDocument(text, {
    schema: 'core',
    uniqueKeys: true,
    stringKeys: true,
    logLevel: 'error',
  });
  const errors = document.errors.map(({ message }) => ({
    pointer: '',
    message,
  }));
  const issues = [...errors, ...tagIssues(document)];
  const result = issues.length > 0 ? { issues } : toValue(document);
  if ('issues' in result) throw unusable(`${name} is not acceptable YAML.`, readable(result.issues));
  return result.value;
};
