import { MAX_INPUT_BYTES, parseInput, parseMessage } from '@guildhall/contracts';
import { answered, unusable } from './failure.js';
import { readInputFile } from './files.js';
import { parseYaml } from './yaml.js';

const YAML = /\.ya?ml$/i;

const valueOf = (bytes: Uint8Array, path: string): unknown => {
  if (YAML.test(path)) return parseYaml(bytes, path, MAX_INPUT_BYTES);
  const input = parseInput(bytes);
  if ('value' in input) return input.value;
  throw unusable(`${path}: ${input.refusal.message}`, input.refusal.details);
};

const withFields = (value: unknown, fields: object): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, ...fields } : value;

/**
 * A JSON or YAML file (`-`: standard input, JSON) as the message `type`, with `fields` instead of the file's own; all
 * that is wrong with the whole is listed (exit 2).
 */
export const readMessage = <T>(type: new () => T, path: string, fields: Partial<T> = {}): T => {
  const message = parseMessage(type, withFields(valueOf(readInputFile(path), path), fields));
  if ('value' in message) return message.value;
  throw answered({ ...message.refusal, message: `${path} is not a valid ${type.name}.` });
};
