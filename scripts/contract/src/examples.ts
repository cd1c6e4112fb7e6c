import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EventType } from '@guildhall/contracts';

/** A message as it is on the wire. */
export interface Example {
  name: string;
  summary?: string;
  headers?: unknown;
  payload: unknown;
}

/** Examples of messages, in files that the tests check. */
export interface Examples {
  event: (type: EventType) => Example[];
  /** Of a command, a query or another message. */
  other: (name: string) => Example[];
}

interface Golden {
  subject: string;
  headers: unknown;
  body: unknown;
}

const jsonIn = (folder: string, file: string): unknown =>
  JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** The examples in `folder`, that of libs/contracts: stored events, and payloads of requests. */
export const readExamples = (folder: string): Examples => {
  const golden = join(folder, 'golden');
  const others = join(folder, 'examples');
  const files = readdirSync(golden).sort();
  const given = new Set(readdirSync(others));
  return {
    event: (type) =>
      files
        .filter((file) => file.startsWith(`${type}.v1.`))
        .map((file) => {
          const { subject, headers, body } = jsonIn(golden, file) as Golden;
          return { name: basename(file, '.json'), summary: `Stored as ${subject}.`, headers, payload: body };
        }),
    other: (name) => (given.has(`${name}.json`) ? [{ name, payload: jsonIn(others, `${name}.json`) }] : []),
  };
};
