import { MAX_INPUT_BYTES, parseInput, parseMessage } from '@guildhall/contracts';
import { unusable } from './failure.js';
import { readInputFile } from './files.js';
import { parseYaml } from './yaml.js';

const YAML = /\.ya?ml$/i;

const valueOf = (bytes: Uint8Array, path: string): unknown => {
  if (YAML.test(path)) return parseYaml(bytes, path, MAX_INPUT_BYTES);
  const input = parseInput(bytes);
  if ('value' in input) return input.value;
  throw unusable(`${path}: ${input.refusal.message}`, input.refusal.details);
};

/** A JSON or YAML file (`-`: standard input, JSON) as the message `type`; all that is wrong with it is listed (exit 2). */
export const readMessage = <T>(type: new () => T, path: string): T => {
  const message = parseMessage(type, valueOf(readInputFile(path), path));
  if ('value' in message) return message.value;
  throw unusable(`${path} is not a valid ${type.name}.`, message.refusal.details);
};
