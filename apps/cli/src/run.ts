import { CommanderError } from 'commander';
import { ClientError, RefusedError } from './client/errors.js';
import type { ClientErrorKind } from './client/errors.js';
import { EXIT, Failure, answered, failed, messageOf, unreachable } from './failure.js';
import { outputTo } from './output.js';
import type { Streams } from './output.js';
import { programFor } from './program.js';
import { failureJson, renderFailure } from './render/refusal.js';
import type { Environment } from './settings.js';

const REMEDIES: Readonly<Record<Exclude<ClientErrorKind, 'unreachable'>, string>> = {
  unknown:
    'They were revoked, or replaced by newer ones; an operator gives new ones out: `guildhall identity issue`.',
  denied: 'What the broker lets you do follows from what you are; use another --as.',
};

/** Whatever ended a command, as what is printed about it. */
const asFailure = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof RefusedError) return answered(error.refusal);
  if (error instanceof ClientError)
    return error.kind === 'unreachable'
      ? unreachable(error.message, 'See `guildhall status`.', error)
      : failed(error.message, REMEDIES[error.kind]);
  return failed(`Something unexpected happened: ${messageOf(error)}`);
};

/** Runs one command; resolves to the exit code (6.6). `arguments_` are those after the program's name. */
export const run = async (
  arguments_: readonly string[],
  env: Environment,
  streams: Streams,
): Promise<number> => {
  try {
    await programFor(env, streams).parseAsync(arguments_, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said what is wrong; help that was asked for is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const failure = asFailure(error);
    const output = outputTo(streams, env, arguments_.includes('--json'));
    output.complain((style) =>
      output.json ? JSON.stringify(failureJson(failure, style)) : renderFailure(failure, style),
    );
    return failure.exit;
  }
};
