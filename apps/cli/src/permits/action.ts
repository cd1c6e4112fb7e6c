import type { CommandPayload, WaitingAction } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { inboxOf } from '../client/inbox.js';
import { unusable } from '../failure.js';
import { readInputFile, sha256Of } from '../files.js';
import { permitIfReadable } from './reading.js';

/** What somebody says of an action on the command line. */
export interface ActionOptions {
  action: string;
  target: string;
  /** File whose content is applied. */
  input?: string;
  /** Its SHA-256, where the content is elsewhere. */
  inputSha256?: string;
  /** Its number. Not guessed: a view that lags would name another action, and that is a violation. */
  seq: number;
}

const digestOf = ({ input, inputSha256 }: ActionOptions): string => {
  if (inputSha256 !== undefined) return inputSha256;
  if (input !== undefined) return sha256Of(readInputFile(input));
  throw unusable('Say what is applied, with --input FILE or --input-sha256 SHA256.');
};

/** An action as commands name it. */
export const toAction = (options: ActionOptions): Omit<CommandPayload<'execution.propose'>, 'taskId'> => ({
  seq: options.seq,
  action: options.action,
  target: options.target,
  inputDigest: digestOf(options),
});

// Many may confirm what they may not read: all of it that they need is in their inbox.
const waitingForCaller = async (client: Client, taskId: string): Promise<WaitingAction | undefined> =>
  (await inboxOf(client)).find((permit) => permit.taskId === taskId)?.waiting;

/** Number of the action that waits for a confirmation. */
export const waitingSeq = async (client: Client, taskId: string): Promise<number> => {
  const permit = await permitIfReadable(client, taskId);
  const waiting = permit?.work?.waiting ?? (await waitingForCaller(client, taskId));
  if (waiting) return waiting.seq;
  throw unusable('Nothing is known to wait for a confirmation; say which action with --seq.');
};
