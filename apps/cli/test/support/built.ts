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

/** Path of the command as it is built. */
export const GUILDHALL = inRepository('apps/cli/bin/guildhall.js');

/** A program that goes on until it is told to stop, or has; disposing ends it in any case. */
export interface Started extends AsyncDisposable {
  /** What it has printed so far. */
  printed: () => string;
  /** Ctrl-C; what it has come to. */
  interrupt: () => Promise<Ran>;
  /** What it has come to by itself. */
  ended: Promise<Ran>;
}

/** Starts a `guildhall` that follows something, or another `program` that does. */
export const startGuildhall = (args: string[], env: Record<string, string>, program = GUILDHALL): Started => {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran: Ran = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (ran.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (ran.stderr += String(chunk)));
  const ended = new Promise<Ran>((resolve) =>
    child.once('close', (code) => {
      resolve({ ...ran, code });
    }),
  );
  return {
    printed: () => ran.stdout,
    interrupt: () => {
      child.kill('SIGINT');
      return ended;
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

const LONGEST_MS = 120_000;

/**
 * Runs `guildhall` to its end, with nothing of this process's environment but what Node.js needs; it is killed where it
 * does not end. `through` is a command line that runs the one that is appended to it.
 */
export const guildhall = (
  args: string[],
  env: Record<string, string> = {},
  input = '',
  through: string[] = [],
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const [program = '', ...words] = [...through, process.execPath, GUILDHALL, ...args];
    const child = spawn(program, words, {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL',
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
