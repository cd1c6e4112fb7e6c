import { rmSync } from 'node:fs';
import { readIfThere, replaceFile } from '../files.js';
import type { ProcessInfo } from './keeper.js';

/** `connection.json` (6.6): how this home's system is reached, and what runs. Replaced at each change, gone when stopped. */
export interface Connection {
  nats: string;
  /** Not yet there. */
  gateway: null;
  supervisor: number;
  startedAt: string;
  processes: ProcessInfo[];
}

export const writeConnection = (path: string, connection: Connection): void => {
  replaceFile(path, `${JSON.stringify(connection, undefined, 2)}\n`);
};

/** Undefined where nothing runs, nothing was ever started, or a power cut has left no whole file. */
export const readConnection = (path: string): Connection | undefined => {
  try {
    return JSON.parse(readIfThere(path) ?? '') as Connection;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

export const removeConnection = (path: string): void => {
  rmSync(path, { force: true });
};
