import { readFileSync } from 'node:fs';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

/** What a JSON file holds. */
export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
