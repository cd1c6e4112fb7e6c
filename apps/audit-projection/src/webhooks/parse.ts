import { isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';

/** What a text holds, or what is wrong with it and in which line, from 1. */
export type Parsed = { value: unknown } | { wrong: string; line: number };

const MAX_ALIASES = 100;

interface Place {
  linePos?: readonly { line: number }[];
}

const lineOf = ({ linePos }: Place): number => linePos?.[0]?.line ?? 1;

// A parser's message may quote the text, in which there are secrets.
const withoutText = ({ code }: { code: string }): string =>
  `is not YAML (${code.toLowerCase().replaceAll('_', ' ')})`;

// Tags could ask a reader to make something else than plain data.
const hasTag = (document: Document): boolean => {
  let found = false;
  visit(document, (_, node) => {
    if (isNode(node) && node.tag !== undefined) found = true;
  });
  return found;
};

const valueOf = (document: Document): Parsed => {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch {
    return { wrong: 'has aliases that cannot be followed', line: 1 };
  }
};

/** YAML, or JSON, as plain data: no tags, no key given twice, plain aliases only. What is wrong is told without the text. */
export const parse = (text: string): Parsed => {
  const document = parseDocument(text, {
    schema: 'core',
    uniqueKeys: true,
    stringKeys: true,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (error) return { wrong: withoutText(error), line: lineOf(error) };
  return hasTag(document) ? { wrong: 'has a tag; tags are not accepted', line: 1 } : valueOf(document);
};
