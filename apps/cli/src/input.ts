import { MAX_INPUT_BYTES, parseInput, parseMessage } from '@guildhall/contracts';
import { answered, unusable } from './failure.js';
import type { Detail } from './failure.js';
import { readInputFile } from './files.js';
import { locateInJson, parseYaml } from './yaml.js';
import type { Content } from './yaml.js';

const YAML = /\.ya?ml$/i;

/** What a JSON or YAML file (`-`: standard input, JSON) holds; ends in a Failure (exit 2) where it cannot be read. */
export const readContent = (path: string): Content => {
  const bytes = readInputFile(path);
  if (YAML.test(path)) return parseYaml(bytes, path, MAX_INPUT_BYTES);
  const input = parseInput(bytes);
  if ('value' in input) return { value: input.value, locate: locateInJson(bytes) };
  throw unusable(`${path}: ${input.refusal.message}`, input.refusal.details);
};

const withFields = (value: unknown, fields: object): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, ...fields } : value;

// What the command line says instead of the file is in none of its lines.
const withoutLine =
  (fields: object) =>
  ({ line, ...issue }: Detail): Detail =>
    line === undefined || Object.hasOwn(fields, issue.pointer.slice(1)) ? issue : { ...issue, line };

/** A message of a file, with what tells in which lines something is wrong with it. */
export interface FileMessage<T> extends Pick<Content, 'locate'> {
  readonly message: T;
}

/**
 * A JSON or YAML file (`-`: standard input, JSON) as the message `type`, with `fields` instead of the file's own; all
 * that is wrong with the whole is listed (exit 2).
 */
export const readFileMessage = <T>(
  type: new () => T,
  path: string,
  fields: Partial<T> = {},
): FileMessage<T> => {
  const { value, locate } = readContent(path);
  const message = parseMessage(type, withFields(value, fields));
  if ('value' in message) return { message: message.value, locate };
  const details = locate(message.refusal.details ?? []).map(withoutLine(fields));
  throw answered({ ...message.refusal, message: `${path} is not a valid ${type.name}.`, details });
};

/** The same for those who only need the message. */
export const readMessage = <T>(type: new () => T, path: string, fields: Partial<T> = {}): T =>
  readFileMessage(type, path, fields).message;
