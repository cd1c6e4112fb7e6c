import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';
import type { Issue } from './issue.js';
import { refuse } from './refusal.js';
import type { Refusal } from './refusal.js';
import { schemaIssues } from './schema-issues.js';

type MessageClass<T> = new () => T;
type Schema = Record<string, unknown>;

const ROOT = 'https://guildhall.dev/schemas/messages.json';

/** JSON Schemas of all messages by class name, closed against unknown fields; references point to `#/$defs/<name>`. */
export const messageSchemas = (): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(validationMetadatasToSchemas({ refPointerPrefix: '#/$defs/' })).map(([name, schema]) => [
      name,
      { ...schema, additionalProperties: false },
    ]),
  );

let ajv: Ajv | undefined;
const compiled = new Map<MessageClass<unknown>, ValidateFunction>();

const compile = (type: MessageClass<unknown>): ValidateFunction => {
  if (!ajv) {
    ajv = new Ajv({ allErrors: true, verbose: true, strict: false, strictNumbers: true, logger: false });
    addFormats.default(ajv, ['date-time']);
    ajv.addSchema({ $id: ROOT, $defs: messageSchemas() });
  }
  return ajv.compile({ $ref: `${ROOT}#/$defs/${type.name}` });
};

const validator = (type: MessageClass<unknown>): ValidateFunction => {
  const known = compiled.get(type);
  if (known) return known;
  const made = compile(type);
  compiled.set(type, made);
  return made;
};

/** The places where `value` is not what class `type` says, the first 100 of them; empty where it is. */
export const issuesOf = (type: MessageClass<unknown>, value: unknown): Issue[] => {
  const validate = validator(type);
  return validate(value) ? [] : schemaIssues(validate.errors ?? []);
};

/** `value` as the message `type`, or all that is wrong with it. */
export const parseMessage = <T>(
  type: MessageClass<T>,
  value: unknown,
): { value: T } | { refusal: Refusal } => {
  const details = issuesOf(type, value);
  return details.length > 0
    ? refuse('VALIDATION_FAILED', `The input is not a valid ${type.name}.`, { details })
    : { value: value as T };
};
