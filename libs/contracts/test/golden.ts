import { readFileSync, readdirSync } from 'node:fs';
import type { EventType } from '../src/index.js';

/** A stored event as anybody reads it from the log: the files are kept for ever, whatever the classes become. */
export interface Golden {
  subject: string;
  headers: Record<string, string>;
  body: unknown;
}

const FOLDER = new URL('../golden/', import.meta.url);

/** Names of all files of the folder. */
export const goldenFiles = (): string[] => readdirSync(FOLDER).sort();

/** `permit.issued.v1.json` */
export const goldenFile = (type: EventType): string => `${type}.v1.json`;

export const readGolden = (file: string): Golden =>
  JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Golden;

export const golden = (type: EventType): Golden => readGolden(goldenFile(type));

/** The type that a file holds an event of: `permit.issued.v1.json`, or `permit.issued.v1.<what>.json` with later fields. */
export const typeOfFile = (file: string): string =>
  /^([a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*)\.v1(?:\.[a-z]+(?:-[a-z]+)*)?\.json$/.exec(file)?.[1] ?? '';
