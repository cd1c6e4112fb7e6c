import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** The folder of the published schemas. */
export const SCHEMAS = fileURLToPath(new URL('../../../docs/contract/schemas/', import.meta.url));

const published = new Set(readdirSync(SCHEMAS));
const compiled = new Map<string, ValidateFunction>();

// Ajv as anybody outside has it: strict, so that it reports what it would not check.
const ajv = new Ajv({ allErrors: true, strictTypes: false });
addFormats.default(ajv, ['date-time']);

const validatorOf = (name: string): ValidateFunction => {
  const known = compiled.get(name);
  if (known) return known;
  const schema = JSON.parse(readFileSync(`${SCHEMAS}${name}.json`, 'utf8')) as object;
  const made = ajv.compile(schema);
  compiled.set(name, made);
  return made;
};

/** Where `value` is not what the published schema of this name says; empty where it is. */
export const violationsOf = (name: string, value: unknown): string[] => {
  const validate = validatorOf(name);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message ?? ''}`.trim(),
  );
};

/** Throws where a reply is not what is published about this subject; what nobody has published is refused. */
export const checkReply = (subject: string, reply: unknown): void => {
  const [, , ...name] = subject.split('.');
  const file = `${name.join('.')}.reply`;
  const violations = violationsOf(published.has(`${file}.json`) ? file : 'error', reply);
  if (violations.length > 0)
    throw new Error(
      `the reply on ${subject} is not as published: ${violations.join('; ')}: ${JSON.stringify(reply)}`,
    );
};
