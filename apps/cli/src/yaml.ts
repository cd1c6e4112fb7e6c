import type { Issue } from '@guildhall/contracts';
import { isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { messageOf, unusable } from './failure.js';

const MAX_ALIASES = 100;

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
    message: message.split('\n')[0] ?? message,
  }));
  const issues = [...errors, ...tagIssues(document)];
  const result = issues.length > 0 ? { issues } : toValue(document);
  if ('issues' in result) throw unusable(`${name} is not acceptable YAML.`, result.issues);
  return result.value;
};
