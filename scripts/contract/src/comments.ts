import ts from 'typescript';
import type { Schema } from './schema.js';

/** What the sources say about a message and its fields. */
export interface Comments {
  own?: string;
  fields: Readonly<Record<string, string>>;
}

// Sections of a document that readers of the published contract do not have.
const SECTIONS = / ?\((?:\d+\.\d+[a-z]?(?:, )?)+\)/g;

/** A comment as it is published, in one line. Throws where it goes on in the next comment, which others do not see. */
export const published = (comment: string): string => {
  const text = comment.replace(/\s+/g, ' ').replace(SECTIONS, '').trim();
  if (text.endsWith(',')) throw new Error(`a comment is published that is no sentence of its own: ${text}`);
  return text;
};

/** The comment on a symbol as it is published; undefined where there is none. */
export const commentOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string | undefined =>
  published(ts.displayPartsToString(symbol.getDocumentationComment(checker))) || undefined;

/** `text` as a sentence of its own. */
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** A field's schema with what the sources say about it, before what its own description says that it has to be. */
const describedField = (field: Schema, comment: string | undefined): Schema => {
  const { description, ...rest } = field;
  const texts = [comment, typeof description === 'string' ? `must be ${description}` : undefined];
  const said = texts.filter((text) => text !== undefined).map(sentence);
  if (said.length === 0) return field;
  // Next to a reference nothing else counts.
  const kept = '$ref' in rest ? { allOf: [rest] } : rest;
  return { description: said.join(' '), ...kept };
};

/** A message's schema with what the sources say about it and its fields. */
export const described = (schema: Schema, comments: Comments | undefined): Schema => {
  const { properties = {}, ...rest } = schema;
  const fields = Object.entries(properties as Record<string, Schema>).map(
    ([name, field]) => [name, describedField(field, comments?.fields[name])] as const,
  );
  const description = comments?.own;
  return {
    ...(description === undefined ? {} : { description: sentence(description) }),
    ...rest,
    properties: Object.fromEntries(fields),
  };
};
