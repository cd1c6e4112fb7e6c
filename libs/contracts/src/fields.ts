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

/** A string that matches the whole `pattern`. */
export const Pattern = (pattern: RegExp): PropertyDecorator => all(IsString(), Matches(pattern));

/** 1-64 of `A-Z a-z 0-9 _ -`. */
export const Id = (): PropertyDecorator => Pattern(ID_PATTERN);

/** A SHA-256 as 64 lower-case hex digits. */
export const Sha256 = (): PropertyDecorator => Pattern(/^[0-9a-f]{64}$/);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** An RFC 3339 date and time in UTC. */
export const Instant = (): PropertyDecorator => all(Pattern(INSTANT), schema({ format: 'date-time' }));

/** An ISO 8601 duration of days, hours, minutes and seconds, or whole years: `P7D`, `PT24H`, `P1Y`. */
export const Duration = (): PropertyDecorator =>
  Pattern(/^P(?=.)(\d+Y)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/);

/** The public key of a NATS user: `U` and 55 characters of base32. */
export const PublicKey = (): PropertyDecorator => Pattern(/^U[A-Z2-7]{55}$/);

/** One of a closed set of strings or numbers. */
export const OneOf = (values: readonly (string | number)[]): PropertyDecorator => IsIn([...values]);

export const Flag = (): PropertyDecorator => IsBoolean();

/** A whole number from `min` to `max`. */
export const Whole = (min: number, max: number): PropertyDecorator => all(IsInt(), Min(min), Max(max));

/** A number of at least `min`. */
export const Quantity = (min: number): PropertyDecorator => all(IsNumber(), Min(min));

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

const sized = ({ min = 0, max = 1000, unique = false }: Size): PropertyDecorator =>
  all(IsArray(), ArrayMinSize(min), ArrayMaxSize(max), ...(unique ? [schema({ uniqueItems: true })] : []));

/** A list of objects of class `type`. */
export const ListOf = (type: Message, { min = 0, max = 1000 }: Size = {}): PropertyDecorator =>
  all(
    IsArray(),
    ValidateNested({ each: true }),
    schema(() => ({ type: 'array', minItems: min, maxItems: max, items: reference(type) })),
  );

/** A list of strings that match `pattern`. */
export const Strings = (pattern: RegExp, size: Size = {}): PropertyDecorator =>
  all(sized(size), IsString({ each: true }), Matches(pattern, { each: true }));

/** A list of ids. */
export const Ids = (size: Size = {}): PropertyDecorator => Strings(ID_PATTERN, size);

/** A list whose items come from a closed set. */
export const Several = (values: readonly (string | number)[], size: Size = {}): PropertyDecorator =>
  all(sized(size), IsIn([...values], { each: true }));

/** An object used as a map; `schema` describes its values. */
export const MapOf = (values: FieldSchema, size: { max?: number; keys?: RegExp } = {}): PropertyDecorator =>
  all(
    IsObject(),
    schema({
      type: 'object',
      additionalProperties: values,
      maxProperties: size.max ?? 100,
      ...(size.keys ? { propertyNames: { pattern: size.keys.source } } : {}),
    }),
  );

/** A field whose JSON Schema is given as it is, where no decorator says it. */
export const Shape = (own: FieldSchema): PropertyDecorator => all(Allow(), schema(own));
