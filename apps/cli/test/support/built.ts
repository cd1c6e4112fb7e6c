import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** Programs are run as they are built; brings a project up to date, or all (`.`), which takes a moment where they are. */
export const build = (project: string): void => {
  const tsc = inRepository('node_modules/typescript-native/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-b', inRepository(project)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}`);
};

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `guildhall` to its end, with nothing of this process's environment but what Node.js needs. */
export const guildhall = (args: string[], env: Record<string, string> = {}, input = ''): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inRepository('apps/cli/bin/guildhall.js'), ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ran: Ran = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (ran.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (ran.stderr += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ ...ran, code });
    });
    child.stdin.end(input);
  });
