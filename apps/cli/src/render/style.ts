import { createColors } from 'picocolors';
import { programName } from './program-name.js';

/** What texts are made with. */
export interface Style {
  colour: ReturnType<typeof createColors>;
  /** For "today" and "in 2 h". */
  now: Date;
  /** Characters in a line; infinite where it is no terminal. */
  width: number;
  /** How this program is called: `guildhall` or `npx guildhall`. */
  program: string;
}

interface Terminal {
  isTTY?: boolean;
  columns?: number;
}

/** Colour only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export const styleFor = (
  stream: Terminal,
  env: Readonly<Record<string, string | undefined>>,
  now: Date,
): Style => {
  const plain = Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  return {
    colour: createColors(stream.isTTY === true && !plain),
    now,
    width: stream.columns ?? Number.POSITIVE_INFINITY,
    program: programName(env),
  };
};
