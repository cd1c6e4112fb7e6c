import { isGrowing } from './growing.js';

/** A JSON Schema of draft-07, which both AsyncAPI and plain validators read. */
export type Schema = Readonly<Record<string, unknown>>;
/** Schemas by name; they refer to each other as `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

const DEFINITION = '#/$defs/';

export const refTo = (name: string): Schema => ({ $ref: `${DEFINITION}${name}` });

/** What a schema says about itself; empty where it says nothing. */
export const descriptionOf = (schema: Schema | undefined): string => {
  const description = schema?.['description'];
  return typeof description === 'string' ? description : '';
};

/** A copy of a value with each object in it rewritten, from the inside out. */
const rewritten = (value: unknown, rewrite: (schema: Schema) => Schema): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => rewritten(item, rewrite));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(
    ([key, member]: [string, unknown]) => [key, rewritten(member, rewrite)] as const,
  );
  return rewrite(Object.fromEntries(members));
};

/** The schema with each reference to a definition as `rename` has it. */
export const withRefs = (schema: Schema, rename: (name: string) => string): Schema =>
  rewritten(schema, (each) => {
    const { $ref } = each;
    return typeof $ref === 'string' && $ref.startsWith(DEFINITION)
      ? { ...each, $ref: rename($ref.slice(DEFINITION.length)) }
      : each;
  }) as Schema;

const openedOne = (schema: Schema): Schema => {
  const { additionalProperties, ...open } = schema;
  const kept = additionalProperties === false ? open : schema;
  const { enum: members, ...named } = kept;
  if (!isGrowing(members)) return kept;
  const said = [descriptionOf(kept), 'Later versions add to the ones that are given as examples.'];
  return { type: 'string', ...named, description: said.join(' ').trim(), examples: members };
};

/**
 * The schema of what is only read: in later versions fields are added, and members to the lists that grow, so that a
 * reader must not mind them.
 */
export const opened = (schema: Schema): Schema => rewritten(schema, openedOne) as Schema;

/** The same of each. */
export const openedAll = (definitions: Definitions): Definitions =>
  Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, opened(schema)]));

/** Names of the definitions that a schema needs, in the order of the alphabet. */
export const closureOf = (schema: Schema, definitions: Definitions): string[] => {
  const found = new Set<string>();
  const add = (from: Schema): void => {
    withRefs(from, (name) => {
      const definition = definitions[name];
      if (!definition) throw new Error(`there is no definition ${name}`);
      if (!found.has(name)) {
        found.add(name);
        add(definition);
      }
      return name;
    });
  };
  add(schema);
  return [...found].sort();
};

/** A schema file: the schema with every definition that it needs. */
export const standalone = (title: string, schema: Schema, definitions: Definitions): Schema => {
  const local = (own: Schema): Schema => withRefs(own, (name) => `#/definitions/${name}`);
  const needed = closureOf(schema, definitions).map(
    (name) => [name, local(definitions[name] ?? {})] as const,
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...local(schema),
    ...(needed.length > 0 ? { definitions: Object.fromEntries(needed) } : {}),
  };
};
