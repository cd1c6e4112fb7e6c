import { messageSchemas } from '@guildhall/contracts';
import { described } from './comments.js';
import { openedAll } from './schema.js';
import type { Definitions } from './schema.js';
import { readSource } from './source.js';

/** All that the published contract is made of. */
export interface Vocabulary {
  /** Messages as services enforce them: closed against unknown fields. By the name of their class. */
  inputs: Definitions;
  /** The same as they are read, and the types that replies are made of: open, because fields are added. */
  outputs: Definitions;
  /** What each query and each command is answered with, where it is answered; refers to outputs. */
  results: { queries: Definitions; commands: Definitions };
  /** What the sources say about each query. */
  queries: Readonly<Record<string, string>>;
}

/** Reads the vocabulary from the message classes and from the sources in `folder`, that of libs/contracts. */
export const readVocabulary = (folder: string): Vocabulary => {
  const messages = messageSchemas();
  const { comments, types, results, queries } = readSource(folder, new Set(Object.keys(messages)));
  const inputs = Object.fromEntries(
    Object.entries(messages).map(([name, schema]) => [name, described(schema, comments[name])] as const),
  );
  return {
    inputs,
    outputs: openedAll({ ...inputs, ...types }),
    results: { queries: openedAll(results.queries), commands: openedAll(results.commands) },
    queries,
  };
};
