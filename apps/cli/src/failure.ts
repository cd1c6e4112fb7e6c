import type { Issue, Refusal } from '@guildhall/contracts';

/** Exit codes (6.6), the one table at this edge. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

/** One thing wrong with an input; in a file that has lines, with the line, from 1. */
export interface Detail extends Issue {
  readonly line?: number;
}

/** Ends a command: what is printed on stderr, and the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly exit: 1 | 2 | 3,
    readonly refusal: Pick<Refusal, 'message' | 'rule'> & { code?: Refusal['code']; details?: Detail[] },
    /** What the person can do about it, where the code does not say it. */
    readonly remedy?: string,
    options?: ErrorOptions,
  ) {
    super(refusal.message, options);
  }
}

/** The system refused: exit 1. */
export const refused = (refusal: Refusal, remedy?: string): Failure =>
  new Failure(EXIT.refused, refusal, remedy);

const INVALID: ReadonlySet<Refusal['code']> = new Set(['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE']);

/** A service answered no: exit 2 where the input was at fault, else exit 1. */
export const answered = (refusal: Refusal): Failure =>
  new Failure(INVALID.has(refusal.code) ? EXIT.usage : EXIT.refused, refusal);

/** Something did not come off, though the command was right: exit 1. */
export const failed = (message: string, remedy?: string): Failure =>
  new Failure(EXIT.refused, { message }, remedy);

/** Wrong usage or invalid input: exit 2. */
export const unusable = (message: string, details: Detail[] = [], remedy?: string): Failure =>
  new Failure(EXIT.usage, { message, details }, remedy);

/** The system cannot be reached: exit 3. */
export const unreachable = (message: string, remedy?: string, cause?: unknown): Failure =>
  new Failure(EXIT.unreachable, { message }, remedy, { cause });

const memberOf = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string => String(memberOf(error, 'message') ?? error);

/** The code of an error of the operating system, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown => memberOf(error, 'code');
