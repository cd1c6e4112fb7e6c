import type { Issue } from '@guildhall/contracts';
import { located, readYaml } from '@guildhall/yaml';
import { unusable } from './failure.js';
import type { Detail } from './failure.js';

/** What a file holds. */
export interface Content {
  readonly value: unknown;
  /** What is wrong with the value, with the lines of the file, from its top to its end. */
  readonly locate: (issues: readonly Issue[]) => Detail[];
}

/**
 * A YAML (or JSON) file as plain data, as `readYaml` has it. `name` is what error messages call it. Ends in a Failure
 * (exit 2) otherwise.
 */
export const parseYaml = (bytes: Uint8Array, name: string, maxBytes: number): Content => {
  if (bytes.length > maxBytes)
    throw unusable(`${name} has ${bytes.length} bytes; at most ${maxBytes} are accepted.`);
  const read = readYaml(bytes);
  if ('issues' in read) {
    const details = read.issues.map(({ pointer, message, line }) => ({ pointer, message, line }));
    throw unusable(`${name} is not acceptable YAML.`, details);
  }
  const { value, lineOf } = read;
  return { value, locate: (issues) => located(issues, lineOf) };
};

const NEW_LINE = 0x0a;

const hasLines = (bytes: Uint8Array): boolean => {
  const first = bytes.indexOf(NEW_LINE);
  return first >= 0 && first < bytes.length - 1;
};

/** The same for a JSON file that was read strictly: where it is all in one line, that is not said. */
export const locateInJson =
  (bytes: Uint8Array): Content['locate'] =>
  (issues) => {
    const read = hasLines(bytes) ? readYaml(bytes) : undefined;
    return read && 'value' in read ? located(issues, read.lineOf) : [...issues];
  };
