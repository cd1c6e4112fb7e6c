import { ID_PATTERN, MAX_INPUT_BYTES, messageSchemas } from '@guildhall/contracts';
import type { Json, JsonObject } from './log-event.js';

// Made from the published schemas, so that a field that is added later is tried too.

interface Schema {
  $ref?: string;
  type?: string;
  enum?: (string | number)[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  maxProperties?: number;
  propertyNames?: Schema;
}

/** A message with one thing wrong, and where a refusal has to point. */
export interface BadMessage {
  what: string;
  message: Json;
  pointer: string;
}

const schemas = messageSchemas() as Record<string, Schema>;

const resolve = (schema: Schema): Schema => {
  if (schema.$ref === undefined) return schema;
  const found = schemas[schema.$ref.slice('#/$defs/'.length)];
  if (!found) throw new Error(`no schema ${schema.$ref}`);
  return found;
};

/** Texts of every pattern that messages have. */
const TEXTS = [
  'sample-1',
  'manager',
  'service:api',
  '2030-01-01T00:00:00Z',
  'PT1H',
  `U${'A'.repeat(55)}`,
  'a@example.com',
  'a'.repeat(64),
  'A text that is long enough for a justification.',
];

const sampleText = ({ pattern = '', minLength = 0, maxLength = 1000 }: Schema): string => {
  const found = TEXTS.find(
    (text) => new RegExp(pattern, 'u').test(text) && text.length >= minLength && text.length <= maxLength,
  );
  if (found === undefined) throw new Error(`no sample for ${pattern}; add one to TEXTS`);
  return found;
};

/** The ways in which something may be given, where there are several. */
const waysOf = ({ oneOf, anyOf }: Schema): Schema[] | undefined => oneOf ?? anyOf;

const sampleList = ({ items, minItems = 1 }: Schema): Json[] =>
  items ? Array.from({ length: Math.max(1, minItems) }, () => sampleOf(items)) : [];

/** A name that a member of a map can have. */
const sampleName = ({ propertyNames = {} }: Schema): string => sampleText(propertyNames);

const sampleMap = (schema: Schema): JsonObject =>
  schema.additionalProperties ? { [sampleName(schema)]: sampleOf(schema.additionalProperties) } : {};

const sampleOf = (given: Schema): Json => {
  const schema = resolve(given);
  const [choice] = schema.enum ?? [];
  if (choice !== undefined) return choice;
  const [way] = waysOf(schema) ?? [];
  if (way) return sampleOf(way);
  switch (schema.type) {
    case 'string':
      return sampleText(schema);
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'array':
      return sampleList(schema);
    case 'object':
      return schema.properties ? sampleObject(schema.properties) : sampleMap(schema);
    default:
      throw new Error(`no sample for ${JSON.stringify(schema)}`);
  }
};

const sampleObject = (properties: Record<string, Schema>): JsonObject =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema)]));

/** A valid message of this class, with every field it can have. */
export const fullMessage = (type: string): JsonObject => sampleOf({ $ref: `#/$defs/${type}` }) as JsonObject;

const VALUES: Record<string, Json> = {
  string: 'x',
  number: 0.5,
  integer: 7,
  boolean: false,
  null: null,
  array: [],
  object: {},
};

const accepts = (schema: Schema, kind: string): boolean => {
  const ways = waysOf(schema);
  if (ways) return ways.some((way) => accepts(way, kind));
  const { type } = schema;
  if (type === 'number') return kind === 'number' || kind === 'integer';
  return type === kind || (type === undefined && schema.enum !== undefined && kind === 'string');
};

const wrongTypes = (schema: Schema): [string, Json][] =>
  Object.entries(VALUES).filter(([kind]) => !accepts(schema, kind));

const ifGiven = (limit: number | undefined, made: (limit: number) => [string, Json][]): [string, Json][] =>
  limit === undefined ? [] : made(limit);

/** What would be more than one token of a subject, or a wildcard, or another id on another machine. */
const BAD_IDS = ['t.1', 't*', '*', '>', 't 1', 't/1', '../t1', 'té', 'т1', 't1\u200b', 't'.repeat(65)];

