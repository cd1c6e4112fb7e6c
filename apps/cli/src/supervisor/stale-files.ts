import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '@guildhall/broker';
import { codeOf } from '../failure.js';

// As `replaceFile` and the locks name what is not complete yet: by the process that is at it.
const BY_PROCESS = [/\.(?:json|creds|key|conf)\.(\d+)\.tmp$/, /\.lock\.(\d+)(?:\.stale)?$/];

const writerOf = (file: string): number =>
  Number(BY_PROCESS.map((name) => name.exec(file)?.[1]).find(Boolean));

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
};

/** Removes from these folders what processes had begun to write when they were killed. */
export const removeStaleFiles = (folders: readonly string[]): void => {
  for (const folder of folders) {
    for (const file of filesIn(folder)) {
      const pid = writerOf(file);
      if (pid > 0 && !isAlive({ pid })) rmSync(join(folder, file), { force: true });
    }
  }
};
