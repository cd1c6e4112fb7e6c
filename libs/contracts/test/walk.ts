import { messageSchemas } from '../src/index.js';

type Schema = Record<string, unknown>;
type Members = Record<string, unknown>;

/** One place of a message: its value, and the schema that holds there. */
export interface Place {
  pointer: string;
  value: unknown;
  schema: Schema;
  /** Name of the class, where the schema is one's own. */
  name?: string;
}

const REFERENCE = '#/$defs/';
const schemas: Record<string, Schema> = messageSchemas();

export const schemaOf = (name: string): Schema => {
  const schema = schemas[name];
  if (!schema) throw new Error(`no schema ${name}`);
  return schema;
};

const resolved = (schema: Schema): { schema: Schema; name?: string } => {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return { schema };
  const name = reference.slice(REFERENCE.length);
  return { schema: schemaOf(name), name };
};

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const inMembers = (value: Members, schema: Schema, pointer: string): Place[] => {
  const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
  const others = schema['additionalProperties'];
  return Object.entries(value).flatMap(([key, member]) =>
    placesIn(member, properties[key] ?? (isMembers(others) ? others : {}), `${pointer}/${key}`),
  );
};

const placesIn = (value: unknown, given: Schema, pointer: string): Place[] => {
  const { schema, name } = resolved(given);
  const here: Place = { pointer, value, schema, ...(name === undefined ? {} : { name }) };
  if (isMembers(value)) return [here, ...inMembers(value, schema, pointer)];
  if (!Array.isArray(value)) return [here];
  const items = (schema['items'] ?? {}) as Schema;
  return [here, ...value.flatMap((item, index) => placesIn(item, items, `${pointer}/${index}`))];
};

/** Every place of `value`, which is a message of class `name`; itself first, at the pointer ''. */
export const placesOf = (name: string, value: unknown): Place[] =>
  placesIn(value, { $ref: `${REFERENCE}${name}` }, '');

/** One place of each schema: others that ask for the same say the same. */
export const distinct = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [JSON.stringify(place.schema), place])).values(),
];

/** The classes that `name` refers to, and it itself. */
export const closureOf = (name: string, found = new Set<string>()): Set<string> => {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, other = ''] of JSON.stringify(schemaOf(name)).matchAll(/"#\/\$defs\/([A-Za-z]+)"/g))
    closureOf(other, found);
  return found;
};

/** A copy of `value` with what `change` makes of the object or list that holds `pointer`, and of its last token. */
export const changedAt = (
  value: unknown,
  pointer: string,
  change: (holder: Members, token: string) => void,
): unknown => {
  const copy = { root: structuredClone(value) };
  const tokens = ['root', ...pointer.split('/').slice(1)];
  let holder: Members = copy;
  for (const token of tokens.slice(0, -1)) holder = holder[token] as Members;
  change(holder, tokens.at(-1) ?? '');
  return copy.root;
};

/** A copy of `value` with `instead` at `pointer`. */
export const replacedAt = (value: unknown, pointer: string, instead: unknown): unknown =>
  changedAt(value, pointer, (holder, token) => {
    holder[token] = instead;
  });
