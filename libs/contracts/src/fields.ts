import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { DURATION, INSTANT } from './formats.js';
import { ID_PATTERN } from './ids.js';

// The vocabulary in which messages are written: one decorator per kind of field. Each is a set of class-validator
// decorators, from which the published JSON Schema is made.

/** JSON Schema of a field, where no decorator says it. */
export type FieldSchema = Exclude<Parameters<typeof JSONSchema>[0], (...args: never[]) => unknown>;

// A field's own part of the schema; a function is asked once all messages are declared.
const schema = (own: FieldSchema | (() => FieldSchema)): PropertyDecorator => {
  const decorate = JSONSchema(own);
  return (target, key) => {
    decorate(target, String(key));
  };
};

const all =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };

/** The field may be left out. A given `null` is still refused. */
export const Optional = IsOptional;

/** A string of `min` to `max` characters. */
export const Text = (min: number, max: number): PropertyDecorator => all(IsString(), Length(min, max));

/**
 * A string that matches the whole `pattern`. `is` says in words what that is, to complete "must be ..."; so does
 * every description in a schema.
 */
export const Pattern = (pattern: RegExp, is: string, own: FieldSchema = {}): PropertyDecorator =>
  all(IsString(), Matches(pattern), schema({ ...own, description: is }));

const AN_ID = 'an id: 1-64 of A-Z a-z 0-9 _ -';

/** 1-64 of `A-Z a-z 0-9 _ -`. */
export const Id = (): PropertyDecorator => Pattern(ID_PATTERN, AN_ID);

/** A SHA-256 as 64 lower-case hex digits. */
export const Sha256 = (): PropertyDecorator => Pattern(/^[0-9a-f]{64}$/, 'a SHA-256: 64 of 0-9 a-f');

/** An RFC 3339 date and time in UTC. */
export const Instant = (): PropertyDecorator =>
  Pattern(INSTANT, 'a date and time in UTC such as 2026-11-21T10:00:00Z', { format: 'date-time' });

/** An ISO 8601 duration of days, hours, minutes and seconds, or whole years: `P7D`, `PT24H`, `P1Y`. */
export const Duration = (): PropertyDecorator =>
  Pattern(DURATION, 'a duration of years, days, hours, minutes and seconds such as P1Y, P7D or PT24H');

const PUBLIC_KEY = /^U[A-Z2-7]{55}$/;
const A_PUBLIC_KEY = 'the public key of a NATS user: U and 55 of A-Z 2-7';

/** The public key of a NATS user: `U` and 55 characters of base32. */
export const PublicKey = (): PropertyDecorator => Pattern(PUBLIC_KEY, A_PUBLIC_KEY);

/** One of a closed set of strings or numbers. */
export const OneOf = (values: readonly (string | number)[]): PropertyDecorator => IsIn([...values]);

export const Flag = (): PropertyDecorator => IsBoolean();

/** A whole number from `min` to `max`. */
export const Whole = (min: number, max: number): PropertyDecorator =>
  // Least and most would make any number of it.
  all(IsInt(), Min(min), Max(max), schema({ type: 'integer' }));

/** A number from 0 to 1. */
export const Share = (): PropertyDecorator => all(IsNumber(), Min(0), Max(1));

type Message = () => new () => object;

// Named late, because a message may be declared after the one that holds it.
const reference = (type: Message): { $ref: string } => ({ $ref: `#/$defs/${type().name}` });

/** An object of class `type`. */
export const Nested = (type: Message): PropertyDecorator =>
  all(
    ValidateNested(),
    schema(() => reference(type)),
  );

interface Size {
  min?: number;
  max?: number;
  unique?: boolean;
}

const sized = ({ min = 0, max = 1000, unique = false }: Size, own: FieldSchema = {}): PropertyDecorator =>
  all(
    IsArray(),
    ArrayMinSize(min),
    ArrayMaxSize(max),
    schema({ ...(unique ? { uniqueItems: true } : {}), ...own }),
  );

/** A list of objects of class `type`. */
export const ListOf = (type: Message, { min = 0, max = 1000 }: Size = {}): PropertyDecorator =>
  all(
    IsArray(),
    ValidateNested({ each: true }),
    schema(() => ({ type: 'array', minItems: min, maxItems: max, items: reference(type) })),
  );

/** A list of strings that match `pattern`; `is` says what each is, as for `Pattern`. */
export const Strings = (pattern: RegExp, is: string, size: Size = {}): PropertyDecorator =>
  all(
    sized(size, { items: { description: is } }),
    IsString({ each: true }),
    Matches(pattern, { each: true }),
  );

/** A list of public keys of NATS users. */
export const PublicKeys = (size: Size = {}): PropertyDecorator => Strings(PUBLIC_KEY, A_PUBLIC_KEY, size);

/** A list of ids. */
export const Ids = (size: Size = {}): PropertyDecorator => Strings(ID_PATTERN, AN_ID, size);

/** A list whose items come from a closed set. */
export const Several = (values: readonly (string | number)[], size: Size = {}): PropertyDecorator =>
  all(sized(size), IsIn([...values], { each: true }));

interface Keys {
  pattern: RegExp;
  /** What each is, as for `Pattern`. */
  are: string;
}

/** An object used as a map; `values` describes its values. */
export const MapOf = (
  values: FieldSchema,
  { max = 100, keys }: { max?: number; keys?: Keys } = {},
): PropertyDecorator =>
  all(
    IsObject(),
    schema({
      type: 'object',
      additionalProperties: values,
      maxProperties: max,
      ...(keys ? { propertyNames: { pattern: keys.pattern.source, description: keys.are } } : {}),
    }),
  );

/** A field whose JSON Schema is given as it is, where no decorator says it. */
export const Shape = (own: FieldSchema): PropertyDecorator => all(Allow(), schema(own));