const wrongTexts = ({ type, enum: choices, pattern, minLength = 0, maxLength }: Schema): [string, Json][] => {
  if (type !== 'string') return [];
  if (choices) return [['an unknown choice', 'no-such-choice']];
  return [
    ...(minLength > 0 ? [['a text too short', 'x'.repeat(minLength - 1)] as [string, Json]] : []),
    ...ifGiven(maxLength, (max) => [['a text too long', 'x'.repeat(max + 1)]]),
    ...(pattern === undefined ? [] : [['a text of another form', '!'.repeat(600)] as [string, Json]]),
    ...(pattern === ID_PATTERN.source ? BAD_IDS.map((id): [string, Json] => [JSON.stringify(id), id]) : []),
  ];
};

const wrongNumbers = ({ enum: choices, minimum, maximum }: Schema): [string, Json][] => [
  ...(typeof choices?.[0] === 'number' ? [['an unknown choice', 99] as [string, Json]] : []),
  ...ifGiven(minimum, (min) => [['too small a number', min - 1]]),
  ...ifGiven(maximum, (max) => [['too large a number', max + 1]]),
];

const wrongLists = ({ items, minItems = 0, maxItems, uniqueItems }: Schema): [string, Json][] => {
  if (!items) return [];
  const item = sampleOf(items);
  return [
    ...(minItems > 0 ? [['an empty list', []] as [string, Json]] : []),
    ...(uniqueItems === true || maxItems === undefined
      ? []
      : [['a list too long', Array.from({ length: maxItems + 1 }, () => item)] as [string, Json]]),
    ...(uniqueItems === true ? [['an item twice', [item, item]] as [string, Json]] : []),
  ];
};

const wrongValues = (schema: Schema): [string, Json][] => [
  ...wrongTypes(schema),
  ...(waysOf(schema) ? [] : [wrongTexts, wrongNumbers, wrongLists].flatMap((make) => make(schema))),
];

/** Every place of a message, with the schema of what is there. */
const placesOf = (given: Schema, pointer = ''): [string, Schema][] => {
  const schema = resolve(given);
  const own: [string, Schema] = [pointer, schema];
  if (schema.properties)
    return [
      own,
      ...Object.entries(schema.properties).flatMap(([name, member]) =>
        placesOf(member, `${pointer}/${name}`),
      ),
    ];
  if (schema.additionalProperties)
    return [own, ...placesOf(schema.additionalProperties, `${pointer}/${sampleName(schema)}`)];
  return schema.items ? [own, ...placesOf(schema.items, `${pointer}/0`)] : [own];
};

/** `message` with `value` at `pointer`; without it where `value` is undefined. */
export const changed = (message: Json, pointer: string, value: Json | undefined): Json => {
  if (pointer === '') return value ?? null;
  const copy = structuredClone(message);
  const names = pointer.slice(1).split('/');
  const last = names.pop() ?? '';
  const parent = names.reduce<Json>((at, name) => (at as JsonObject)[name] ?? null, copy) as JsonObject;
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
};

const missingFields = (message: Json, [pointer, { required = [] }]: [string, Schema]): BadMessage[] =>
  required.map((name) => ({
    what: `without ${pointer}/${name}`,
    message: changed(message, `${pointer}/${name}`, undefined),
    pointer: `${pointer}/${name}`,
  }));

const UNKNOWN_NAMES = ['unknown', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''];

const unknownFields = (message: Json, [pointer, { properties }]: [string, Schema]): BadMessage[] =>
  properties
    ? UNKNOWN_NAMES.map((name) => ({
        what: `with ${pointer}/${name}`,
        message: changed(message, `${pointer}/${name}`, 'x'),
        pointer: `${pointer}/${name}`,
      }))
    : [];

// A message that is too large is refused as a whole.
const isSmallEnough = ({ message }: BadMessage): boolean =>
  Buffer.byteLength(JSON.stringify(message)) <= MAX_INPUT_BYTES;

/** Every way to get one thing of a message wrong: another type, out of bounds, left out, or unknown. */
export const badMessages = (type: string): BadMessage[] => {
  const message = fullMessage(type);
  const bad = placesOf({ $ref: `#/$defs/${type}` }).flatMap((place) => [
    ...wrongValues(place[1]).map(([kind, value]) => ({
      what: `${place[0] || '/'} as ${kind}`,
      message: changed(message, place[0], value),
      pointer: place[0],
    })),
    ...missingFields(message, place),
    ...unknownFields(message, place),
  ]);
  return bad.filter(isSmallEnough);
};
