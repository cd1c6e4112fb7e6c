import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed at the end of its block. */
export const tempDir = (): { path: string } & Disposable => {
  const path = mkdtempSync(join(tmpdir(), 'guildhall-cli-'));
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
};
