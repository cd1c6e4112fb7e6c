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

export const golden = (type: EventType): Golden =>
  JSON.parse(readFileSync(new URL(goldenFile(type), FOLDER), 'utf8')) as Golden;
