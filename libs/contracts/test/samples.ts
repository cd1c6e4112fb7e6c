import { readFileSync, readdirSync } from 'node:fs';
import { COMMANDS, EVENTS, QUERIES, isEventType } from '../src/index.js';
import type { CommandName, CommandPayload, QueryName, QueryPayload } from '../src/index.js';
import { goldenFiles, readGolden, typeOfFile } from './golden.js';

const FOLDER = new URL('../examples/', import.meta.url);

/** `examples/<name>.json` */
export const exampleOf = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

/** Names of the messages that there are examples of. */
export const exampleNames = (): string[] =>
  readdirSync(FOLDER).map((file) => file.slice(0, file.length - '.json'.length));

const examplesOf = (names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, exampleOf(name)]));

/** A payload of every command, with all its optional fields: `examples/<name>.json`. */
export const COMMAND_SAMPLES = examplesOf(Object.keys(COMMANDS)) as {
  [N in CommandName]: CommandPayload<N>;
};

/** A payload of every query, with all its optional fields. */
export const QUERY_SAMPLES = examplesOf(Object.keys(QUERIES)) as { [N in QueryName]: QueryPayload<N> };

interface Sample {
  name: string;
  type: new () => object;
  value: unknown;
}

const samples = <N extends string>(
  kind: string,
  types: Record<N, new () => object>,
  valueOf: (name: N) => unknown,
): Sample[] =>
  (Object.keys(types) as N[]).map((name) => ({
    name: `${kind} ${name}`,
    type: types[name],
    value: valueOf(name),
  }));

const EVENT_SAMPLES: Sample[] = goldenFiles().flatMap((file) => {
  const type = typeOfFile(file);
  return isEventType(type)
    ? [{ name: `event ${file}`, type: EVENTS[type], value: readGolden(file).body }]
    : [];
});

/** Every message that goes over the wire, with values that together have all fields. */
export const SAMPLES: Sample[] = [
  ...EVENT_SAMPLES,
  ...samples('command', COMMANDS, (name: CommandName) => COMMAND_SAMPLES[name]),
  ...samples('query', QUERIES, (name: QueryName) => QUERY_SAMPLES[name]),
];
